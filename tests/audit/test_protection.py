"""The database's own protection: what it refuses, and that a start without it is refused."""

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, connections, transaction

from access.models import Membership, Portfolio
from audit import protection
from audit.checks import demand_protection
from audit.history import acting
from audit.models import AppendOnly
from customers.models import Customer
from tests import factories

APPEND_ONLY = [model._meta.db_table for model in protection.append_only_models()]
RECORDED = [model._meta.db_table for model in protection.recorded_models()]


@pytest.fixture
def owner(django_db_setup):
    """A connection of the owner's own, outside Django: somebody at a prompt."""
    parameters = connections["owner"].get_connection_params()
    with psycopg.connect(**{name: parameters[name] for name in ("dbname", "user", "password", "host")}) as prompt:
        yield prompt


def run(statement):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def test_a_migrated_database_stands_protected(db):
    assert protection.faults() == []


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("statement", ["UPDATE {} SET {key} = {key}", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_application_can_neither_change_nor_remove_what_is_written_once(db, table, statement):
    key = next(m for m in protection.append_only_models() if m._meta.db_table == table)._meta.pk.column

    with pytest.raises(DatabaseError, match="permission denied"):
        run(statement.format(table, key=key))


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("statement", ["UPDATE {} SET {key} = {key}", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_triggers_refuse_the_owner_too(owner, table, statement):
    key = next(m for m in protection.append_only_models() if m._meta.db_table == table)._meta.pk.column

    with pytest.raises(psycopg.Error, match="is append-only and refuses|is never truncated"):
        owner.execute(statement.format(table, key=key))


@pytest.mark.parametrize("table", RECORDED)
def test_recorded_tables_are_never_truncated_not_even_by_their_owner(owner, table):
    with pytest.raises(psycopg.Error, match="is never truncated|is append-only"):
        owner.execute(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize("table", RECORDED)
def test_the_application_may_not_truncate(db, table):
    with pytest.raises(DatabaseError, match="permission denied"):
        run(f"TRUNCATE {table} CASCADE")


# What is keyed by another row, as a clearing is by its entry, has that row's key and no choice.
OWN_KEYS = [m for m in protection.append_only_models() if issubclass(m, AppendOnly) and not m._meta.pk.remote_field]


@pytest.mark.parametrize("model", OWN_KEYS)
def test_the_application_cannot_choose_keys(db, model):
    table, key = model._meta.db_table, model._meta.pk.column

    with pytest.raises(DatabaseError, match="permission denied"):
        run(f"INSERT INTO {table} ({key}) VALUES (1)")


@pytest.mark.parametrize("column", ["at", "transaction"])
def test_the_application_cannot_choose_when_it_acted(db, column):
    with pytest.raises(DatabaseError, match="permission denied"):
        run(f"INSERT INTO audit_action (kind, channel, {column}) VALUES ('x', 'web', DEFAULT)")


@pytest.mark.parametrize("model", protection.recorded_models())
def test_history_is_the_triggers_alone_to_write(db, model):
    table = protection.past_of(model)._meta.db_table

    with pytest.raises(DatabaseError, match="permission denied"):
        run(f"INSERT INTO {table} (history_type) VALUES ('+')")


WAYS = {
    "save": lambda east: setattr(east, "name", "东部") or east.save(),
    "update": lambda east: Portfolio.objects.filter(pk=east.pk).update(name="东部"),
    "bulk_update": lambda east: setattr(east, "name", "东部") or Portfolio.objects.bulk_update([east], ["name"]),
    "raw SQL": lambda east: run(f"UPDATE access_portfolio SET name = '东部' WHERE id = '{east.pk}'"),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_changing_leaves_a_history_row_with_its_action(db, way):
    clerk, east = factories.person("clerk"), factories.portfolio("EAST")

    with acting(actor=clerk, kind="tests.rename", channel="web") as action:
        WAYS[way](east)

    assert (east.history.latest().name, east.history.latest().action_id) == ("东部", action)


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_changing_is_refused_without_an_action(db, way):
    east = factories.portfolio("EAST")

    with pytest.raises(DatabaseError, match=r"needs audit\.history\.acting"), transaction.atomic():
        WAYS[way](east)

    assert Portfolio.objects.get(pk=east.pk).name == "EAST"


def test_the_owner_at_a_prompt_is_recorded_or_refused(transactional_db, owner):
    east = factories.portfolio("EAST")

    with pytest.raises(psycopg.Error, match=r"needs audit\.history\.acting"), owner.transaction():
        owner.execute("UPDATE access_portfolio SET name = '东部'")
    with owner.transaction():
        owner.execute(
            "INSERT INTO audit_action (kind, channel, reason, about_type, about_id, details)"
            " VALUES ('psql', 'command', 'mend', '', '', '{}') RETURNING set_config('kehu.action', id::text, true)"
        )
        owner.execute("UPDATE access_portfolio SET name = '东部'")
    owner.commit()

    assert east.history.latest().history_change_reason == "mend"


def test_deleting_leaves_the_last_image(db):
    clerk = factories.person("clerk", "财务文员")

    with acting(actor=clerk, kind="tests.remove", channel="web") as action:
        run(f"DELETE FROM access_membership WHERE user_id = '{clerk.pk}'")

    last = Membership.history.filter(user=clerk).latest()
    assert (last.history_type, last.group.name, last.action_id) == ("-", "财务文员", action)


def test_what_changes_nothing_leaves_nothing(db):
    clerk, east = factories.person("clerk"), factories.portfolio("EAST")

    with acting(actor=clerk, kind="tests.same", channel="web"):
        east.save()

    assert east.history.count() == 1


def test_a_name_is_never_in_history_but_encrypted(db):
    customer = factories.customer(factories.portfolio(), name="张晓梅个体户")
    columns = {column.name for column in protection.past_of(Customer)._meta.concrete_fields}

    row = run("SELECT h::text FROM customers_historicalcustomer h")[0][0]

    assert not {"name", "short_name", "mnemonic"} & columns
    assert customer.name not in row


def test_an_act_of_another_transaction_does_not_serve(transactional_db):
    clerk, east = factories.person("clerk"), factories.portfolio("EAST")
    with acting(actor=clerk, kind="tests.earlier", channel="web") as earlier:
        pass

    with transaction.atomic():
        run(f"SELECT set_config('kehu.action', '{earlier}', true)")
        with pytest.raises(DatabaseError, match=r"needs audit\.history\.acting"), transaction.atomic():
            Portfolio.objects.filter(pk=east.pk).update(name="东部")


DAMAGE = {
    "missing": ("DROP TRIGGER access_portfolio_update_history ON access_portfolio", "is missing"),
    "disabled": ("ALTER TABLE access_portfolio DISABLE TRIGGER access_portfolio_update_history", "not ENABLE ALWAYS"),
    "changed": (
        "CREATE OR REPLACE FUNCTION access_portfolio_update_history() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER"
        " AS 'BEGIN RETURN NULL; END'",
        "was changed",
    ),
    "never firing": (
        "DROP TRIGGER audit_action_no_update ON audit_action; CREATE TRIGGER audit_action_no_update BEFORE UPDATE ON"
        " audit_action FOR EACH STATEMENT WHEN (false) EXECUTE FUNCTION audit_action_no_update();"
        " ALTER TABLE audit_action ENABLE ALWAYS TRIGGER audit_action_no_update",
        "was changed",
    ),
    "too much allowed": (
        f'GRANT UPDATE ON audit_action TO "{protection.application_role()}"',
        "may change audit_action",
    ),
    "owned": (
        f'GRANT CREATE ON SCHEMA public TO "{protection.application_role()}";'
        f' ALTER TABLE access_portfolio OWNER TO "{protection.application_role()}"',
        "owns access_portfolio",
    ),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_the_start_is_refused_where_protection_was_damaged(transactional_db, owner, damage):
    statement, words = DAMAGE[damage]
    demand_protection()
    owner.execute(statement)
    owner.commit()

    with pytest.raises(ImproperlyConfigured, match=words):
        demand_protection()

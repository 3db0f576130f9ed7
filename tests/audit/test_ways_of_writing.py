"""Every way a row comes, and every way it goes: recorded with its Action, or refused (Shows of the four spines)."""

import json
from contextlib import suppress

import psycopg
import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction

from access.models import Membership, Portfolio, PortfolioGroupGrant
from audit import protection
from audit.history import acting
from tests import factories

NEW = {"id": "7f9b6a0e-2f0c-4c39-9f58-1d7f6a5b0c11", "code": "NEW", "name": "新组合"}
REFUSED = r"needs audit\.history\.acting|permission denied"
INSERT = "INSERT INTO access_portfolio ({}) VALUES ({})"


def run(statement, values=()):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def insert():
    row = {field.column: field.get_default() for field in Portfolio._meta.concrete_fields if field.has_default()} | NEW
    run(INSERT.format(", ".join(row), ", ".join(["%s"] * len(row))), list(row.values()))


COMINGS = {
    "save": lambda: Portfolio(**NEW).save(),
    "create": lambda: Portfolio.objects.create(**NEW),
    "bulk_create": lambda: Portfolio.objects.bulk_create([Portfolio(**NEW)]),
    "bulk_create over what is there": lambda: Portfolio.objects.bulk_create(
        [Portfolio(**NEW)], update_conflicts=True, unique_fields=["code"], update_fields=["name"]
    ),
    "get_or_create": lambda: Portfolio.objects.get_or_create(code="NEW", defaults=NEW),
    "update_or_create": lambda: Portfolio.objects.update_or_create(code="NEW", defaults=NEW),
    "raw SQL": insert,
}


@pytest.mark.parametrize("way", COMINGS)
def test_every_way_of_making_leaves_a_history_row_with_its_action(db, way):
    clerk = factories.person("clerk")

    with acting(actor=clerk, kind="tests.make", channel="command") as action:
        COMINGS[way]()

    first = Portfolio.objects.get(code="NEW").history.get()
    assert (first.history_type, first.name, first.action_id) == ("+", "新组合", action)


@pytest.mark.parametrize("way", COMINGS)
def test_every_way_of_making_is_refused_without_an_action(db, way):
    with pytest.raises(DatabaseError, match=r"needs audit\.history\.acting"), transaction.atomic():
        COMINGS[way]()

    assert not Portfolio.objects.filter(code="NEW").exists()


GOINGS = {
    "delete": lambda member: member.delete(),
    "the rows' delete": lambda member: Membership.objects.filter(pk=member.pk).delete(),
    "raw SQL": lambda member: run("DELETE FROM access_membership WHERE id = %s", [member.pk]),
    "taken out of the many": lambda member: member.user.groups.remove(member.group),
    "the many put anew": lambda member: member.user.groups.set([]),
    "the many emptied": lambda member: member.user.groups.clear(),
}


@pytest.mark.parametrize("way", GOINGS)
def test_every_way_of_removing_leaves_the_last_image(db, way):
    member = Membership.objects.get(user=factories.person("clerk", "财务文员"))
    key = member.pk

    with acting(actor=member.user, kind="tests.remove", channel="web") as action:
        GOINGS[way](member)

    last = Membership.history.filter(id=key).latest()
    assert (last.history_type, last.group.name, last.action_id) == ("-", "财务文员", action)


@pytest.mark.parametrize("way", GOINGS)
def test_every_way_of_removing_is_refused_without_an_action(db, way):
    member = Membership.objects.get(user=factories.person("clerk", "财务文员"))

    with pytest.raises(DatabaseError, match=r"needs audit\.history\.acting"), transaction.atomic():
        GOINGS[way](member)

    assert Membership.objects.filter(pk=member.pk).exists()


def test_a_cascade_is_recorded_or_refused(db):
    """A role that goes takes its grants along: guardian's keys cascade."""
    role = Group.objects.create(name="暂时的角色")
    with acting(actor=None, kind="tests.grant", channel="command"):
        view = Permission.objects.get(codename="view_portfolio")
        given = PortfolioGroupGrant.objects.create(
            group=role, permission=view, content_object=Portfolio.objects.create(**NEW)
        )
    key = given.pk

    with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
        role.delete()
    with acting(actor=None, kind="tests.remove", channel="command") as action:
        role.delete()

    last = PortfolioGroupGrant.history.filter(id=key).latest()
    assert (last.history_type, last.action_id) == ("-", action)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
@pytest.mark.parametrize("alias", ["default", "owner"])
def test_a_fixture_is_not_loaded_past_the_journal(tmp_path, alias):
    fixture = tmp_path / "portfolio.json"
    fields = {name: value for name, value in NEW.items() if name != "id"}
    fixture.write_text(json.dumps([{"model": "access.portfolio", "pk": NEW["id"], "fields": fields}]), encoding="utf-8")

    with suppress(DatabaseError):
        call_command("loaddata", fixture, database=alias, verbosity=0)

    assert not Portfolio.objects.filter(code="NEW").exists()


def test_no_foreign_key_of_the_database_cascades_behind_the_triggers(db):
    tables = [model._meta.db_table for model in (*protection.recorded_models(), *protection.append_only_models())]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint"
            " WHERE contype = 'f' AND confdeltype <> 'a' AND conrelid::regclass::text = ANY(%s)",
            [tables],
        )
        assert cursor.fetchall() == []


@pytest.mark.parametrize("alias", ["default", "owner"])
def test_each_role_at_a_prompt_is_refused_without_an_action(transactional_db, alias):
    factories.portfolio("EAST")
    parameters = connections[alias].get_connection_params()
    place = {name: parameters[name] for name in ("dbname", "user", "password", "host")}

    for statement in ("UPDATE access_portfolio SET name = '东部'", "DELETE FROM access_portfolio"):
        with psycopg.connect(**place) as prompt, pytest.raises(psycopg.Error, match=REFUSED):
            prompt.execute(statement)

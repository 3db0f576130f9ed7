"""Deletion is asked for by one person, approved by another, hides the customer and leaves a tombstone (E6)."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from access import approvals
from access.batches.models import Batch
from access.data_keys import conceal
from access.models import Portfolio, Request, User
from access.settings.models import Setting
from accounts.models import Books
from audit import protection
from audit.history import acting
from audit.models import Action
from audit.refusals import Refused
from categories.models import Category, Dimension
from customers import deletion, images
from customers.models import (
    Address,
    Attachment,
    BankAccount,
    Classification,
    Contact,
    Customer,
    CustomerPart,
    CustomerSearch,
    Note,
    Status,
    Tombstone,
    Verification,
)
from tests import factories
from tests.customers.deleting import USCC, approve, ask

pytestmark = pytest.mark.django_db


def test_asking_changes_nothing_yet(closed, clerk):
    asked = ask(closed, clerk)

    closed.refresh_from_db()
    assert (closed.status, asked.status, asked.reason, asked.fields) == (
        "closed",
        "pending",
        "deregistered",
        ["status"],
    )


def test_an_approved_request_deletes(closed, clerk, supervisor):
    approve(ask(closed, clerk), supervisor)

    closed.refresh_from_db()
    assert (closed.status, closed.version) == (Status.DELETED, 2)


def test_a_deleted_customer_exists_for_the_auditor_only(closed, clerk, supervisor):
    auditor, manager = factories.person("auditor", "审计"), factories.person("manager", "财务经理")

    approve(ask(closed, clerk), supervisor)

    finders = {who.username: Customer.objects.visible_to(who).exists() for who in (clerk, supervisor, manager, auditor)}
    assert finders == {"clerk": False, "supervisor": False, "manager": False, "auditor": True}


def test_a_deleted_customer_is_found_by_no_word(closed, clerk, supervisor):
    CustomerSearch.objects.create(customer=closed, tokens=["n:平安"], normal="平安银行", fuzzy="平安银行")

    approve(ask(closed, clerk), supervisor)

    assert not CustomerSearch.objects.filter(customer=closed).exists()


def test_the_tax_id_is_free_again_and_the_code_is_not(closed, clerk, supervisor, east):
    approve(ask(closed, clerk), supervisor)

    factories.customer(east, code="ACME2", tax_id=USCC)
    with pytest.raises(Exception, match="code"), transaction.atomic():
        factories.customer(east, code="ACME")


def test_the_tombstone_names_both_people_reason_request_and_action(closed, clerk, supervisor):
    asked = ask(closed, clerk)

    approve(asked, supervisor)

    stone = Tombstone.objects.get()
    assert (stone.customer, stone.code, stone.reason, stone.request_id) == (closed, "ACME", "deregistered", asked.pk)
    assert (stone.asked_by, stone.approved_by) == (clerk, supervisor)
    act = Action.objects.get(pk=stone.action_id)
    assert (act.kind, act.actor, act.approval, act.reason) == (
        "customers.delete",
        supervisor,
        asked.pk,
        "deregistered",
    )
    assert closed.history.latest("history_id").action_id == stone.action_id


def furnish(customer):
    """Give a customer one of everything."""
    dimension = Dimension.objects.create(code="test", name_zh="测试", name_en="Test", single=True)
    parts = [
        (Contact(customer=customer, is_primary=True), {"name": "王芳", "mobile": "+8613812345678"}),
        (Address(customer=customer, province="浙江", city="杭州"), {"line": "文三路1号"}),
        (BankAccount(customer=customer, bank="招商银行"), {"number": "6222021234567890123"}),
    ]
    for part, secrets in parts:
        conceal(part, **secrets)
        part.save(force_insert=True)
    category = Category.objects.create(dimension=dimension, code="A", name_zh="甲", name_en="A")
    Classification.objects.create(customer=customer, dimension=dimension, category=category)


def test_the_tombstone_holds_the_full_last_image_encrypted(closed, clerk, supervisor):
    with acting(actor=clerk, kind="tests.furnish", channel="web"):
        furnish(closed)

    approve(ask(closed, clerk, note="licence withdrawn"), supervisor)

    stone = Tombstone.objects.get()
    assert "王芳".encode() not in stone.image.ciphertext
    image = images.read_image(stone)
    assert (image["customer"]["name"], image["customer"]["tax_id"], image["customer"]["status"]) == (
        "平安银行",
        USCC,
        "closed",
    )
    assert (image["contacts"][0]["name"], image["contacts"][0]["mobile"]) == ("王芳", "+8613812345678")
    assert (image["addresses"][0]["line"], image["bank_accounts"][0]["number"]) == ("文三路1号", "6222021234567890123")
    assert (image["categories"][0]["dimension"], image["categories"][0]["category"]) == ("test", "A")


def test_no_part_of_a_customer_is_missing_from_the_image():
    held = {
        Customer._meta.get_field(name).related_model
        for name in [*images.MODELS, "attachments", "notes", "verifications"]
    }
    assert held == set(CustomerPart.__subclasses__())


def test_contacts_and_bank_accounts_stay_where_they_are(closed, clerk, supervisor):
    with acting(actor=clerk, kind="tests.furnish", channel="web"):
        furnish(closed)

    approve(ask(closed, clerk), supervisor)

    assert (closed.contacts.count(), closed.bank_accounts.count(), closed.addresses.count()) == (1, 1, 1)


@pytest.mark.parametrize(
    ("start", "passed"),
    [
        ("active", ["closing", "closed", "deleted"]),
        ("frozen", ["closing", "closed", "deleted"]),
        ("inactive", ["closing", "closed", "deleted"]),
        ("closing", ["closed", "deleted"]),
        ("closed", ["deleted"]),
    ],
)
def test_one_decision_may_carry_closing_and_deletion(east, clerk, supervisor, start, passed):
    customer = factories.customer(east, status=start)

    approve(ask(customer, clerk, close=True), supervisor)

    past = list(customer.history.order_by("history_id"))[1:]
    assert [row.status for row in past] == passed
    assert {row.action_id for row in past} == {Tombstone.objects.get().action_id}


def test_nobody_approves_their_own_deletion_request(closed, supervisor):
    asked = ask(closed, supervisor)

    with pytest.raises(Refused, match="own_request"):
        approve(asked, supervisor)


def test_who_may_not_delete_does_not_approve_it(closed, clerk, east):
    asked = ask(closed, clerk)
    other = factories.person("clerk2", "财务文员", manages=[east])

    with pytest.raises(PermissionDenied, match="delete_customer"):
        approve(asked, other)


def test_a_supervisor_of_another_portfolio_does_not_approve_it(closed, clerk):
    asked = ask(closed, clerk)
    stranger = factories.person("stranger", "财务主管", manages=[factories.portfolio("SOUTH")])

    with pytest.raises(PermissionDenied):
        approve(asked, stranger)


def test_the_decider_reads_reason_note_and_closing(east, clerk):
    customer = factories.customer(east)

    asked = ask(customer, clerk, reason="debts_settled", note="paid on 2026-03-01", close=True)

    after = [str(line.after) for line in approvals.lines_of(asked)]
    assert after[:3] == [
        str(Status.DELETED.label),
        str(deletion.DeletionReason.DEBTS_SETTLED.label),
        "paid on 2026-03-01",
    ]
    assert len(after) == 4


def test_delete_is_refused_by_row_and_by_list(closed):
    for attempt in (closed.delete, Customer.objects.filter(pk=closed.pk).delete, Customer.objects.all().delete):
        with pytest.raises(Refused, match="deletion_needs_request"):
            attempt()


@pytest.mark.parametrize("model", [Customer, User, Portfolio, Request])
def test_the_database_lets_nobody_remove_rows(closed, clerk, model):
    ask(closed, clerk)
    assert model._base_manager.exists()

    statement = f"DELETE FROM {model._meta.db_table}"
    act = acting(actor=None, kind="tests.x", channel="web")
    with pytest.raises(ProgrammingError, match="permission denied"), act, connection.cursor() as cursor:
        cursor.execute(statement)


def test_what_is_never_deleted_is_exactly_this():
    people, rules = {User, Portfolio, Setting}, {Request, Batch, Books}
    assert set(protection.never_deleted_models()) == {Customer, Attachment, Note, Verification} | people | rules

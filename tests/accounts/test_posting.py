"""Posting (E1): what it writes, who may, and that every guard of the statement has its reason."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Account, Balance, DocumentReference, Entry, OpenItem
from audit.history import acting
from audit.models import Action
from audit.refusals import Refused
from customers.models import Customer
from tests import factories
from tests.accounts.ledger import draft, open_of, post

pytestmark = pytest.mark.django_db


def set_status(customer, status):
    with acting(actor=None, kind="tests.status", channel="command"):
        Customer.objects.filter(pk=customer.pk).update(status=status)


def balance(customer, currency="CNY"):
    return Balance.objects.get(account__customer=customer, account__currency=currency).balance


def test_an_invoice_opens_the_account_and_raises_its_balance(customer, clerk):
    entry = post(customer, clerk, "invoice", "1234.50", reference="F-1", memo="January").entry

    stored = Entry.objects.get(pk=entry.pk)
    assert str(stored) == "KH-000001-AR-CNY-1"
    assert (stored.effect, stored.balance_after, stored.raises) == (Decimal("1234.50"), Decimal("1234.50"), True)
    assert (stored.reference, stored.memo, stored.document_date) == ("F-1", "January", date(2026, 1, 10))
    assert balance(customer) == Decimal("1234.50")
    assert list(OpenItem.objects.values_list("is_debit", "due_date", "amount", "open")) == [
        (True, date(2026, 1, 10), Decimal("1234.50"), Decimal("1234.50"))
    ]


def test_the_entry_names_its_action(customer, clerk):
    entry = post(customer, clerk).entry

    action = Action.objects.get(pk=entry.action_id)
    assert (action.kind, action.actor, action.about_id) == ("accounts.post", clerk, str(customer.pk))


def test_what_the_statement_returns_is_what_it_wrote(customer, clerk):
    entry = post(customer, clerk, reference="F-1", tax_amount="11.50").entry

    stored = Entry.objects.get(pk=entry.pk)
    for field in Entry._meta.concrete_fields:
        assert getattr(entry, field.attname) == getattr(stored, field.attname), field.name


def test_numbers_count_up_within_each_account(customer, clerk):
    numbers = [str(post(customer, clerk, "receipt", currency=currency).entry) for currency in ("CNY", "USD", "CNY")]

    assert numbers == ["KH-000001-AR-CNY-1", "KH-000001-AR-USD-1", "KH-000001-AR-CNY-2"]


def test_a_payable_opening_is_numbered_on_its_side(customer, clerk, in_setup):
    assert str(post(customer, clerk, "opening", side="payable").entry) == "KH-000001-AP-CNY-1"


def test_a_refused_posting_leaves_no_gap(customer, clerk):
    post(customer, clerk, reference="F-1")

    with pytest.raises(Refused, match="reference_used"):
        post(customer, clerk, reference="F-1")

    assert str(post(customer, clerk, reference="F-2").entry) == "KH-000001-AR-CNY-2"
    assert balance(customer) == Decimal("200.00")


def test_a_refusal_opens_no_account(customer, clerk):
    set_status(customer, "frozen")

    with pytest.raises(Refused, match="customer_frozen"):
        post(customer, clerk)

    assert not Account.objects.exists()


def test_the_same_reference_serves_another_kind(customer, clerk):
    post(customer, clerk, "invoice", reference="X-1")
    post(customer, clerk, "receipt", reference="X-1")

    assert DocumentReference.objects.filter(customer=customer, reference="X-1").count() == 2


@pytest.mark.parametrize("kind", ["invoice", "opening", "receipt"])
def test_nobody_posts_without_a_grant(customer, stranger, kind):
    with pytest.raises(PermissionDenied):
        post(customer, stranger, kind)


def test_reception_posts_nothing(customer, reception):
    with pytest.raises(PermissionDenied):
        post(customer, reception, "receipt")


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        ("frozen", "invoice", "customer_frozen"),
        ("frozen", "opening", "customer_frozen"),
        ("closing", "invoice", "customer_frozen"),
        ("inactive", "invoice", "customer_frozen"),
        ("closed", "invoice", "customer_takes_no_entry"),
        ("closed", "receipt", "customer_takes_no_entry"),
        ("draft", "receipt", "customer_takes_no_entry"),
        ("deleted", "receipt", "customer_takes_no_entry"),
    ],
)
def test_a_customer_not_active_refuses(customer, clerk, status, kind, code):
    post(customer, clerk)
    auditor = factories.person("bookkeeper", "财务文员", "审计", manages=[customer.portfolio])
    set_status(customer, status)

    with pytest.raises(Refused, match=code):
        post(customer, auditor, kind)


@pytest.mark.parametrize("status", ["frozen", "closing", "inactive"])
def test_money_received_is_a_fact_and_posts(customer, clerk, status):
    set_status(customer, status)

    assert post(customer, clerk, "receipt").entry.effect == Decimal("-100.00")


def test_a_balance_has_bounds(customer, clerk):
    post(customer, clerk)
    Balance.objects.update(balance=Decimal("9999999999999999.00"))

    with pytest.raises(Refused, match="balance_out_of_range"):
        post(customer, clerk)


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"posting_date": "2099-01-01"}, "posting_date_in_future"),
        ({"document_date": "2026-01-11"}, "document_date_after_posting"),
        ({"due_date": "2025-01-08"}, "due_date_too_early"),
        ({"due": [{"due_date": "2026-02-01", "amount": "99.99"}]}, "instalments_sum"),
        ({"tax_amount": "100.01"}, "tax_above_amount"),
        ({"tax_amount": "-0.01"}, "tax_above_amount"),
        ({"kind": "receipt", "due_date": "2026-02-01"}, "due_date_not_for_kind"),
        ({"side": "payable"}, "kind_not_of_side"),
        ({"applies_to": [{"reference": "X", "amount": "100.01"}]}, "applied_above_amount"),
    ],
)
def test_rules_refuse_by_code(customer, members, code):
    with pytest.raises(Refused, match=code):
        draft(customer, **members)


@pytest.mark.parametrize(
    ("members", "path"),
    [
        ({"amount": "NaN"}, "amount"),
        ({"amount": "1e15"}, "amount"),
        ({"amount": "1_000"}, "amount"),
        ({"amount": "１００"}, "amount"),
        ({"amount": 100}, "amount"),
        ({"amount": "0.00"}, "amount"),
        ({"amount": "-5"}, "amount"),
        ({"amount": "100.50", "currency": "JPY"}, "amount"),
        ({"currency": "KWD"}, "currency"),
        ({"currency": "cny"}, "currency"),
        ({"kind": "reversal"}, "kind"),
        ({"kind": "rounding"}, "kind"),
        ({"kind": ["invoice"]}, "kind"),
        ({"posting_date": "20260110"}, "posting_date"),
        ({"posting_date": "2026-02-30"}, "posting_date"),
        ({"posting_date": 20260110}, "posting_date"),
        ({"reference": "a\u202eb"}, "reference"),
        ({"reference": "x" * 65}, "reference"),
        ({"memo": "a\x00b"}, "memo"),
        ({"allocate": "maybe"}, "allocate"),
        ({"applies_to": "F-1"}, "applies_to"),
        ({"applies_to": ["F-1"]}, "applies_to.0"),
        ({"applies_to": [{"reference": "F-1", "entry": "KH-1"}]}, "applies_to.0.reference"),
        ({"applies_to": [{"reference": "F-1", "amount": "x"}]}, "applies_to.0.amount"),
        ({"due": [{"due_date": "soon", "amount": "100.00"}]}, "due.0.due_date"),
        ({"kind": "receipt", "instrument": "cheque"}, "instrument_number"),
        ({"balance": "1"}, "balance"),
    ],
)
def test_malformed_members_are_refused_by_name(customer, members, path):
    with pytest.raises(ValidationError) as refused:
        draft(customer, **members)

    assert list(refused.value.message_dict) == [path]


def test_the_due_date_follows_the_customers_terms(east):
    customer = factories.customer(east, terms="day 25 of +1")

    assert [due.due_date for due in draft(customer).dues] == [date(2026, 2, 25)]


def test_instalments_are_open_items_of_their_own(customer, clerk):
    due = [{"due_date": "2026-02-10", "amount": "60.00"}, {"due_date": "2026-03-10", "amount": "40.00"}]

    entry = post(customer, clerk, due=due).entry

    assert [item.amount for item in entry.items.order_by("due_date")] == [Decimal("60.00"), Decimal("40.00")]
    assert open_of(entry) == Decimal("100.00")


def test_a_draft_survives_being_kept_as_a_request(customer):
    kept = draft(customer, "receipt", tax_amount="5.00", applies_to=[{"reference": "F-1", "amount": "7.00"}])

    from accounts.drafts import ledger_today, read

    assert read(kept.as_raw(), customer=customer, today=ledger_today()) == kept

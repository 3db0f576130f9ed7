"""Every kind on its side: which way it goes, who posts it, who refuses it, and what waits for others (E1, E7)."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from access.models import Request
from accounts.asking.models import PendingEntry
from accounts.kinds import RULES, SINGLE, Asks
from accounts.models import Allocation, Balance, Entry
from audit.refusals import Refused
from tests import factories
from tests.accounts.ledger import agreed, approve, draft, open_of, post, reverse
from tests.accounts.test_posting import set_status

pytestmark = pytest.mark.django_db
EVERY = pytest.mark.parametrize(("side", "kind"), [(str(side), str(kind)) for side, kind in SINGLE])
WAITING = [(str(side), str(kind)) for (side, kind), rule in SINGLE.items() if rule.asks == Asks.ALWAYS]
OPENINGS = [(str(side), str(kind)) for (side, kind), rule in SINGLE.items() if rule.asks == Asks.OUTSIDE_SETUP]


@pytest.fixture
def documents(customer, clerk):
    """On each side one document of 500.00 that raises the balance, D, and one that lowers it, C."""
    for side, up, down in (("receivable", "invoice", "receipt"), ("payable", "bill", "payment")):
        post(customer, clerk, up, "500.00", side=side, reference="D")
        post(customer, clerk, down, "500.00", side=side, reference="C", allocate="none")


def naming(side, kind):
    """The members with which an entry of the kind is complete."""
    rule = RULES[side, kind]
    return {"side": side, "applies_to": [{"reference": "C"}]} if rule.names else {"side": side}


def balance(side):
    return Balance.objects.get(account__side=side).balance


@EVERY
def test_each_kind_goes_its_way_and_says_so(customer, clerk, supervisor, in_setup, documents, side, kind):
    entry = agreed(customer, clerk, supervisor, kind, "40.00", **naming(side, kind))

    raises = RULES[side, kind].raises
    assert (entry.kind, entry.raises, entry.account.side) == (kind, raises, side)
    assert balance(side) == entry.balance_after == (40 if raises else -40)


@EVERY
def test_nobody_posts_any_kind_without_the_right(customer, clerk, stranger, reception, documents, side, kind):
    for nobody in (stranger, reception):
        with pytest.raises(PermissionDenied):
            post(customer, nobody, kind, **naming(side, kind))


@EVERY
def test_what_is_frozen_is_what_we_supply_on_credit(customer, clerk, documents, side, kind):
    set_status(customer, "frozen")

    if kind in ("invoice", "fee", "debit_adjustment", "opening") and side == "receivable":
        with pytest.raises(Refused, match="customer_frozen"):
            post(customer, clerk, kind, **naming(side, kind))
    else:
        posted = post(customer, clerk, kind, **naming(side, kind))
        assert posted.entry or posted.request


def test_openings_of_set_up_say_what_stood_there_whatever_the_status(customer, clerk, in_setup):
    set_status(customer, "frozen")

    assert post(customer, clerk, "opening").entry


@pytest.mark.parametrize(("side", "kind"), WAITING)
def test_these_kinds_wait_for_a_second_person_whatever_the_amount(customer, clerk, supervisor, documents, side, kind):
    before = Entry.objects.count()

    asked = post(customer, clerk, kind, "0.01", **naming(side, kind)).request

    assert (asked.kind, asked.levels, Entry.objects.count()) == (f"accounts.{kind}", 1, before)
    assert approve(asked, supervisor).status == "approved"
    assert Entry.objects.order_by("pk").last().kind == kind


@pytest.mark.parametrize(("side", "kind"), OPENINGS)
def test_openings_wait_once_set_up_has_ended(customer, clerk, side, kind):
    assert post(customer, clerk, kind, side=side).request


@pytest.mark.parametrize(("side", "kind"), OPENINGS)
def test_openings_of_set_up_are_posted_by_one_person(customer, clerk, in_setup, side, kind):
    assert post(customer, clerk, kind, side=side).entry


def test_what_waits_counts_as_debits_awaiting_approval_until_it_is_decided(customer, clerk, supervisor):
    asked = post(customer, clerk, "debit_adjustment", "70.00").request
    post(customer, clerk, "credit_adjustment", "30.00")
    waiting = PendingEntry.objects.filter(customer=customer, side="receivable", currency="CNY").waiting()
    assert waiting.debits() == Decimal("70.00")

    approve(asked, supervisor)

    assert waiting.debits() == Decimal("0.00")


def test_the_same_entry_is_not_asked_for_twice_but_another_is(customer, clerk):
    post(customer, clerk, "debit_adjustment", "70.00")

    with pytest.raises(Refused, match="request_open"):
        post(customer, clerk, "debit_adjustment", "70.00")

    assert post(customer, clerk, "debit_adjustment", "70.01").request


def test_what_could_not_be_posted_is_not_asked_for(customer, clerk):
    post(customer, clerk, "fee", reference="X")

    with pytest.raises(Refused, match="over_allocation"):
        post(customer, clerk, "write_off", "100.01", applies_to=[{"reference": "X", "amount": "100.01"}])

    assert not Request.objects.exists()


@pytest.mark.parametrize("kind", ["bill", "payment", "debit_note"])
def test_what_is_payable_is_not_posted_as_receivable(customer, kind):
    with pytest.raises(Refused, match="kind_not_of_side"):
        draft(customer, kind)


@pytest.mark.parametrize("kind", ["invoice", "receipt", "credit_note", "fee", "refund", "write_off"])
def test_what_is_receivable_is_not_posted_as_payable(customer, kind):
    with pytest.raises(Refused, match="kind_not_of_side"):
        draft(customer, kind, side="payable")


def test_a_debit_note_takes_its_bill_back_at_once(customer, clerk, documents):
    posted = post(customer, clerk, "debit_note", side="payable", applies_to=[{"reference": "D"}])

    assert open_of(Entry.objects.get(kind="bill")) == Decimal("400.00")
    assert posted.request is None


@pytest.mark.parametrize("kind", ["refund", "receipt", "write_off", "credit_adjustment", "opening_credit"])
def test_only_what_is_invoiced_or_adjusted_upwards_falls_due(customer, kind):
    with pytest.raises(Refused, match="due_date_not_for_kind"):
        draft(customer, kind, due_date="2026-02-01", applies_to=[{"reference": "C"}])


def test_a_bill_falls_due_by_the_terms_and_in_instalments(east, clerk):
    customer = factories.customer(east, terms="net 30")
    due = [{"due_date": "2026-02-10", "amount": "60.00"}, {"due_date": "2026-03-10", "amount": "40.00"}]

    assert str(draft(customer, "bill", side="payable").dues[0].due_date) == "2026-02-09"
    assert post(customer, clerk, "bill", side="payable", due=due).entry.items.count() == 2


def test_a_document_number_serves_once_on_each_side(customer, clerk, in_setup):
    for side in ("receivable", "payable"):
        post(customer, clerk, "opening", side=side, reference="Q-1")

    with pytest.raises(Refused, match="reference_used"):
        post(customer, clerk, "opening", side="payable", reference="Q-1")


# Refunds (E1): a credit is named, and no more leaves than came in.


def test_a_refund_names_the_credit_it_pays_back(customer, clerk, documents):
    with pytest.raises(Refused, match="credit_not_named"):
        draft(customer, "refund")


def test_a_refund_pays_back_at_most_what_is_unapplied(customer, clerk, supervisor):
    receipt = post(customer, clerk, "receipt", "80.00", reference="C").entry
    claim = {"applies_to": [{"reference": "C"}]}

    with pytest.raises(Refused, match="not_wholly_applied") as refused:
        post(customer, clerk, "refund", "80.01", **claim)
    refund = agreed(customer, clerk, supervisor, "refund", "80.00", **claim)

    assert refused.value.figures["applied"] == Decimal("80.00")
    assert (open_of(receipt), open_of(refund)) == (0, 0)
    assert Allocation.objects.get().debit.entry == refund


def test_what_was_spent_meanwhile_is_not_refunded(customer, clerk, supervisor):
    post(customer, clerk, "receipt", "80.00", reference="C")
    asked = post(customer, clerk, "refund", "80.00", applies_to=[{"reference": "C"}]).request
    post(customer, clerk, "invoice", "30.00")

    with pytest.raises(Refused, match="not_wholly_applied"):
        approve(asked, supervisor)


def test_a_write_off_is_no_money_that_could_be_refunded(customer, clerk, supervisor):
    post(customer, clerk, "invoice", reference="F-1")
    lost = agreed(customer, clerk, supervisor, "write_off")
    reverse(Entry.objects.get(kind="invoice"), clerk)
    assert open_of(lost) == Decimal("100.00")

    with pytest.raises(Refused, match="unknown_document"):
        post(customer, clerk, "refund", applies_to=[{"entry": str(lost)}])


def test_a_refund_is_no_target_of_automatic_allocation(customer, clerk, supervisor):
    receipt = post(customer, clerk, "receipt", reference="C").entry
    refund = agreed(customer, clerk, supervisor, "refund", applies_to=[{"reference": "C"}])
    reverse(receipt, clerk)

    other = post(customer, clerk, "receipt", "100.00").entry

    assert (open_of(refund), open_of(other)) == (Decimal("100.00"), Decimal("100.00"))


def test_a_refund_soon_after_the_bank_account_changed_takes_two_people(customer, clerk):
    post(customer, clerk, "receipt", reference="C")
    claim = {"applies_to": [{"reference": "C"}]}
    assert post(customer, clerk, "refund", "10.00", **claim).request.levels == 1

    factories.bank_account(customer)

    assert post(customer, clerk, "refund", "20.00", **claim).request.levels == 2


# Write-offs: what is lost is something that stood there.


def test_more_than_is_open_is_not_written_off(customer, clerk):
    post(customer, clerk, "invoice", "60.00")

    with pytest.raises(Refused, match="not_wholly_applied"):
        post(customer, clerk, "write_off", "60.01")


def test_what_an_undone_write_off_leaves_is_not_set_against_the_next_invoice(customer, clerk, supervisor):
    first = post(customer, clerk, "invoice").entry
    lost = agreed(customer, clerk, supervisor, "write_off")
    reverse(first, clerk)

    again = post(customer, clerk, "invoice").entry

    assert (open_of(lost), open_of(again)) == (Decimal("100.00"), Decimal("100.00"))

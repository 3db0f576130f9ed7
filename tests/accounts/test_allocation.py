"""What settles what, and from which day on (E2)."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.allocation import least_open
from accounts.models import Allocation
from audit.refusals import Refused
from tests.accounts.ledger import open_of, post, reverse

pytestmark = pytest.mark.django_db


def settled(entry):
    """The amounts allocated to a debit, oldest first."""
    return list(Allocation.objects.filter(debit__entry=entry).order_by("pk").values_list("amount", flat=True))


def test_a_receipt_settles_the_document_it_names(customer, clerk):
    post(customer, clerk, reference="F-1", due_date="2026-01-20")
    named = post(customer, clerk, reference="F-2", due_date="2026-02-20").entry

    posted = post(customer, clerk, "receipt", "60.00", applies_to=[{"reference": "F-2"}])

    assert [row.amount for row in posted.allocations] == [Decimal("60.00")]
    assert open_of(named) == Decimal("40.00")


def test_documents_are_named_by_number_too(customer, clerk):
    entry = post(customer, clerk).entry

    post(customer, clerk, "receipt", "60.00", applies_to=[{"entry": str(entry), "amount": "25.00"}], allocate="none")

    assert open_of(entry) == Decimal("75.00")


def test_the_single_exact_amount_comes_before_the_oldest(customer, clerk):
    oldest = post(customer, clerk, amount="100.00", due_date="2026-01-20").entry
    exact = post(customer, clerk, amount="70.00", due_date="2026-03-20").entry

    post(customer, clerk, "receipt", "70.00")

    assert (open_of(oldest), open_of(exact)) == (Decimal("100.00"), Decimal("0.00"))


def test_otherwise_the_oldest_due_date_is_settled_first(customer, clerk):
    later = post(customer, clerk, amount="70.00", due_date="2026-03-20").entry
    oldest = post(customer, clerk, amount="70.00", due_date="2026-01-20").entry

    posted = post(customer, clerk, "receipt", "100.00")

    assert (open_of(oldest), open_of(later)) == (Decimal("0.00"), Decimal("40.00"))
    assert open_of(posted.entry) == Decimal("0.00")


def test_an_invoice_takes_from_an_advance(customer, clerk):
    advance = post(customer, clerk, "receipt", "500.00").entry

    invoice = post(customer, clerk, amount="200.00").entry

    assert (open_of(advance), open_of(invoice)) == (Decimal("300.00"), Decimal("0.00"))


def test_allocate_none_leaves_the_rest_open(customer, clerk):
    invoice = post(customer, clerk).entry

    posted = post(customer, clerk, "receipt", allocate="none")

    assert posted.allocations == ()
    assert open_of(invoice) == Decimal("100.00")


def test_an_allocation_is_effective_from_the_later_posting_date(customer, clerk):
    post(customer, clerk, posting_date="2026-03-01")

    posted = post(customer, clerk, "receipt", posting_date="2026-02-01")

    assert posted.allocations[0].effective_date == date(2026, 3, 1)


def test_more_than_is_open_is_refused(customer, clerk):
    post(customer, clerk, reference="F-1")

    with pytest.raises(Refused, match="over_allocation"):
        post(customer, clerk, "receipt", "150.00", applies_to=[{"reference": "F-1", "amount": "100.01"}])


def test_a_settled_document_is_refused(customer, clerk):
    post(customer, clerk, reference="F-1")
    post(customer, clerk, "receipt")

    with pytest.raises(Refused, match="over_allocation"):
        post(customer, clerk, "receipt", applies_to=[{"reference": "F-1"}])


@pytest.mark.parametrize("claim", [{"reference": "F-9"}, {"entry": "KH-000001-AR-CNY-9"}, {"entry": "KH-2-AR-CNY-1"}])
def test_an_unknown_document_is_refused(customer, clerk, claim):
    post(customer, clerk, reference="F-1")

    with pytest.raises(Refused, match="unknown_document"):
        post(customer, clerk, "receipt", applies_to=[claim])


def test_a_document_of_another_currency_is_unknown(customer, clerk):
    post(customer, clerk, reference="F-1", currency="USD")

    with pytest.raises(Refused, match="unknown_document"):
        post(customer, clerk, "receipt", applies_to=[{"reference": "F-1"}])


def test_a_reference_of_two_kinds_must_be_named_by_number(customer, clerk, in_setup):
    post(customer, clerk, "invoice", reference="F-1")
    post(customer, clerk, "opening", reference="F-1")

    with pytest.raises(Refused, match="reference_ambiguous"):
        post(customer, clerk, "receipt", applies_to=[{"reference": "F-1"}])


def test_more_documents_than_the_amount_pays_are_refused(customer, clerk):
    post(customer, clerk, reference="F-1")
    post(customer, clerk, reference="F-2")

    with pytest.raises(Refused, match="applied_above_amount"):
        post(customer, clerk, "receipt", applies_to=[{"reference": "F-1"}, {"reference": "F-2"}])


def test_what_was_settled_on_some_later_day_is_not_settled_twice_on_it(customer, clerk):
    post(customer, clerk, reference="F-1")
    receipt = post(customer, clerk, "receipt", posting_date="2026-01-12").entry
    reverse(receipt, clerk, "2026-01-20")

    with pytest.raises(Refused, match="over_allocation"):
        post(customer, clerk, "receipt", posting_date="2026-01-15", applies_to=[{"reference": "F-1"}])

    assert post(customer, clerk, "receipt", posting_date="2026-01-15").allocations == ()
    assert post(customer, clerk, "receipt", posting_date="2026-01-20").allocations != ()


def test_least_open_walks_back_over_later_days():
    later = [(date(2026, 1, 20), Decimal("-60")), (date(2026, 1, 25), Decimal("10"))]

    assert least_open(Decimal("90"), later, date(2026, 1, 25)) == Decimal("90")
    assert least_open(Decimal("90"), later, date(2026, 1, 20)) == Decimal("90")
    assert least_open(Decimal("90"), later, date(2026, 1, 19)) == Decimal("40")

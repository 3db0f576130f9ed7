"""Reversal (E1): once, in full, in red, and by a second person after the day (E7)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from access import approvals
from access.models import Verdict
from accounts.models import Allocation, DocumentReference, Entry
from audit.refusals import Refused
from tests import factories
from tests.accounts.ledger import approve, open_of, post, reverse
from tests.accounts.test_posting import balance, set_status

pytestmark = pytest.mark.django_db


@pytest.fixture
def invoice(customer, clerk):
    return post(customer, clerk, reference="F-1", tax_amount="11.50").entry


@pytest.fixture
def tomorrow(monkeypatch):
    """The day after the entries were made."""
    monkeypatch.setattr(timezone, "now", lambda now=timezone.now: now() + timedelta(days=1))


def test_a_reversal_mirrors_its_original_in_red_on_its_side(invoice, clerk):
    made = reverse(invoice, clerk).entry

    assert (made.effect, made.raises, made.increase) == (Decimal("-100.00"), True, Decimal("-100.00"))
    assert (made.reference, made.tax_amount, made.memo) == ("F-1", Decimal("11.50"), "wrong customer")
    assert balance(invoice.account.customer) == 0


def test_it_settles_its_original_in_full_from_its_day_on(invoice, clerk):
    made = reverse(invoice, clerk, "2026-01-15").entry

    row = Allocation.objects.get()
    assert (row.debit.entry_id, row.credit.entry_id) == (invoice.pk, made.pk)
    assert (row.amount, row.effective_date) == (Decimal("100.00"), date(2026, 1, 15))
    assert open_of(invoice) == open_of(made) == 0


def test_what_the_original_settled_is_open_again(customer, invoice, clerk):
    receipt = post(customer, clerk, "receipt", "60.00").entry

    reverse(receipt, clerk, "2026-01-15")

    assert (open_of(invoice), open_of(receipt)) == (Decimal("100.00"), Decimal("0.00"))
    undo = Allocation.objects.get(undoes__isnull=False)
    assert (undo.amount, undo.effective_date) == (Decimal("60.00"), date(2026, 1, 15))


def test_an_invoice_paid_in_part_gives_its_receipt_back(customer, invoice, clerk):
    receipt = post(customer, clerk, "receipt", "60.00").entry

    reverse(invoice, clerk)

    assert (open_of(invoice), open_of(receipt)) == (Decimal("0.00"), Decimal("60.00"))


def test_an_entry_is_reversed_once(invoice, clerk):
    reverse(invoice, clerk)

    with pytest.raises(Refused, match="already_reversed"):
        reverse(invoice, clerk)


def test_the_database_itself_knows_a_second_reversal(invoice, clerk, monkeypatch):
    reverse(invoice, clerk)
    monkeypatch.setattr("accounts.reversal.check", lambda entry, day: None)

    with pytest.raises(Refused, match="already_reversed"):
        reverse(invoice, clerk)


def test_a_reversal_is_never_reversed(invoice, clerk):
    made = reverse(invoice, clerk).entry

    with pytest.raises(Refused, match="reversal_of_reversal"):
        reverse(made, clerk)


def test_it_is_not_dated_before_its_original(invoice, clerk):
    with pytest.raises(Refused, match="reversal_before_original"):
        reverse(invoice, clerk, "2026-01-09")


def test_it_is_not_dated_tomorrow(invoice, clerk):
    with pytest.raises(Refused, match="posting_date_in_future"):
        reverse(invoice, clerk, "2099-01-01")


def test_days_on_which_it_was_settled_by_another_are_not_settled_again(customer, invoice, clerk):
    receipt = post(customer, clerk, "receipt", posting_date="2026-01-12").entry
    reverse(receipt, clerk, "2026-01-20")

    with pytest.raises(Refused, match="reversal_too_early"):
        reverse(invoice, clerk, "2026-01-15")

    assert reverse(invoice, clerk, "2026-01-20").entry.balance_after == 0


def test_an_allocation_of_a_later_day_is_undone_on_that_day(customer, invoice, clerk):
    post(customer, clerk, "receipt", posting_date="2026-01-20")

    reverse(invoice, clerk, "2026-01-15")

    assert Allocation.objects.get(undoes__isnull=False).effective_date == date(2026, 1, 20)


def test_the_reference_serves_again(customer, invoice, clerk):
    reverse(invoice, clerk)

    again = post(customer, clerk, reference="F-1").entry

    assert DocumentReference.objects.get(customer=customer, reference="F-1").entry_id == again.pk


def test_a_reversal_is_no_target_of_a_receipt(customer, invoice, clerk):
    made = reverse(post(customer, clerk, "receipt", allocate="none").entry, clerk).entry

    with pytest.raises(Refused, match="unknown_document"):
        post(customer, clerk, "receipt", applies_to=[{"entry": str(made)}])


def test_a_frozen_customers_entry_is_reversed_all_the_same(customer, invoice, clerk):
    set_status(customer, "frozen")

    assert reverse(invoice, clerk).entry.balance_after == 0


def test_a_stranger_reverses_nothing(invoice, stranger):
    with pytest.raises(PermissionDenied):
        reverse(invoice, stranger)


def test_after_the_day_it_waits_for_a_second_person(invoice, clerk, supervisor, tomorrow):
    asked = reverse(invoice, clerk).request

    assert Entry.objects.count() == 1
    assert "100.00 CNY" in [line.after for line in approvals.lines_of(asked)]

    approvals.decide(asked=asked, actor=supervisor, verdict=Verdict.APPROVED, channel="web")

    assert Entry.objects.get(reverses=invoice).memo == "wrong customer"


def test_the_same_reversal_is_not_asked_for_twice(invoice, clerk, tomorrow):
    reverse(invoice, clerk)

    with pytest.raises(Refused, match="request_open"):
        reverse(invoice, clerk)


def test_a_credit_note_on_its_invoice_posts_directly(customer, invoice, clerk):
    posted = post(customer, clerk, "credit_note", "30.00", applies_to=[{"reference": "F-1"}])

    assert open_of(invoice) == Decimal("70.00")
    assert posted.request is None


@pytest.mark.parametrize(
    ("amount", "members"),
    [
        ("30.00", {}),
        ("100.01", {"applies_to": [{"reference": "F-1"}]}),
        ("30.00", {"applies_to": [{"reference": "F-1", "amount": "29.99"}]}),
    ],
)
def test_a_credit_note_beyond_its_invoice_waits_for_a_second_person(customer, invoice, clerk, amount, members):
    posted = post(customer, clerk, "credit_note", amount, **members)

    assert (posted.entry, posted.request.kind) == (None, "accounts.credit_note")


def test_a_credit_note_above_a_clerks_level_waits_but_not_a_supervisors(customer, clerk, supervisor):
    post(customer, clerk, amount="50000.00", reference="F-1")

    assert post(customer, clerk, "credit_note", "10000.01", applies_to=[{"reference": "F-1"}]).request
    assert post(customer, supervisor, "credit_note", "10000.01", applies_to=[{"reference": "F-1"}]).entry


def test_an_approved_credit_note_is_posted_once_by_its_decider(customer, clerk, supervisor):
    asked = post(customer, clerk, "credit_note", "30.00").request

    approvals.decide(asked=asked, actor=supervisor, verdict=Verdict.APPROVED, channel="web")

    assert [entry.kind for entry in Entry.objects.all()] == ["credit_note"]
    assert balance(customer) == Decimal("-30.00")


def test_a_credit_note_on_a_document_that_is_not_there_is_refused_at_once(customer, invoice, clerk):
    with pytest.raises(Refused, match="unknown_document"):
        post(customer, clerk, "credit_note", "30.00", applies_to=[{"reference": "F-9"}])


def test_above_one_approvals_amount_two_people_decide_and_one_is_a_manager(customer, clerk, supervisor, manager):
    asked = post(customer, clerk, "credit_note", "100000.01").request
    assert (asked.levels, approve(asked, supervisor).status) == (2, "pending")
    assert Entry.objects.count() == 0
    with pytest.raises(Refused, match="second_level"):
        approve(asked, factories.person("supervisor2", "财务主管", manages=[customer.portfolio]))
    with pytest.raises(Refused, match="already_yours"):
        approve(asked, supervisor)

    assert approve(asked, manager).status == "approved"

    assert balance(customer) == Decimal("-100000.01")


def test_the_manager_may_decide_first(customer, clerk, supervisor, manager):
    asked = post(customer, clerk, "credit_note", "100000.01").request

    assert (approve(asked, manager).status, approve(asked, supervisor).status) == ("pending", "approved")


def test_up_to_one_approvals_amount_one_person_decides(customer, clerk, supervisor):
    assert approve(post(customer, clerk, "credit_note", "100000.00").request, supervisor).status == "approved"


def test_the_reversal_of_a_large_entry_takes_two_people(customer, clerk, supervisor, manager):
    large = post(customer, clerk, amount="100000.01").entry
    large.posted_at -= timedelta(days=2)

    asked = reverse(large, clerk).request

    assert (asked.levels, approve(asked, supervisor, manager).status) == (2, "approved")

"""Debits against a limit (E4): what passes, what is refused and with which figures, and what is never refused."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from accounts.drafts import ledger_today
from accounts.models import Account, Balance, Entry, PendingEntry
from accounts.statement import _execute, write
from audit.history import acting
from audit.refusals import Refused
from tests import factories
from tests.accounts.credit.given import credit, standing, temporary
from tests.accounts.ledger import BILL, CHEQUE, agreed, approve, clear, dishonour, draft, pair, post, reverse

pytestmark = pytest.mark.django_db


def refused(customer, actor, amount, kind="invoice", **members):
    with pytest.raises(Refused, match="credit_refused") as found:
        post(customer, actor, kind, amount, **members)
    return found.value


def test_e4_what_meets_the_limit_exactly_passes_and_a_cent_more_does_not(customer, clerk):
    credit(customer, limit="100000.00")
    post(customer, clerk, "invoice", "77000.00")

    refusal = refused(customer, clerk, "23000.01")

    assert refusal.field == "amount"
    assert refusal.figures["shortfall"] == Decimal("0.01")
    assert refusal.figures["available"] == Decimal("23000.00")
    with translation.override("en"):
        assert "today up to 23,000.00; or all of it after a receipt of 0.01" in refusal.message
    with translation.override("zh-hans"):
        assert "今日最多 23,000.00；或收款 0.01 后全额通过" in refusal.message
    assert post(customer, clerk, "invoice", "23000.00").entry.balance_after == Decimal("100000.00")


def test_a_refused_debit_leaves_no_gap_and_moves_nothing(customer, clerk):
    credit(customer, limit="100.00")
    refused(customer, clerk, "100.01")

    assert str(post(customer, clerk).entry) == "KH-000001-AR-CNY-1"
    assert Balance.objects.get().balance == Decimal("100.00")


def test_the_refusal_carries_every_figure(customer, clerk, supervisor):
    credit(customer, limit="100.00")
    post(customer, clerk, "invoice", "60.00")
    post(customer, clerk, "receipt", "10.00", allocate="none", **CHEQUE)
    post(customer, clerk, "debit_adjustment", "20.00")

    figures = refused(customer, clerk, "30.00").figures

    assert {name: figures[name] for name in ("balance", "pending", "commitments", "uncleared", "exposure")} == {
        "balance": Decimal("50.00"), "pending": Decimal("20.00"), "commitments": Decimal("0.00"),
        "uncleared": Decimal("10.00"), "exposure": Decimal("80.00"),
    }  # fmt: skip
    assert (figures["rule"], figures["mode"], figures["effective_limit"]) == ("limit", "limited", Decimal("100.00"))
    assert (figures["available"], figures["shortfall"]) == (Decimal("20.00"), Decimal("10.00"))


def test_e1_a_bill_in_hand_keeps_the_exposure_until_it_is_cleared(customer, clerk):
    credit(customer, limit="100000.00")
    post(customer, clerk, "invoice", "77000.00")
    bill = post(customer, clerk, "receipt", "15000.00", allocate="none", **BILL).entry
    now = standing(customer)
    assert (now.balance, now.uncleared, now.exposure) == tuple(map(Decimal, ("62000.00", "15000.00", "77000.00")))

    dishonour(bill, clerk, "2026-01-10")

    then = standing(customer)
    assert (then.balance, then.uncleared, then.exposure) == tuple(map(Decimal, ("77000.00", "0.00", "77000.00")))


def test_a_cleared_bill_makes_room(customer, clerk):
    credit(customer, limit="100.00")
    post(customer, clerk)
    bill = post(customer, clerk, "receipt", **BILL).entry
    refused(customer, clerk, "0.01")

    clear(bill, clerk)

    assert post(customer, clerk).entry


@pytest.mark.parametrize(("mode", "passes"), [("unlimited", True), ("unset", True), ("cash_only", False)])
def test_modes_without_a_limit(customer, clerk, mode, passes):
    credit(customer, mode)

    if passes:
        assert post(customer, clerk, "invoice", "9999999.00").entry
    else:
        assert refused(customer, clerk, "0.01").figures["effective_limit"] == Decimal("0.00")


def test_cash_only_passes_up_to_what_was_paid_in_advance(customer, clerk):
    credit(customer, "cash_only")
    post(customer, clerk, "receipt", "100.00")

    assert refused(customer, clerk, "100.01").figures["shortfall"] == Decimal("0.01")
    assert post(customer, clerk, "invoice", "100.00").entry


def test_without_credit_set_a_setting_refuses(customer, clerk):
    factories.setting("credit_unset_allowed", False)

    refusal = refused(customer, clerk, "1.00")

    assert (refusal.figures["rule"], refusal.figures["shortfall"]) == ("unset", None)
    assert not Account.objects.exists()
    post(customer, clerk, "receipt", "1.00")
    refused(customer, clerk, "0.01")
    credit(customer, "unlimited")
    assert post(customer, clerk).entry


@pytest.mark.parametrize("mode", ["limited", "cash_only"])
def test_a_further_currency_of_a_capped_customer_starts_at_nothing(customer, clerk, mode):
    credit(customer, mode)

    assert standing(customer, "USD").effective_limit == Decimal("0.00")
    assert refused(customer, clerk, "0.01", currency="USD").figures["mode"] == "limited"
    post(customer, clerk, "receipt", currency="USD")
    opened = Account.objects.get(currency="USD")
    assert (opened.credit_mode, opened.credit_limit, opened.standing.capped) == ("limited", Decimal("0.00"), True)


def test_a_further_currency_of_another_customer_starts_unset(customer, clerk):
    credit(customer, "unlimited")

    assert post(customer, clerk, currency="USD").entry
    assert Account.objects.get(currency="USD").credit_mode == "unset"


def test_a_temporary_limit_counts_on_its_days(customer, clerk):
    account, today = credit(customer, limit="100.00"), ledger_today()
    temporary(account, "50.00", today - timedelta(days=9), today - timedelta(days=1))
    refused(customer, clerk, "100.01")

    temporary(account, "20.00", today, today)
    temporary(account, "7.00", today - timedelta(days=3), today + timedelta(days=3))

    assert refused(customer, clerk, "127.01").figures["temporary"] == Decimal("27.00")
    assert post(customer, clerk, "invoice", "127.00").entry
    assert standing(customer, day=str(today - timedelta(days=1))).effective_limit == Decimal("157.00")


def test_what_waits_for_approval_takes_room(customer, clerk, supervisor):
    credit(customer, limit="100.00")
    asked = post(customer, clerk, "debit_adjustment", "60.00").request
    assert refused(customer, clerk, "40.01").figures["pending"] == Decimal("60.00")
    assert refused(customer, clerk, "40.01", kind="debit_adjustment").figures["rule"] == "limit"

    approve(asked, supervisor)  # tests (E − X) + X

    assert standing(customer).exposure == Decimal("60.00")


def test_the_limit_is_asked_again_at_the_decision(customer, clerk, supervisor):
    credit(customer, limit="100.00")
    asked = post(customer, clerk, "debit_adjustment", "60.00").request
    credit(customer, limit="59.99")

    with pytest.raises(Refused, match="credit_refused"):
        approve(asked, supervisor)

    assert not Entry.objects.exists()


def test_a_transfer_needs_the_room_of_who_takes_it(customer, east, clerk):
    other = factories.customer(east, code="KH-000002", name="工商银行")
    credit(other, limit="99.99")
    post(customer, clerk)

    with pytest.raises(Refused, match="credit_refused"):
        pair(customer, clerk, "transfer", "100.00", other_customer="KH-000002")
    assert not PendingEntry.objects.exists()


def test_facts_post_whatever_the_credit(customer, clerk, supervisor):
    credit(customer, "cash_only")
    receipt = post(customer, clerk, "receipt", "100.00", reference="R-1").entry
    agreed(customer, clerk, supervisor, "refund", "40.00", applies_to=[{"entry": str(receipt)}])

    reverse(receipt, clerk)

    assert standing(customer).exposure == Decimal("40.00")
    assert standing(customer).band == "over"


def test_openings_of_set_up_post_whatever_the_credit(customer, clerk, in_setup):
    credit(customer, "cash_only")

    assert post(customer, clerk, "opening", "500.00").entry


def test_payables_need_no_credit(customer, clerk):
    credit(customer, "cash_only")

    assert post(customer, clerk, "bill", "500.00", side="payable").entry


def test_a_credit_dated_ahead_makes_no_room_before_its_day(customer, clerk):
    factories.setting("posting_days_ahead", 5)
    credit(customer, limit="100.00")
    post(customer, clerk)
    ahead = str(ledger_today() + timedelta(days=3))

    post(customer, clerk, "receipt", "30.00", posting_date=ahead)

    assert standing(customer).balance == Decimal("100.00")
    assert standing(customer, day=ahead).balance == Decimal("70.00")
    refused(customer, clerk, "0.01")


def test_a_debit_dated_ahead_counts_at_once(customer, clerk):
    factories.setting("posting_days_ahead", 5)
    credit(customer, limit="100.00")
    ahead = str(ledger_today() + timedelta(days=3))

    post(customer, clerk, posting_date=ahead)

    assert standing(customer).balance == Decimal("100.00")
    assert standing(customer, day=str(ledger_today() + timedelta(days=1))).balance == Decimal("0.00")


def test_the_statement_itself_refuses_what_is_above_the_ceiling(customer, clerk):
    """The guard in WHERE: whatever Python thought, no row comes back above the ceiling, or without one where capped."""
    credit(customer, limit="100.00")
    line = _line(customer)

    with acting(actor=clerk, kind="tests.post", channel="command") as action:
        key = (customer, "receivable", "CNY")
        assert _execute(key, line, action) is None
        assert _execute(key, line, action, Decimal("99.99")) is None
        assert _execute(key, line, action, Decimal("100.00")) is not None


def _line(customer):
    from accounts.statement import Line

    asked = draft(customer)
    return Line(asked.kind, asked.effect, True, asked.document_date, asked.posting_date, asked.dues, halted=True)


def test_writing_finds_its_own_ceiling(customer, clerk):
    credit(customer, limit="99.99")

    with pytest.raises(Refused, match="credit_refused"), acting(actor=clerk, kind="t.p", channel="command") as action:
        write((customer, "receivable", "CNY"), _line(customer), action)


@pytest.mark.parametrize(
    ("limit", "spent", "band", "used"),
    [
        ("100.00", None, "normal", "0.0"),
        ("100.00", "79.99", "normal", "80.0"),
        ("100.00", "80.00", "warning", "80.0"),
        ("100.00", "100.00", "warning", "100.0"),
        ("1000.00", "104.25", "normal", "10.4"),
        ("0.00", None, "normal", None),
    ],
)
def test_e4_bands_are_of_exact_amounts(customer, clerk, limit, spent, band, used):
    credit(customer, limit=limit)
    if spent:
        post(customer, clerk, "invoice", spent)

    now = standing(customer)

    assert (now.band, now.utilisation) == (band, None if used is None else Decimal(used))


def test_e4_over_the_limit_by_a_cent_is_over(customer, clerk):
    credit(customer, limit="100.00")
    post(customer, clerk)
    credit(customer, limit="99.99")

    assert (standing(customer).band, standing(customer).utilisation) == ("over", Decimal("100.0"))

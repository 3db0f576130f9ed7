"""E15 Periods: what a closed month refuses, who closes and reopens, and what a year carries forward."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from access import approvals
from access.models import Request, Verdict
from accounts import ledger
from accounts.allocations import operations as allocations
from accounts.models import Account, Allocation, Balance, Books, Clearing, Closing, Entry, YearBalance
from accounts.periods import operations as periods
from accounts.verifying import keeping
from audit.history import acting
from audit.refusals import Refused
from tests import factories
from tests.accounts.ledger import CHEQUE, agreed, approve, clear, dishonour, pair, post, reverse

pytestmark = pytest.mark.django_db
JANUARY = date(2026, 1, 1)


def close(manager, month=JANUARY, side="receivable"):
    keeping.verify_and_keep(channel="task")
    return periods.close(side=side, month=month, actor=manager, channel="web")


def allocate(credit, debit, clerk, day=None):
    parts = [allocations.Part(debit, Decimal("100.00"))]
    return allocations.allocate(credit=credit, parts=parts, day=day, actor=clerk, channel="web")


def faults():
    return [fault.equation.name for progress in ledger.verify() for fault in progress.faults]


def refused(code, act, field):
    with pytest.raises(Refused) as caught:
        act()
    assert (caught.value.code, caught.value.field) == (code, field)
    return caught.value.figures


def test_e15_a_closed_month_refuses_posting_dates_and_names_the_first_open_day(customer, clerk, manager, day):
    post(customer, clerk)
    close(manager)

    figures = refused("period_closed", lambda: post(customer, clerk, posting_date="2026-01-31"), "posting_date")
    assert figures == {"period": "2026-01", "first_open_day": day(1, 2)}

    post(customer, clerk, posting_date="2026-02-01")
    assert list(Entry.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
    assert faults() == []


def test_a_refused_first_posting_opens_no_account(customer, clerk, manager):
    close(manager)

    refused("period_closed", lambda: post(customer, clerk), "posting_date")

    assert not Account.objects.exists()


def test_the_other_side_stays_open(customer, clerk, manager):
    close(manager)

    assert post(customer, clerk, "bill", side="payable").entry


def test_e15_a_closed_month_refuses_what_waits_reversals_and_pairs(customer, clerk, manager):
    invoice = post(customer, clerk).entry
    close(manager)

    asks = (
        lambda: post(customer, clerk, "debit_adjustment"),
        lambda: reverse(invoice, clerk, "2026-01-20"),
        lambda: pair(customer, clerk),
    )
    for ask in asks:
        refused("period_closed", ask, "posting_date")
    assert not Request.objects.exists()


def test_what_was_asked_for_before_is_not_posted_into_a_month_closed_past_it(customer, clerk, supervisor, manager):
    asked = post(customer, clerk, "debit_adjustment").request
    with acting(actor=manager, kind="tests.close", channel="command"):
        Books.objects.create(side="receivable", closed_through=date(2026, 1, 31))

    refused("period_closed", lambda: approve(asked, supervisor), "posting_date")

    asked.refresh_from_db()
    assert asked.status == "pending"


def test_e15_a_closed_month_refuses_effective_dates_of_allocations_and_undos(customer, clerk, manager, day):
    debit, credit = post(customer, clerk).entry, post(customer, clerk, "receipt", allocate="none").entry
    made = allocate(credit, debit, clerk, day(20))[0]
    free, paying = post(customer, clerk).entry, post(customer, clerk, "receipt", allocate="none").entry
    close(manager)

    undo = lambda on: allocations.undo(allocation=made, day=on, actor=clerk, channel="web")  # noqa: E731
    refused("period_closed", lambda: undo(day(31)), "date")
    undo(day(1, 2))
    refused("period_closed", lambda: allocate(paying, free, clerk, day(31)), "date")
    everything = {"account": debit.account, "actor": clerk, "channel": "web"}
    refused("period_closed", lambda: allocations.allocate_all(day=day(31), **everything), "date")
    allocate(paying, free, clerk, day(1, 2))
    assert faults() == []


def test_an_early_allocation_date_serves_where_the_effective_date_is_open(customer, clerk, manager, day):
    close(manager)
    debit = post(customer, clerk, posting_date="2026-02-10").entry
    credit = post(customer, clerk, "receipt", posting_date="2026-02-12", allocate="none").entry

    assert allocate(credit, debit, clerk, day(5))[0].effective_date == day(12, 2)


def test_e15_a_closed_month_refuses_clearing_dates_and_dishonour(customer, clerk, manager):
    receipt = post(customer, clerk, "receipt", **CHEQUE).entry
    close(manager)

    refused("period_closed", lambda: clear(receipt, clerk, "2026-01-31"), "date")
    refused("period_closed", lambda: dishonour(receipt, clerk, "2026-01-31"), "date")
    assert clear(receipt, clerk, "2026-02-01")


@pytest.mark.parametrize("role", ["财务文员", "财务主管", "审计", "系统管理员"])
def test_nobody_else_closes(east, role):
    other = factories.person("other", role, manages=[east])

    with pytest.raises(PermissionDenied):
        close(other)

    assert not Closing.objects.exists()


def test_e15_months_are_closed_in_order(manager, day):
    close(manager)

    assert refused("period_out_of_order", lambda: close(manager, day(1, 3)), "month") == {"period": "2026-02"}
    refused("period_out_of_order", lambda: close(manager), "month")
    assert close(manager, day(1, 2)).closed_through == day(28, 2)


def test_e15_a_month_that_is_not_over_is_not_closed(manager):
    refused("period_not_over", lambda: close(manager, periods.month_of(periods.ledger_today())), "month")


def test_e15_a_month_with_a_request_dated_inside_is_not_closed(customer, clerk, supervisor, manager):
    asked = post(customer, clerk, "debit_adjustment").request
    figures = refused("period_requests", lambda: close(manager), "month")
    assert figures["count"] == 1

    close(manager, side="payable")
    approve(asked, supervisor)
    assert close(manager).closed_through == date(2026, 1, 31)


def test_e15_a_broken_ledger_is_not_closed(customer, clerk, manager):
    post(customer, clerk)
    Balance.objects.update(balance="99.00")

    assert "99.00" in refused("period_faults", lambda: close(manager), None)["fault"]
    assert not Books.objects.exists()


def test_e15_nothing_is_closed_in_set_up(manager, in_setup):
    refused("period_set_up", lambda: close(manager), None)


def reopen(actor, month=JANUARY, reason="a forgotten bill"):
    return periods.ask_to_reopen(side="receivable", month=month, reason=reason, actor=actor, channel="web")


def test_e15_the_last_closed_month_is_reopened_by_another_person(customer, clerk, manager, day):
    close(manager)
    close(manager, day(1, 2))
    assert refused("not_last_closed", lambda: reopen(clerk), "month") == {"period": "2026-02"}

    asked = reopen(clerk, day(1, 2))
    refused("request_open", lambda: reopen(clerk, day(1, 2)), None)
    assert Books.objects.get().closed_through == day(28, 2)
    approve(asked, manager)

    assert Books.objects.get().closed_through == day(31)
    post(customer, clerk, posting_date="2026-02-28")
    close(manager, day(1, 2))
    assert faults() == []


def test_who_asks_does_not_decide_and_who_may_not_close_does_not_either(manager, clerk, supervisor):
    close(manager)
    asked = reopen(manager)
    refused("own_request", lambda: approve(asked, manager), None)
    with pytest.raises(PermissionDenied):
        approve(asked, supervisor)
    assert Books.objects.get().closed_through == date(2026, 1, 31)


@pytest.mark.parametrize("role", ["审计", "前台", "系统管理员"])
def test_who_does_not_post_does_not_ask_to_reopen(east, manager, role):
    close(manager)

    with pytest.raises(PermissionDenied):
        reopen(factories.person("other", role, manages=[east]))


def test_a_reopening_asked_for_before_a_further_closing_is_stale(manager, clerk, day):
    close(manager)
    asked = reopen(clerk)
    close(manager, day(1, 2))

    refused("stale", lambda: approve(asked, manager), None)

    assert Books.objects.get().closed_through == day(28, 2)


def test_nothing_closed_is_not_reopened(clerk):
    refused("nothing_closed", lambda: reopen(clerk), "side")


def test_a_rejected_reopening_changes_nothing(manager, clerk):
    close(manager)
    asked = reopen(clerk)

    approvals.decide(asked=asked, actor=manager, verdict=Verdict.REJECTED, channel="web", comment="no")

    assert Books.objects.get().closed_through == date(2026, 1, 31)


def test_e15_a_year_begins_with_what_the_one_before_ended_with(customer, clerk, manager):
    post(customer, clerk, amount="8000.00", posting_date="2025-03-01")
    post(customer, clerk, "receipt", "500.05", posting_date="2025-12-31")
    post(customer, clerk, amount="7.00", posting_date="2026-01-01")
    close(manager, date(2025, 12, 1))

    row = YearBalance.objects.get()
    assert (row.year, row.balance) == (2025, Decimal("7499.95"))
    assert faults() == []


def test_a_december_closed_again_carries_forward_what_then_stands(customer, clerk, manager):
    december = date(2025, 12, 1)
    post(customer, clerk, posting_date="2025-12-10")
    close(manager, december)
    approve(reopen(clerk, december), manager)
    post(customer, clerk, "receipt", posting_date="2025-12-20")
    close(manager, december)

    assert [row.balance for row in YearBalance.objects.order_by("pk")] == [Decimal("100.00")]
    assert faults() == []


def smuggle(actor, **values):
    """Write past the operations what a closed month would refuse, made by an act of now."""
    with acting(actor=actor, kind="tests.smuggle", channel="command") as action:
        return Entry.objects.create(action_id=action, posted_at="2026-03-01T00:00Z", **values)


def test_verifying_names_an_entry_smuggled_into_a_closed_month(customer, clerk, manager):
    made = post(customer, clerk).entry
    close(manager)
    smuggle(
        clerk, account=made.account, number=2, kind="invoice", effect=Decimal("5.00"), raises=True,
        balance_after=Decimal("105.00"), document_date=date(2026, 1, 31), posting_date=date(2026, 1, 31),
    )  # fmt: skip

    assert "closed_entries" in faults()


def test_verifying_names_an_allocation_and_a_clearing_smuggled_into_a_closed_month(customer, clerk, manager, day):
    debit, receipt = post(customer, clerk).entry, post(customer, clerk, "receipt", allocate="none", **CHEQUE).entry
    close(manager)
    with acting(actor=clerk, kind="tests.smuggle", channel="command") as action:
        Allocation.objects.create(
            credit=receipt.items.get(), debit=debit.items.get(), amount=1, effective_date=day(20), action_id=action
        )
        Clearing.objects.create(instrument=receipt.instrument, date=day(21), action_id=action)

    assert {"closed_allocations", "closed_clearings"} <= set(faults())


def test_verifying_names_a_year_that_does_not_begin_as_the_last_ended(customer, clerk, manager):
    made = post(customer, clerk, posting_date="2025-12-10").entry
    close(manager, date(2025, 12, 1))
    smuggle(
        clerk, account=made.account, number=2, kind="invoice", effect=Decimal("5.00"), raises=True,
        balance_after=Decimal("105.00"), document_date=date(2025, 12, 1), posting_date=date(2025, 12, 1),
    )  # fmt: skip

    assert "year_balance" in faults()


def test_agreed_entries_of_an_open_month_post_as_before(customer, clerk, supervisor, manager):
    close(manager)

    assert agreed(customer, clerk, supervisor, "debit_adjustment", posting_date="2026-02-01")

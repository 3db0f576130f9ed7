"""E14, E15 for any entries and days: opening and movements make the closing, the next period begins with it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts import ledger
from accounts.books import balances as reading
from accounts.models import Entry, YearBalance
from accounts.periods import operations as periods
from accounts.verifying import keeping
from tests.accounts.ledger import post, reverse

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2025, 10, 1), date(2026, 3, 31)
SPAN = (LAST - FIRST).days
KINDS = {"receivable": ("invoice", "receipt", "fee"), "payable": ("bill", "payment")}
DAYS = st.integers(0, SPAN).map(lambda number: FIRST + timedelta(days=number))
DRAWN = st.tuples(st.integers(0, 2), st.integers(1, 900_000), DAYS, st.booleans())
SETTINGS = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def posted(customer, clerk, side, drawn):
    """Post what was drawn; some of it reversed on the same day."""
    for place, cents, day, back in drawn:
        kind = KINDS[side][place % len(KINDS[side])]
        amount = f"{Decimal(cents).scaleb(-2):.2f}"
        entry = post(customer, clerk, kind, amount, side=side, posting_date=str(day), allocate="none").entry
        if back:
            reverse(entry, clerk, str(day))


def line(user, side, first, last):
    """The customer's line of the list of balances, None where there is none."""
    wanted = reading.read({"from": str(first), "to": str(last), "side": side, "currency": "CNY"}, user)
    return next(iter(reading.balances(wanted)[0].rows), None)


def balance(day):
    return sum((entry.effect for entry in Entry.objects.filter(posting_date__lte=day)), Decimal("0.00"))


@SETTINGS
@example("receivable", [(0, 100, LAST, False)], FIRST, LAST)
@given(st.sampled_from(sorted(KINDS)), st.lists(DRAWN, min_size=1, max_size=7), DAYS, DAYS)
def test_opening_and_movements_make_the_closing_which_the_next_period_begins_with(
    customer, clerk, manager, side, drawn, one, other
):
    first, last = sorted((one, other))
    with transaction.atomic():
        posted(customer, clerk, side, drawn)
        row = line(manager, side, first, last)
        following = line(manager, side, last + timedelta(days=1), LAST) if last < LAST else None
        if row:
            moved = row.debit - row.credit if side == "receivable" else row.credit - row.debit
            assert row.opening == balance(first - timedelta(days=1))
            assert row.closing == row.opening + moved == balance(last)
            assert not following or following.opening == row.closing
        else:
            assert balance(last) == 0
        transaction.set_rollback(True)


@SETTINGS
@given(st.sampled_from(sorted(KINDS)), st.lists(DRAWN, min_size=1, max_size=6))
def test_e15_a_year_is_carried_forward_exactly_whatever_was_posted(customer, clerk, manager, side, drawn):
    with transaction.atomic():
        posted(customer, clerk, side, drawn)
        keeping.verify_and_keep(channel="task")
        periods.close(side=side, month=date(2025, 12, 1), actor=manager, channel="web")
        end = balance(date(2025, 12, 31))

        kept = YearBalance.objects.filter(year=2025).order_by("-pk").first()
        assert (kept.balance if kept else Decimal("0.00")) == end
        row = line(manager, side, date(2026, 1, 1), LAST)
        assert (row.opening if row else Decimal("0.00")) == end
        assert [fault for progress in ledger.verify() for fault in progress.faults] == []
        transaction.set_rollback(True)

"""What a statement says: E8's equations, and each figure against the entries it is made of."""

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.books.subledger import Turnover
from accounts.models import Account, Entry
from accounts.statements.figures import statement_of
from audit.refusals import Refused
from tests.accounts.ledger import post, reverse
from tests.accounts.statements.conftest import FIRST, LAST

pytestmark = pytest.mark.django_db
ZERO = Decimal("0.00")


def test_e8_opening_lines_and_closing(account):
    said = statement_of(account, FIRST, LAST)

    assert (said.opening, said.closing) == (Decimal("1000.00"), Decimal("300.00"))
    assert [(line.debit, line.credit, line.balance) for line in said.book.lines] == [
        (Decimal("500.00"), None, Decimal("1500.00")),
        (None, Decimal("1200.00"), Decimal("300.00")),
        (Decimal("80.00"), None, Decimal("380.00")),
        (Decimal("-80.00"), None, Decimal("300.00")),
    ]
    assert said.closing == said.opening + said.turnover.debit - said.turnover.credit


def test_e8_turnover_of_the_month_and_of_the_year(account):
    january, february = statement_of(account, FIRST, LAST).book.ends.values()

    assert january.turnover == Turnover(Decimal("500.00"), Decimal("1200.00"))
    assert february.turnover == Turnover()
    assert february.year == Turnover(Decimal("500.00"), Decimal("1200.00"))


def test_the_year_begins_before_the_period_does(account):
    [april] = statement_of(account, date(2026, 4, 1), date(2026, 4, 30)).book.ends.values()

    assert (april.turnover.credit, april.year) == (Decimal("100.00"), Turnover(Decimal("500.00"), Decimal("1300.00")))


def test_what_was_open_then_though_it_is_settled_now(account):
    said = statement_of(account, FIRST, LAST)
    [open_then] = said.open_items

    assert (open_then.reference, open_then.open, open_then.days_overdue(LAST)) == ("FP-1", Decimal("300.00"), 50)
    assert {column.key: amount for column, amount in said.ageing() if amount} == {"d31_60": Decimal("300.00")}


def test_a_period_without_entries_has_an_opening_and_the_same_closing(account):
    said = statement_of(account, date(2026, 3, 1), LAST)

    assert (said.book.lines, said.opening, said.closing) == ([], Decimal("300.00"), Decimal("300.00"))


acts = st.lists(
    st.tuples(
        st.sampled_from(["invoice", "receipt", "credit_note", "reverse"]),
        st.integers(1, 90_000),
        st.integers(0, 300),
    ),
    max_size=12,
)


@given(acts=acts, first=st.integers(0, 300), length=st.integers(0, 200))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_was_posted_the_equations_hold(customer, supervisor, acts, first, length):
    start = date(2025, 12, 1)
    made = []
    for kind, cents, days in acts:
        day = (start + timedelta(days=days)).isoformat()
        with suppress(Refused):  # such as a reversal before what it settled
            if kind == "reverse":
                if made:
                    reverse(made.pop(), supervisor, day)
            elif entry := post(customer, supervisor, kind, f"{cents / 100:.2f}", posting_date=day).entry:
                made.append(entry)
    account = Account.objects.select_related("customer").filter(customer=customer).first()
    if account is None:
        return
    opens, closes = start + timedelta(days=first), start + timedelta(days=first + length)

    said = statement_of(account, opens, closes)

    entries = Entry.objects.filter(account=account)
    assert said.closing == (entries.filter(posting_date__lte=closes).aggregate(sum=Sum("effect"))["sum"] or ZERO)
    assert said.closing == said.opening + said.turnover.debit - said.turnover.credit
    assert (said.book.lines[-1].balance if said.book.lines else said.opening) == said.closing
    assert said.sums.balance == sum((item.open for item in said.open_items), ZERO) == said.closing
    assert sum((amount for _column, amount in said.ageing()), said.sums.credits) == said.closing

"""The detail ledger: the order of days, running balances across pages, totals of months and years."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from accounts.books.subledger import Subledger, Turnover
from accounts.models import Account
from tests.accounts.ledger import post

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(customer, clerk, in_setup):
    post(customer, clerk, "opening", "500.00", posting_date="2025-11-30")
    post(customer, clerk, "receipt", "100.00", posting_date="2025-12-20", allocate="none")
    for day in ("2026-01-10", "2026-01-31", "2026-02-03", "2026-04-01"):
        post(customer, clerk, amount="10.00", posting_date=day)
    post(customer, clerk, "receipt", "7.00", posting_date="2026-01-15", allocate="none")  # posted later, dated before
    return Account.objects.get()


def test_lines_stand_in_the_order_of_their_days_and_the_balance_runs_with_them(account):
    book = Subledger(account, date(2026, 1, 1), date(2026, 3, 31))

    lines = book.all().lines

    assert book.opening() == 400
    assert [(line.entry.number, line.balance) for line in lines] == [(3, 410), (7, 403), (4, 413), (5, 423)]
    assert book.closing() == 423 == book.opening() + book.turnover().debit - book.turnover().credit


def test_months_are_summed_after_their_last_line_and_the_year_so_far_with_them(account):
    ends = Subledger(account, date(2026, 1, 15), date(2026, 3, 31)).all().ends

    found = [(end.month.month, end.turnover, end.year, end.balance) for end in ends.values()]
    assert found == [
        (1, Turnover(Decimal(10), Decimal(7)), Turnover(Decimal(20), Decimal(7)), 413),
        (2, Turnover(Decimal(10), Decimal(0)), Turnover(Decimal(30), Decimal(7)), 423),
    ]


def test_the_year_begins_anew(account):
    ends = list(Subledger(account, None, date(2026, 12, 31)).all().ends.values())

    assert [(end.month.isoformat()[:7], end.year.debit, end.year.credit) for end in ends] == [
        ("2025-11", 500, 0),
        ("2025-12", 500, 100),
        ("2026-01", 20, 7),
        ("2026-02", 30, 7),
        ("2026-04", 40, 7),
    ]


def test_pages_show_what_one_page_shows(account):
    whole, pages, cursor = Subledger(account, None, date(2026, 12, 31)).all(), [], None
    while True:
        page = Subledger(account, None, date(2026, 12, 31)).page(cursor=cursor, size=2)
        pages.append(page)
        cursor = page.next
        if cursor is None:
            break

    assert [line.balance for page in pages for line in page.lines] == [line.balance for line in whole.lines]
    assert {key: end for page in pages for key, end in page.ends.items()} == whole.ends
    for one, other in pairwise(pages):
        back = Subledger(account, None, date(2026, 12, 31)).page(cursor=other.previous, size=2)
        assert [line.entry.pk for line in back.lines] == [line.entry.pk for line in one.lines]

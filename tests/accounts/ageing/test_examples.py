"""Worked examples of E2 and E3: what was open on a day, and in which column it stands."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.ageing import asking
from accounts.books.subledger import Subledger
from accounts.models import Account
from accounts.open_items.listing import OpenItems
from tests import factories
from tests.accounts.ledger import post, reverse

pytestmark = pytest.mark.django_db
AS_OF = "2026-03-31"
# Due so many days before AS_OF, and the column it stands in: upper bounds are inclusive.
EDGES = {
    "2026-04-01": "not_due", "2026-03-31": "not_due", "2026-03-30": "d1_30", "2026-03-01": "d1_30",
    "2026-02-28": "d31_60", "2026-01-30": "d31_60", "2026-01-29": "d61_90", "2025-12-31": "d61_90",
    "2025-12-30": "d91_180", "2025-10-02": "d91_180", "2025-10-01": "d181_365", "2025-03-31": "d181_365",
    "2025-03-30": "over_365",
}  # fmt: skip


def aged(user, **given):
    """The totals by column key, for a ledger in CNY."""
    wanted = asking.read({"as_of": AS_OF, "currency": "CNY"} | given, user)
    found = asking.ageing(wanted)
    keys = [column.key for column in found.columns]
    return dict(zip(keys, found.totals.row.figures, strict=True)), found


@pytest.mark.parametrize("due", EDGES)
def test_e3_an_item_stands_in_the_column_whose_upper_bound_it_reaches(due, customer, clerk):
    document = min(due, "2026-01-10") if due > "2026-01-10" else due
    post(customer, clerk, due_date=due, document_date=document, posting_date="2026-03-31")

    columns, found = aged(clerk)

    assert {key for key, amount in columns.items() if amount} == {EDGES[due]}
    assert found.totals.row.overdue == (0 if EDGES[due] == "not_due" else 100)


DOCUMENTS = {"2026-03-31": "y0_1", "2025-03-31": "y0_1", "2025-03-30": "y1_2", "2024-03-31": "y1_2",
             "2024-03-30": "y2_3", "2021-03-31": "y4_5", "2021-03-30": "over_5y"}  # fmt: skip


@pytest.mark.parametrize("document", DOCUMENTS)
def test_e3_by_document_date_an_item_ages_by_years(document, customer, clerk):
    post(customer, clerk, due_date="2026-06-30", document_date=document, posting_date="2026-03-31")

    columns, found = aged(clerk, basis="document")

    assert {key for key, amount in columns.items() if amount} == {DOCUMENTS[document]}
    assert found.totals.row.overdue == 0  # it is not due, however old it is


def test_e3_columns_and_unapplied_credits_add_up_to_the_balance_with_the_reclassification(east, customer, clerk):
    ahead = factories.customer(east, code="KH-000002", name="预付客户")
    post(customer, clerk, amount="300.00", due_date="2026-02-10")
    post(customer, clerk, "receipt", "120.00", posting_date="2026-02-01")
    post(ahead, clerk, "receipt", "50.00", posting_date="2026-02-01")

    columns, found = aged(clerk)

    assert columns["d31_60"] == Decimal("180.00")
    totals = found.totals
    assert (totals.row.unapplied, totals.row.total, totals.row.overdue) == (-50, 130, 180)
    assert (totals.positive, totals.negative) == (180, -50)


def test_e2_what_was_open_on_a_day_counts_only_what_was_allocated_by_then(customer, clerk):
    invoice = post(customer, clerk, amount="100.00", posting_date="2026-01-10").entry
    receipt = post(customer, clerk, "receipt", "70.00", posting_date="2026-02-05").entry
    reverse(receipt, clerk, "2026-03-05")

    def open_on(day):
        items, sums = OpenItems([invoice.account_id], date.fromisoformat(day)).all()
        return {item.number: item.open for item in items}, sums.balance

    assert open_on("2026-01-09") == ({}, 0)
    assert open_on("2026-01-10") == ({1: 100}, 100)
    assert open_on("2026-02-05") == ({1: 30}, 30)
    assert open_on("2026-03-04") == ({1: 30}, 30)
    assert open_on("2026-03-05") == ({1: 100}, 100)


def test_e1_a_receipt_of_8000_reversed_shows_credits_8000_less_8000(customer, clerk):
    post(customer, clerk, amount="10000.00", posting_date="2026-01-10")
    receipt = post(customer, clerk, "receipt", "8000.00", posting_date="2026-01-20").entry
    reverse(receipt, clerk, "2026-01-25")
    book = Subledger(Account.objects.get(), date(2026, 1, 1), date(2026, 1, 31))

    page = book.all()

    assert [(line.debit, line.credit, line.balance) for line in page.lines] == [
        (10000, None, 10000),
        (None, 8000, 2000),
        (None, -8000, 10000),
    ]
    assert (book.turnover().debit, book.turnover().credit) == (10000, 0)


def test_cut_offs_of_one_s_own_make_the_columns(customer, clerk):
    factories.setting("ageing_due_days", [15, 45])
    post(customer, clerk, due_date="2026-03-16")
    post(customer, clerk, due_date="2026-03-15")

    columns, _found = aged(clerk)

    assert columns == {"not_due": 0, "d1_15": 100, "d16_45": 100, "over_45": 0}

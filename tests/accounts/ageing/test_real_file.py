"""Open items and ageing of the real receivables at every month end of 2012 and 2013, computed from the file alone."""

import csv
from calendar import monthrange
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from accounts.ageing import asking
from accounts.models import Account
from accounts.open_items.listing import OpenItems
from tests.accounts.ageing import plain
from tests.accounts.test_import_of_real_files import DATA, desk, pytestmark, take_in

__all__ = ["desk", "pytestmark"]
MONTH_ENDS = [date(year, month, monthrange(year, month)[1]) for year in (2012, 2013) for month in range(1, 13)]


def invoices():
    """Read (customer, number, invoiced, due, settled, amount) from the file."""
    with (DATA / "receivables.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            days = (_day(row[name]) for name in ("InvoiceDate", "DueDate", "SettledDate"))
            yield (row["customerID"], row["invoiceNumber"], *days, Decimal(row["InvoiceAmount"]))


def _day(text):
    month, day, year = map(int, text.split("/"))
    return date(year, month, day)


def computed(day):
    """Ageing rows and open documents by customer: open from the invoice's day until the day before it is settled."""
    rows, items = defaultdict(lambda: [Decimal(0)] * 10), defaultdict(set)
    for customer, number, invoiced, due, settled, amount in invoices():
        if invoiced <= day < settled:
            rows[customer][plain.column_of(due, day)] += amount
            rows[customer][-2] += amount
            rows[customer][-1] += amount if due < day else 0
            items[customer].add((number, amount))
    return dict(rows), items


def test_every_month_end_of_two_years_equals_what_the_file_says(desk):
    take_in(desk, "import_customers", "receivables.csv", "receivables-customers.json")
    take_in(desk, "import_entries", "receivables.csv", "receivables-entries.json")
    accounts = {account.customer.code: account.pk for account in Account.objects.select_related("customer")}

    for day in MONTH_ENDS:
        expected, documents = computed(day)
        rows, totals = asking.everyone(asking.read({"as_of": str(day), "currency": "USD"}, desk.actor))
        found = {row.key: [*row.figures, row.unapplied, row.total, row.overdue] for row in rows}
        assert found == expected, day
        assert totals.row.total == sum(row[-2] for row in expected.values())
        for code, key in accounts.items():
            items, _sums = OpenItems([key], day).all()
            assert {(item.reference, item.open) for item in items} == documents[code], (day, code)
    assert computed(MONTH_ENDS[0] - timedelta(days=40))[0] == {}

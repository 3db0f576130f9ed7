"""Short ways to set up a ledger in tests: opening items listed; the control total is a fixture of conftest."""

from datetime import date
from decimal import Decimal

from accounts.setup import operations as setup

DAY = date(2025, 12, 31)
BOOKS = {"side": "receivable", "currency": "CNY"}


def item(customer, amount="1000.00", **others):
    return setup.Item(customer, Decimal(amount), date(2025, 11, 3), **others)


def listed(clerk, *items, **others):
    return setup.list_items(**BOOKS | others, items=items, actor=clerk, channel="web")

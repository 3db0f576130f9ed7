"""What was open on a day, computed in plain Python from amounts and allocations: the oracle of the ageing."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from accounts.models import Allocation, Entry, OpenItem

ZERO = Decimal("0.00")
DAYS = (30, 60, 90, 180, 365)


def open_on(day):
    """Map each open item of entries posted by ``day`` to amount − Σ allocations effective and not undone by then."""
    left = {item: item.amount for item in OpenItem.objects.select_related("entry__account__customer")
            if item.entry.posting_date <= day}  # fmt: skip
    by_key = {item.pk: item for item in left}
    for row in Allocation.objects.filter(effective_date__lte=day):
        for key in (row.credit_id, row.debit_id):
            left[by_key[key]] -= row.amount if row.undoes_id is None else -row.amount
    return {item: amount for item, amount in left.items() if amount}


def balance_on(day, **account):
    found = Entry.objects.filter(
        posting_date__lte=day, **{f"account__{name}": value for name, value in account.items()}
    )
    return sum((entry.effect for entry in found), ZERO)


def column_of(due_date, day):
    """The place of the column, the youngest first."""
    age = (day - due_date) / timedelta(days=1)
    return sum(age > last for last in (0, *DAYS))


def aged(day, side, currency):
    """Map customer code to its columns, unapplied, total and overdue on ``day``."""
    rows = defaultdict(lambda: [ZERO] * (len(DAYS) + 2 + 3))
    for item, amount in open_on(day).items():
        if (item.entry.account.side, item.entry.account.currency) != (side, currency):
            continue
        row, signed = rows[item.entry.account.customer.code], amount if item.is_debit else -amount
        row[column_of(item.due_date, day) if item.is_debit else -3] += signed
        row[-2] += signed
        row[-1] += amount if item.is_debit and item.due_date < day else ZERO
    return dict(rows)

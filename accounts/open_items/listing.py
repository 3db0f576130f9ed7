"""The open items of accounts on a day: debits first, oldest due first as automatic allocation takes them (E2)."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from accounts.models import Account, Side
from accounts.open_items.on_day import PARTS
from accounts.reports.paging import Part, Walk
from exchange.pages import PAGE_SIZE, KeysetPage

ZERO = Decimal("0.00")
ORDER = Walk(
    "open_items",
    (("credit", "boolean"), ("due_date", "date"), ("posting_date", "date"), ("number", "bigint"), ("item", "bigint")),
)
# Amounts are signed: what they add to the balance. Sums are over all items, whatever page is shown.
STATEMENT = """
WITH scope AS (SELECT unnest(%(accounts)s::bigint[]) AS account), parts AS ({parts}),
items AS (SELECT item, sum(part) AS open FROM parts GROUP BY item HAVING sum(part) <> 0),
lines AS (
  SELECT e.account_id AS account, e.number, e.kind, e.reference, e.memo, e.document_date, e.posting_date, i.due_date,
         CASE WHEN i.is_debit THEN i.amount ELSE -i.amount END AS amount,
         CASE WHEN i.is_debit THEN items.open ELSE -items.open END AS open,
         NOT i.is_debit AS credit, i.id AS item
    FROM items JOIN accounts_openitem i ON i.id = items.item JOIN accounts_entry e ON e.id = i.entry_id),
wanted AS (SELECT * FROM lines WHERE {wanted}),
summed AS (
  SELECT *, count(*) OVER (), coalesce(sum(open) FILTER (WHERE NOT credit) OVER (), 0),
         coalesce(sum(open) FILTER (WHERE credit) OVER (), 0),
         coalesce(sum(open) FILTER (WHERE NOT credit AND due_date < %(day)s) OVER (), 0) FROM wanted)
SELECT * FROM summed WHERE {where} ORDER BY {order} {limit}"""


class Item(NamedTuple):
    """One open item on the day; ``amount`` and ``open`` are what they add to the balance."""

    account: int
    number: int
    kind: str
    reference: str
    memo: str
    document_date: datetime.date
    posting_date: datetime.date
    due_date: datetime.date
    amount: Decimal
    open: Decimal
    credit: bool
    key: int

    def days_overdue(self, day: datetime.date) -> int:
        """Days past the due date (E3's n), 0 for what is not overdue and for credits."""
        return 0 if self.credit else max(0, (day - self.due_date).days)


class Sums(NamedTuple):
    """Of all items: how many, and their open amounts; ``credits`` is negative."""

    items: int = 0
    debits: Decimal = ZERO
    credits: Decimal = ZERO
    overdue: Decimal = ZERO

    @property
    def balance(self) -> Decimal:
        """Balance(day): what is open adds up to it."""
        return self.debits + self.credits


@dataclass(frozen=True)
class Span:
    """Only debits whose ``basis`` ("due" or "document") lies from ``first`` to ``last``, None being open-ended."""

    basis: str
    first: datetime.date | None
    last: datetime.date | None

    def condition(self) -> tuple[str, dict[str, Any]]:
        bounds = {"span_first": self.first or datetime.date.min, "span_last": self.last or datetime.date.max}
        return f"NOT credit AND {self.basis}_date BETWEEN %(span_first)s AND %(span_last)s", bounds


@dataclass(frozen=True)
class Credits:
    """Only unapplied credits."""

    def condition(self) -> tuple[str, dict[str, Any]]:
        return "credit", {}


@dataclass(frozen=True)
class OpenItems:
    """The items of ``accounts``, all or those of one column of the ageing, that were open on ``day``."""

    accounts: Sequence[int]
    day: datetime.date
    only: Span | Credits | None = None

    def page(self, *, cursor: str | None, size: int = PAGE_SIZE) -> tuple[KeysetPage, Sums]:
        """One page, and the sums of all. Raises Refused ``cursor_invalid``."""
        sums = [Sums()]

        def fetch(part: Part) -> list[Item]:
            rows, found = self._fetch(part)
            sums[0] = found if rows else sums[0]
            return rows

        keys = ("credit", "due_date", "posting_date", "number", "key")
        page = ORDER.page(fetch, key_of=lambda row: [getattr(row, key) for key in keys], cursor=cursor, size=size)
        if not page.rows and cursor:
            return self.page(cursor=None, size=size)
        return page, sums[0]

    def all(self) -> tuple[list[Item], Sums]:
        """Every item, for prints, statements and files of one customer."""
        return self._fetch(ORDER.whole())

    def _fetch(self, part: Part) -> tuple[list[Item], Sums]:
        wanted, bounds = self.only.condition() if self.only else ("true", {})
        limit = "" if part.limit is None else f"LIMIT {part.limit}"
        text = STATEMENT.format(parts=PARTS, wanted=wanted, where=part.where, order=part.order, limit=limit)
        with connection.cursor() as cursor:
            cursor.execute(text, {"accounts": list(self.accounts), "day": self.day, **bounds, **part.values})
            rows = cursor.fetchall()
        width = len(Item._fields)
        sums = Sums(*rows[0][width:]) if rows else Sums()
        return [Item(*row[:width]) for row in rows], sums


def accounts_of(user: Any, code: str, side: Side, currency: str | None) -> list[Account]:
    """The accounts of a customer that ``user`` sees on one side, in one currency or all."""
    found = Account.objects.visible_to(user).filter(customer__code=code, side=side).select_related("customer")
    return list((found.filter(currency=currency) if currency else found).order_by("currency"))

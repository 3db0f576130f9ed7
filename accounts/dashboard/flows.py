"""Flows of money by day: sales, receipts, payments, each line an entry or the clearing of a bill (E14).

Sales are invoices less credit notes, with their reversals, by posting date. Receipts are receipts less refunds, with
their reversals; one by bill or cheque counts on the day the bank paid it, and not at all before. Payments are those of
the payable side, likewise.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from accounts.instruments.kinds import UNCLEARED
from accounts.models import Account
from accounts.reports.paging import WHOLE, Part, Walk
from accounts.reports.scope import scope_of
from exchange.pages import PAGE_SIZE, KeysetPage

ZERO = Decimal("0.00")
# Of a reversal, what it reverses says what it is. A bill's day is that of its clearing; its reversal counts only where
# it was cleared. ``gross`` and ``net`` are signed as the flow counts them; sales less the tax that was given.
LINES = """
WITH scope AS MATERIALIZED ({scope}),
moved AS (
  SELECT e.id, e.account_id, e.posting_date AS day, coalesce(o.kind, e.kind) AS base, e.effect,
         coalesce(o.tax_amount, e.tax_amount) AS tax, coalesce(o.id, e.id) AS origin, o.id IS NOT NULL AS reverses
    FROM scope JOIN accounts_entry e ON e.account_id = scope.account LEFT JOIN accounts_entry o ON o.id = e.reverses_id
   WHERE e.posting_date BETWEEN %(first)s AND %(last)s
     AND coalesce(o.kind, e.kind) IN ('invoice', 'credit_note', 'receipt', 'refund', 'payment')),
posted AS (
  SELECT moved.* FROM moved LEFT JOIN accounts_instrument i ON i.entry_id = moved.origin AND i.kind = ANY(%(uncleared)s)
    LEFT JOIN accounts_clearing c ON c.instrument_id = i.entry_id
   WHERE i.entry_id IS NULL OR (moved.reverses AND c.date <= moved.day)
  UNION ALL
  SELECT e.id, e.account_id, c.date, e.kind, e.effect, e.tax_amount, e.id, false
    FROM accounts_clearing c JOIN accounts_entry e ON e.id = c.instrument_id JOIN scope ON scope.account = e.account_id
   WHERE c.date BETWEEN %(first)s AND %(last)s),
lines AS (
  SELECT id AS entry, account_id AS account, day,
         CASE WHEN base IN ('invoice', 'credit_note') THEN 'sales' WHEN base = 'payment' THEN 'payments'
              ELSE 'receipts' END AS flow,
         CASE WHEN base IN ('invoice', 'credit_note') THEN effect ELSE -effect END AS gross,
         CASE WHEN base IN ('invoice', 'credit_note') THEN effect - sign(effect) * coalesce(tax, 0)
              ELSE -effect END AS net,
         base IN ('invoice', 'credit_note') AND tax IS NULL AS untaxed
    FROM posted)
"""
BY_MONTH = """
SELECT date_trunc('month', day)::date, flow, sum(gross), sum(net), sum(gross) FILTER (WHERE day > %(recent)s),
       bool_or(untaxed) FROM lines GROUP BY 1, 2"""
ONE_BY_ONE = """
, wanted AS (
  SELECT lines.*, c.code, c.name, e.number, e.kind, e.reference, a.side, a.currency
    FROM lines JOIN accounts_entry e ON e.id = lines.entry JOIN accounts_account a ON a.id = lines.account
    JOIN customers_customer c ON c.id = a.customer_id WHERE flow = %(flow)s),
summed AS (
  SELECT *, count(*) OVER () AS whole, sum(gross) OVER () AS gross_sum, sum(net) OVER () AS net_sum FROM wanted)
SELECT entry, account, day, gross, net, code, name, number, kind, reference, side, currency, whole, gross_sum, net_sum
  FROM summed WHERE {where} ORDER BY {order} {limit}"""
ORDER = Walk("flows", (("day", "date"), ("entry", "bigint")))


class Flow(models.TextChoices):
    """What is counted."""

    SALES = "sales", _("sales")
    RECEIPTS = "receipts", _("money in")
    PAYMENTS = "payments", _("money out")


@dataclass(frozen=True)
class Turn:
    """A flow of some days: with and without the tax that was given; ``recent`` with it, of the last days."""

    gross: Decimal = ZERO
    net: Decimal = ZERO
    recent: Decimal = ZERO
    untaxed: bool = False

    def __add__(self, other: "Turn") -> "Turn":
        untaxed = self.untaxed or other.untaxed
        return Turn(self.gross + other.gross, self.net + other.net, self.recent + other.recent, untaxed)


class Line(NamedTuple):
    """One entry, or clearing of a bill, of a flow."""

    entry: int
    account: int
    day: datetime.date
    gross: Decimal
    net: Decimal
    code: str
    name: str
    number: int
    kind: str
    reference: str
    side: str
    currency: str


class Sums(NamedTuple):
    """Of all lines."""

    lines: int = 0
    gross: Decimal = ZERO
    net: Decimal = ZERO


@dataclass(frozen=True)
class Flows:
    """The flows of ``accounts`` from ``first`` to ``last``, both inclusive."""

    accounts: Any
    first: datetime.date
    last: datetime.date

    def by_month(self, recent: datetime.date) -> dict[tuple[datetime.date, str], Turn]:
        """By month's first day and flow; ``recent`` counts what comes after that day."""
        text, values = self._lines()
        with connection.cursor() as cursor:
            cursor.execute(text + BY_MONTH, values | {"recent": recent})
            rows = cursor.fetchall()
        found: dict[tuple[datetime.date, str], Turn] = defaultdict(Turn)
        for month, flow, gross, net, late, untaxed in rows:
            found[month, flow] = Turn(gross, net, late or ZERO, untaxed)
        return found

    def page(self, flow: Flow, *, cursor: str | None, size: int = PAGE_SIZE) -> tuple[KeysetPage, Sums]:
        """One page of the lines of ``flow``, and the sums of all. Raises Refused ``cursor_invalid``."""
        sums = [Sums()]

        def fetch(part: Part) -> list[Line]:
            rows, found = self._fetch(flow, part)
            sums[0] = found if rows else sums[0]
            return rows

        page = ORDER.page(fetch, key_of=lambda row: [row.day, row.entry], cursor=cursor, size=size)
        return page, sums[0]

    def all(self, flow: Flow) -> tuple[list[Line], Sums]:
        """Every line of ``flow``."""
        return self._fetch(flow, Part(WHOLE.where, ORDER.whole().order, None, {}))

    def _fetch(self, flow: Flow, part: Part) -> tuple[list[Line], Sums]:
        text, values = self._lines()
        limit = "" if part.limit is None else f"LIMIT {part.limit}"
        text += ONE_BY_ONE.format(where=part.where, order=part.order, limit=limit)
        with connection.cursor() as cursor:
            cursor.execute(text, values | {"flow": str(flow), **part.values})
            rows = cursor.fetchall()
        width = len(Line._fields)
        return [Line(*row[:width]) for row in rows], Sums(*rows[0][width:]) if rows else Sums()

    def _lines(self) -> tuple[str, dict[str, Any]]:
        scope, values = scope_of(self.accounts)
        days = {"first": self.first, "last": self.last, "uncleared": sorted(UNCLEARED)}
        return LINES.format(scope=scope), {**days, **values}


def accounts_of(user: Any, currency: str) -> Any:
    """The accounts of both sides in one currency that ``user`` sees."""
    return Account.objects.visible_to(user).filter(currency=currency)


def added(turns: Iterable[Turn]) -> Turn:
    return sum(turns, Turn())

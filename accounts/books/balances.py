"""The list of balances 余额表: opening, debit, credit, the year's so far, closing, for each customer (E14).

What is stored is the balance now; days past are that less what was posted since, so that today reads the fewest rows.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Account, Side
from accounts.reports.asked import TEXT, Asked, beginning_of_year
from accounts.reports.paging import WHOLE, Part, Walk
from accounts.reports.scope import scope_of
from exchange.pages import PAGE_SIZE, KeysetPage

NAMES = frozenset({"from", "to", "currency", "side", "customer", "portfolio"})
ORDERINGS = ("code", "closing")
FIGURES = ("opening", "debit", "credit", "year_debit", "year_credit", "closing")
# ``turned`` reads only what was posted from ``earliest`` on: the period's or its last year's beginning.
STATEMENT = """
WITH scope AS MATERIALIZED ({scope}),
turned AS (
  SELECT e.account_id AS account,
    coalesce(sum(e.effect) FILTER (WHERE e.posting_date >= %(first)s), 0) AS since,
    coalesce(sum(e.effect) FILTER (WHERE e.posting_date > %(last)s), 0) AS after,
    coalesce(sum(e.effect) FILTER (WHERE e.raises AND e.posting_date BETWEEN %(first)s AND %(last)s), 0) AS raised,
    -coalesce(sum(e.effect) FILTER (WHERE NOT e.raises AND e.posting_date BETWEEN %(first)s AND %(last)s), 0)
      AS lowered,
    coalesce(sum(e.effect) FILTER (WHERE e.raises AND e.posting_date BETWEEN %(year)s AND %(last)s), 0) AS year_raised,
    -coalesce(sum(e.effect) FILTER (WHERE NOT e.raises AND e.posting_date BETWEEN %(year)s AND %(last)s), 0)
      AS year_lowered
    FROM scope JOIN accounts_entry e ON e.account_id = scope.account
   WHERE e.posting_date >= %(earliest)s GROUP BY e.account_id),
lines AS MATERIALIZED (
  SELECT * FROM (
    SELECT scope.account, scope.customer, b.balance - coalesce(t.since, 0) AS opening,
      coalesce(t.{debit}, 0) AS debit, coalesce(t.{credit}, 0) AS credit,
      coalesce(t.year_{debit}, 0) AS year_debit, coalesce(t.year_{credit}, 0) AS year_credit,
      b.balance - coalesce(t.after, 0) AS closing
      FROM scope JOIN accounts_balance b ON b.account_id = scope.account LEFT JOIN turned t ON t.account = scope.account
    ) summed
   WHERE (opening, debit, credit, year_debit, year_credit, closing) IS DISTINCT FROM (0, 0, 0, 0, 0, 0))
SELECT 0 AS kind, 0 AS place, '' AS key, '' AS label, NULL::bigint AS account,
  ARRAY[count(*), coalesce(sum(closing) FILTER (WHERE closing > 0), 0),
        coalesce(sum(closing) FILTER (WHERE closing < 0), 0), {sums}] AS figures FROM lines
UNION ALL (
SELECT 1, row_number() OVER (ORDER BY {order}), code, name, account, ARRAY[{figures}] FROM (
  SELECT c.code, c.name, lines.* FROM lines JOIN customers_customer c ON c.id = lines.customer) named
 WHERE {where} ORDER BY {order} {limit}) ORDER BY kind, place"""


class Row(NamedTuple):
    """A customer's line; ``opening`` and ``closing`` are signed, positive where a receivable is owed to us."""

    key: str
    label: str
    account: int | None
    opening: Decimal
    debit: Decimal
    credit: Decimal
    year_debit: Decimal
    year_credit: Decimal
    closing: Decimal

    @property
    def figures(self) -> tuple[Decimal, ...]:
        return (self.opening, self.debit, self.credit, self.year_debit, self.year_credit, self.closing)


class Totals(NamedTuple):
    """Of all lines: how many, Σ positive and Σ negative closing balances, and the sums."""

    accounts: int
    positive: Decimal
    negative: Decimal
    row: Row


@dataclass(frozen=True)
class Wanted:
    """One list: of one side and currency, from ``first`` to ``last``, for some customers or all its reader sees."""

    user: Any
    first: datetime.date
    last: datetime.date
    side: Side
    currency: str
    customer: str = ""
    portfolio: str = ""

    def accounts(self) -> QuerySet[Account]:
        found = Account.objects.visible_to(self.user).filter(side=self.side, currency=self.currency)
        if self.customer:
            found = found.filter(customer__code=self.customer)
        return found.filter(customer__portfolio__code=self.portfolio) if self.portfolio else found

    def run(self, part: Part) -> tuple[Totals, list[Row]]:
        """Execute the statement for some of its rows."""
        scope, values = scope_of(self.accounts())
        year = beginning_of_year(self.last)
        days = {"first": self.first, "last": self.last, "year": year, "earliest": min(self.first, year)}
        with connection.cursor() as cursor:
            cursor.execute(self._text(scope, part), {**days, **values, **part.values})
            sums, *rows = cursor.fetchall()
        count, positive, negative, *figures = sums[5]
        totals = Totals(int(count), positive, negative, Row(sums[2], sums[3], None, *figures))
        return totals, [Row(key, label, account, *shown) for _kind, _place, key, label, account, shown in rows]

    def _text(self, scope: str, part: Part) -> str:
        raises = self.side == Side.RECEIVABLE
        return STATEMENT.format(
            scope=scope,
            debit="raised" if raises else "lowered",
            credit="lowered" if raises else "raised",
            sums=", ".join(f"coalesce(sum({name}), 0)" for name in FIGURES),
            figures=", ".join(FIGURES),
            where=part.where,
            order=part.order or "code",
            limit="" if part.limit is None else f"LIMIT {part.limit}",
        )


def read(raw: Mapping[str, str], user: Any) -> Wanted:
    """What parameters ask for: this year where no days are named. Raises ValidationError by name."""
    asked = Asked({name: value for name, value in raw.items() if name in NAMES})
    side = asked.side()
    first, last = asked.period(beginning_of_year)
    wanted = Wanted(
        user=user,
        first=first,
        last=last,
        side=side,
        currency=asked.currency(user, side),
        customer=asked.take("customer", TEXT, default="").upper(),
        portfolio=asked.take("portfolio", TEXT, default=""),
    )
    asked.done()
    return wanted


def walk_of(ordering: str | None) -> Walk:
    """The order: by code or by closing balance, the greatest first with ``-``. Raises ValidationError."""
    name = (ordering or "code").removeprefix("-")
    if name not in ORDERINGS:
        message = _("This is one of %(choices)s.") % {"choices": ", ".join(ORDERINGS)}
        raise ValidationError({"ordering": [message]})
    keys = (("code", "text"),) if name == "code" else (("closing", "numeric"), ("code", "text"))
    return Walk("balances", keys, (ordering or "").startswith("-"))


def balances(
    wanted: Wanted, *, cursor: str | None = None, size: int = PAGE_SIZE, ordering: str | None = None
) -> tuple[KeysetPage, Totals]:
    """One page of lines, and the sums of all. Raises Refused ``cursor_invalid``."""
    walk, totals = walk_of(ordering), []

    def fetch(part: Part) -> list[Row]:
        sums, rows = wanted.run(part)
        totals.append(sums)
        return rows

    def key_of(row: Row) -> list[Any]:
        return [row.key if name == "code" else row.closing for name, _kind in walk.keys]

    page = walk.page(fetch, key_of=key_of, cursor=cursor, size=size)
    return page, totals[-1]


def everyone(wanted: Wanted) -> tuple[list[Row], Totals]:
    """Every line, for a file."""
    totals, rows = wanted.run(WHOLE)
    return rows, totals

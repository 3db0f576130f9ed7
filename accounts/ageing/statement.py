"""The one statement of an ageing: what was open on the day, by account, in columns; its sums and one page of rows.

Sums and rows come from one snapshot, so that they add up whatever is posted meanwhile.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from accounts.ageing.cutoffs import Basis, Column
from accounts.open_items.on_day import PARTS
from accounts.reports.paging import Part

# An item's column counts from the oldest: 0 lies before every bound. Only the document's date needs the entry.
AGED = {
    Basis.DUE: "SELECT *, width_bucket(due_date, %(bounds)s::date[]) AS place FROM parts",
    Basis.DOCUMENT: """SELECT parts.*, width_bucket(e.document_date, %(bounds)s::date[]) AS place
  FROM parts JOIN accounts_entry e ON e.id = parts.entry_id""",
}
LINES = """
WITH RECURSIVE scope AS MATERIALIZED ({scope}), parts AS ({parts}), aged AS ({aged}),
lines AS MATERIALIZED (
  SELECT * FROM (SELECT account_id AS account, {columns},
    -coalesce(sum(part) FILTER (WHERE NOT is_debit), 0) AS unapplied,
    coalesce(sum(CASE WHEN is_debit THEN part ELSE -part END), 0) AS total,
    coalesce(sum(part) FILTER (WHERE is_debit AND due_date < %(day)s), 0) AS overdue
    FROM aged GROUP BY account_id) summed WHERE unapplied <> 0 OR {any_column}){more}
"""
SUMS = """SELECT 0 AS kind, 0 AS place, '' AS key, '' AS label, NULL::bigint AS account,
  ARRAY[count(*), coalesce(sum(total) FILTER (WHERE total > 0), 0), coalesce(sum(total) FILTER (WHERE total < 0), 0),
        {sums}] AS figures FROM lines"""
BY_CUSTOMER = """SELECT 1, row_number() OVER (ORDER BY {order}), code, name, account, ARRAY[{figures}] FROM (
  SELECT c.code, c.name, lines.* FROM lines JOIN scope USING (account)
    JOIN customers_customer c ON c.id = scope.customer) named WHERE {where} ORDER BY {order} {limit}"""
BY_PORTFOLIO = """SELECT 1, row_number() OVER (ORDER BY p.code), p.code, p.name, NULL::bigint, ARRAY[{sums}]
  FROM lines JOIN scope USING (account) JOIN customers_customer c ON c.id = scope.customer
  JOIN access_portfolio p ON p.id = c.portfolio_id GROUP BY p.code, p.name"""
# A customer counts once in each category above its own (E9); as valid on the day.
HELD = """,
tree AS (
  SELECT id AS category, id AS ancestor FROM categories_category WHERE dimension_id = %(dimension)s
  UNION ALL
  SELECT tree.category, c.parent_id FROM tree JOIN categories_category c ON c.id = tree.ancestor
   WHERE c.parent_id IS NOT NULL),
held AS (
  SELECT DISTINCT k.customer_id, tree.ancestor
    FROM customers_classification k JOIN tree ON tree.category = k.category_id
   WHERE k.dimension_id = %(dimension)s AND (k.valid_from IS NULL OR k.valid_from <= %(day)s)
     AND (k.valid_to IS NULL OR k.valid_to > %(day)s))"""
BY_CATEGORY = """SELECT 1, 0, coalesce(held.ancestor::text, ''), '', NULL::bigint, ARRAY[{sums}]
  FROM lines JOIN scope USING (account) LEFT JOIN held ON held.customer_id = scope.customer GROUP BY held.ancestor"""
GROUPED = {"customer": BY_CUSTOMER, "portfolio": BY_PORTFOLIO, "dimension": BY_CATEGORY}
TAIL = ("unapplied", "total", "overdue")


class Row(NamedTuple):
    """A line: ``figures`` are its columns, ``unapplied`` is negative; columns and unapplied add up to ``total``."""

    key: str
    label: str
    account: int | None
    figures: tuple[Decimal, ...]
    unapplied: Decimal
    total: Decimal
    overdue: Decimal


class Totals(NamedTuple):
    """Of all lines: how many accounts, Σ positive and Σ negative balances (重分类), and the sums of a row."""

    accounts: int
    positive: Decimal
    negative: Decimal
    row: Row


@dataclass(frozen=True)
class Statement:
    """Whose accounts (``scope`` with its parameters), the day, the columns, and what a row is about."""

    scope: tuple[str, dict[str, Any]]
    as_of: datetime.date
    basis: Basis
    columns: Sequence[Column]
    grouped: str  # of GROUPED
    dimension: int | None = None

    def run(self, part: Part) -> tuple[Totals, list[Row]]:
        """Execute it for some of its rows."""
        scope, values = self.scope
        bounds = [column.begins for column in reversed(self.columns) if column.begins]
        given = {"day": self.as_of, "bounds": bounds, "dimension": self.dimension, **values, **part.values}
        with connection.cursor() as cursor:
            cursor.execute(self.text(scope, part), given)
            sums, *rows = cursor.fetchall()
        return self._totals(sums), [self._row(row) for row in rows]

    def text(self, scope: str, part: Part) -> str:
        """The statement itself."""
        names = [f"c{place}" for place in range(len(self.columns))]
        oldest = len(names) - 1
        figures = [*names, *TAIL]
        given = {
            "figures": ", ".join(figures),
            "sums": ", ".join(f"coalesce(sum({name}), 0)" for name in figures),
            "where": part.where,
            "order": part.order or "code",
            "limit": "" if part.limit is None else f"LIMIT {part.limit}",
        }
        lines = LINES.format(
            scope=scope,
            parts=PARTS,
            aged=AGED[self.basis],
            columns=", ".join(
                f"coalesce(sum(part) FILTER (WHERE is_debit AND place = {oldest - place}), 0) AS {name}"
                for place, name in enumerate(names)
            ),
            any_column=" OR ".join(f"{name} <> 0" for name in names),
            more=HELD if self.grouped == "dimension" else "",
        )
        rows = GROUPED[self.grouped].format(**given)
        return f"{lines}{SUMS.format(**given)} UNION ALL ({rows}) ORDER BY kind, place"

    def _totals(self, row: tuple[Any, ...]) -> Totals:
        count, positive, negative, *figures = row[5]
        return Totals(int(count), positive, negative, self._row((*row[:5], figures)))

    def _row(self, row: tuple[Any, ...]) -> Row:
        _kind, _place, key, label, account, figures = row
        width = len(self.columns)
        return Row(key, label, account, tuple(figures[:width]), *figures[width:])

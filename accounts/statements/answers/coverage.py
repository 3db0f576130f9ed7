"""How far each month is stated and answered: of the accounts to be stated, how many were, and what came back (E8).

An account is to be stated for a month in which it has entries, or at whose end it has a balance. It is stated by a
statement whose days take in the whole month; the last such counts, and its last answer.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet

from accounts.models import Account, Side
from accounts.reports.asked import TEXT, Asked
from accounts.reports.scope import scope_of

NAMES = frozenset({"currency", "side", "portfolio"})
MONTHS = 12
STATEMENT = """
WITH scope AS MATERIALIZED ({scope}),
months AS (
  SELECT m::date AS month, (m + interval '1 month' - interval '1 day')::date AS ends
    FROM generate_series(%(first)s::date, %(last)s::date, interval '1 month') m),
turned AS (
  SELECT e.account_id AS account, date_trunc('month', e.posting_date)::date AS month, sum(e.effect) AS moved
    FROM scope JOIN accounts_entry e ON e.account_id = scope.account
   WHERE e.posting_date >= %(first)s GROUP BY 1, 2),
cells AS (
  SELECT scope.account, months.month, months.ends,
         b.balance - coalesce(sum(t.moved) FILTER (WHERE t.month > months.month), 0) AS closing,
         coalesce(bool_or(t.month = months.month), false) AS posted
    FROM scope CROSS JOIN months JOIN accounts_balance b ON b.account_id = scope.account
    LEFT JOIN turned t ON t.account = scope.account GROUP BY scope.account, months.month, months.ends, b.balance),
answered AS (
  SELECT cells.month, s.id AS statement, w.agreed FROM cells
    LEFT JOIN LATERAL (
      SELECT id FROM accounts_statement s WHERE s.account_id = cells.account AND s.first_day <= cells.month
         AND s.last_day >= cells.ends ORDER BY s.number DESC LIMIT 1) s ON true
    LEFT JOIN LATERAL (
      SELECT agreed FROM accounts_statementanswer w WHERE w.statement_id = s.id ORDER BY w.id DESC LIMIT 1) w ON true
   WHERE cells.posted OR cells.closing <> 0)
SELECT months.month, count(a.month), count(a.statement), count(a.agreed),
       count(*) FILTER (WHERE a.agreed), count(*) FILTER (WHERE NOT a.agreed)
  FROM months LEFT JOIN answered a ON a.month = months.month GROUP BY months.month ORDER BY months.month DESC"""


class Month(NamedTuple):
    """One month, by its first day: accounts to be stated, of them stated, answered, agreed, not agreed."""

    month: datetime.date
    due: int
    issued: int
    answered: int
    agreed: int
    differing: int


@dataclass(frozen=True)
class Wanted:
    """The months before ``today``'s, of one side and currency, for one portfolio or all its reader sees."""

    user: Any
    side: Side
    currency: str
    portfolio: str = ""

    def accounts(self) -> QuerySet[Account]:
        found = Account.objects.visible_to(self.user).filter(side=self.side, currency=self.currency)
        return found.filter(customer__portfolio__code=self.portfolio) if self.portfolio else found


def read(raw: Mapping[str, str], user: Any) -> Wanted:
    """What parameters ask for. Raises ValidationError by name."""
    asked = Asked({name: value for name, value in raw.items() if name in NAMES})
    side = asked.side()
    wanted = Wanted(user, side, asked.currency(user, side), asked.take("portfolio", TEXT, default=""))
    asked.done()
    return wanted


def coverage(wanted: Wanted, today: datetime.date) -> list[Month]:
    """The last MONTHS whole months before ``today``'s, newest first."""
    scope, values = scope_of(wanted.accounts())
    last = (today.replace(day=1) - datetime.timedelta(days=1)).replace(day=1)
    months = last.year * 12 + last.month - MONTHS
    first = datetime.date(months // 12, months % 12 + 1, 1)
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT.format(scope=scope), {"first": first, "last": last, **values})
        return [Month(*row) for row in cursor.fetchall()]

"""What must hold of closed months (E15)."""

from django.utils.translation import gettext_lazy as _

from accounts.equations import Equation

# The closing that counts for a day: of the first closed month from it on, the latest row.
LATEST = """
 JOIN accounts_books k ON k.side = a.side AND k.closed_through >= {day}
 JOIN LATERAL (SELECT c.action_id, c.month FROM accounts_closing c
   WHERE c.side = a.side AND c.month >= date_trunc('month', {day})::date AND c.month <= k.closed_through
   ORDER BY c.month, c.id DESC LIMIT 1) c ON {made} > c.action_id"""

EQUATIONS = (
    Equation(
        "closed_entries",
        _("nothing is posted into a closed month"),
        f"""
SELECT e.account_id, e.number::text, e.posting_date::text, 'a day after ' || k.closed_through
  FROM accounts_entry e JOIN accounts_account a ON a.id = e.account_id
  {LATEST.format(day="e.posting_date", made="e.action_id")} WHERE e.account_id = ANY(%(accounts)s)""",  # noqa: S608 - our own text
    ),
    Equation(
        "closed_allocations",
        _("no allocation or undo takes effect in a closed month"),
        f"""
SELECT a.id, 'allocation ' || l.id, l.effective_date::text, 'a day after ' || k.closed_through
  FROM accounts_allocation l JOIN accounts_openitem i ON i.id = l.credit_id
  JOIN accounts_account a ON a.id = i.account_id
  {LATEST.format(day="l.effective_date", made="l.action_id")} WHERE i.account_id = ANY(%(accounts)s)""",  # noqa: S608 - our own text
    ),
    Equation(
        "closed_clearings",
        _("nothing is cleared as of a day in a closed month"),
        f"""
SELECT e.account_id, e.number::text, l.date::text, 'a day after ' || k.closed_through
  FROM accounts_clearing l JOIN accounts_entry e ON e.id = l.instrument_id
  JOIN accounts_account a ON a.id = e.account_id
  {LATEST.format(day="l.date", made="l.action_id")} WHERE e.account_id = ANY(%(accounts)s)""",  # noqa: S608 - our own text
    ),
    Equation(
        "year_balance",
        _("a year begins with what the one before ended with"),
        """
SELECT a.id, 'year ' || y.year, coalesce(kept.balance, 0)::text, coalesce(sum(e.effect), 0)::text
  FROM accounts_account a JOIN LATERAL (
    SELECT DISTINCT ON (c.month) c.id, extract(year FROM c.month)::int AS year, (c.month + 30) AS last
      FROM accounts_closing c JOIN accounts_books k ON k.side = c.side AND k.closed_through > c.month
     WHERE c.side = a.side AND extract(month FROM c.month) = 12 ORDER BY c.month, c.id DESC) y ON true
  LEFT JOIN accounts_yearbalance kept ON kept.account_id = a.id AND kept.closing_id = y.id
  LEFT JOIN accounts_entry e ON e.account_id = a.id AND e.posting_date <= y.last
 WHERE a.id = ANY(%(accounts)s) GROUP BY a.id, y.year, kept.balance
HAVING coalesce(kept.balance, 0) <> coalesce(sum(e.effect), 0)""",
    ),
)

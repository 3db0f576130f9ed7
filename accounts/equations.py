"""What must hold of every stored row of the ledger, each as a query for the rows that break it.

A query looks at the accounts whose keys it is given and returns (account, row, what stands there, what should).
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Equation:
    """Something that must hold. ``sql`` selects the rows for which it does not."""

    name: str
    says: str | Promise
    sql: str


# Every query may read ``moves``: what allocations take from an item on a day, undos giving back.
MOVES = """
WITH moves AS (
  SELECT item, day, sum(took) AS took FROM (
    SELECT unnest(ARRAY[l.credit_id, l.debit_id]) AS item, l.effective_date AS day,
           CASE WHEN l.undoes_id IS NULL THEN l.amount ELSE -l.amount END AS took
      FROM accounts_allocation l JOIN accounts_openitem i ON i.id = l.credit_id
     WHERE i.account_id = ANY(%(accounts)s)) single GROUP BY item, day)"""

SINGLE = (
    Equation(
        "balance",
        _("the balance is the sum of the entries"),
        """
SELECT a.id, 'balance', coalesce(b.balance::text, 'none'), coalesce(sum(e.effect), 0)::text
  FROM accounts_account a LEFT JOIN accounts_balance b ON b.account_id = a.id
  LEFT JOIN accounts_entry e ON e.account_id = a.id WHERE a.id = ANY(%(accounts)s)
 GROUP BY a.id, b.balance HAVING b.balance IS DISTINCT FROM coalesce(sum(e.effect), 0)""",
    ),
    Equation(
        "last_number",
        _("the last number is the number of entries"),
        """
SELECT a.id, 'last_number', coalesce(b.last_number::text, 'none'), count(e.id)::text
  FROM accounts_account a LEFT JOIN accounts_balance b ON b.account_id = a.id
  LEFT JOIN accounts_entry e ON e.account_id = a.id WHERE a.id = ANY(%(accounts)s)
 GROUP BY a.id, b.last_number HAVING b.last_number IS DISTINCT FROM count(e.id)""",
    ),
    Equation(
        "gapless",
        _("numbers run from 1 without a gap"),
        """
SELECT account_id, number::text, number::text, place::text FROM (
  SELECT account_id, number, row_number() OVER (PARTITION BY account_id ORDER BY number) AS place
    FROM accounts_entry WHERE account_id = ANY(%(accounts)s)) numbered WHERE number <> place""",
    ),
    Equation(
        "running_balance",
        _("the balance after an entry is the sum up to it"),
        """
SELECT account_id, number::text, balance_after::text, running::text FROM (
  SELECT account_id, number, balance_after, sum(effect) OVER (PARTITION BY account_id ORDER BY number) AS running
    FROM accounts_entry WHERE account_id = ANY(%(accounts)s)) summed WHERE balance_after <> running""",
    ),
    Equation(
        "direction",
        _("what it is says which way it goes"),
        """
SELECT account_id, number::text, kind || CASE WHEN raises THEN ' raises' ELSE ' lowers' END, 'the other direction'
  FROM accounts_entry WHERE account_id = ANY(%(accounts)s) AND kind NOT IN ('reversal', 'transfer')
   AND raises <> (kind = ANY(%(raising)s))""",
    ),
    Equation(
        "kind_of_side",
        _("each entry is of a kind of its side"),
        """
SELECT e.account_id, e.number::text, a.side || ' ' || e.kind, 'a kind of the side'
  FROM accounts_entry e JOIN accounts_account a ON a.id = e.account_id WHERE e.account_id = ANY(%(accounts)s)
   AND e.kind <> 'reversal' AND NOT a.side || ' ' || e.kind = ANY(%(kinds)s)""",
    ),
    Equation(
        "reversal",
        _("a reversal mirrors one entry of its account, on or after its day"),
        """
SELECT r.account_id, r.number::text, concat_ws(' ', r.effect, r.raises, r.posting_date, r.account_id),
       concat_ws(' ', -o.effect, o.raises, o.posting_date, o.account_id)
  FROM accounts_entry r JOIN accounts_entry o ON o.id = r.reverses_id WHERE r.account_id = ANY(%(accounts)s)
   AND (r.account_id <> o.account_id OR r.effect <> -o.effect OR r.raises <> o.raises OR o.kind = 'reversal'
        OR r.posting_date < o.posting_date)""",
    ),
    Equation(
        "items",
        _("the open items of an entry add up to its amount, in its direction"),
        """
SELECT e.account_id, e.number::text, coalesce(sum(i.amount), 0)::text, abs(e.effect)::text
  FROM accounts_entry e LEFT JOIN accounts_openitem i
       ON i.entry_id = e.id AND i.account_id = e.account_id AND i.is_debit = (e.effect > 0)
 WHERE e.account_id = ANY(%(accounts)s) GROUP BY e.id HAVING coalesce(sum(i.amount), 0) <> abs(e.effect)""",
    ),
    Equation(
        "open",
        _("what is open is the amount less its live allocations"),
        """
SELECT i.account_id, 'item ' || i.id, i.open::text, (i.amount - coalesce(sum(m.took), 0))::text
  FROM accounts_openitem i LEFT JOIN moves m ON m.item = i.id WHERE i.account_id = ANY(%(accounts)s)
 GROUP BY i.id HAVING i.open <> i.amount - coalesce(sum(m.took), 0)""",
    ),
    Equation(
        "open_balance",
        _("what is open adds up to the balance"),
        """
SELECT b.account_id, 'open items', coalesce(sum(CASE WHEN i.is_debit THEN i.open ELSE -i.open END), 0)::text,
       b.balance::text FROM accounts_balance b LEFT JOIN accounts_openitem i ON i.account_id = b.account_id
 WHERE b.account_id = ANY(%(accounts)s) GROUP BY b.account_id
HAVING coalesce(sum(CASE WHEN i.is_debit THEN i.open ELSE -i.open END), 0) <> b.balance""",
    ),
    Equation(
        "open_on_day",
        _("open on a day is what is open now and what was taken later: the amount less what was taken by then"),
        """
SELECT account_id, 'item ' || id || ' ' || day, (open + later)::text, (amount - taken)::text FROM (
  SELECT i.account_id, i.id, i.amount, i.open, m.day,
         sum(m.took) OVER (PARTITION BY i.id ORDER BY m.day) AS taken,
         sum(m.took) OVER (PARTITION BY i.id) - sum(m.took) OVER (PARTITION BY i.id ORDER BY m.day) AS later
    FROM accounts_openitem i JOIN moves m ON m.item = i.id WHERE i.account_id = ANY(%(accounts)s)) daily
 WHERE open + later <> amount - taken""",
    ),
    Equation(
        "open_every_day",
        _("on no day is more settled than the amount, or less than nothing"),
        """
SELECT account_id, 'item ' || id || ' ' || day, (amount - settled)::text, '0.00 … ' || amount FROM (
  SELECT i.account_id, i.id, i.amount, m.day, sum(m.took) OVER (PARTITION BY i.id ORDER BY m.day) AS settled
    FROM accounts_openitem i JOIN moves m ON m.item = i.id WHERE i.account_id = ANY(%(accounts)s)) daily
 WHERE settled < 0 OR settled > amount""",
    ),
    Equation(
        "allocation",
        _("an allocation sets a credit against a debit of one account, not before either was posted"),
        """
SELECT c.account_id, 'allocation ' || l.id, concat_ws(' ', c.account_id, c.is_debit, l.effective_date),
       concat_ws(' ', d.account_id, d.is_debit, greatest(ce.posting_date, de.posting_date))
  FROM accounts_allocation l JOIN accounts_openitem c ON c.id = l.credit_id
  JOIN accounts_openitem d ON d.id = l.debit_id
  JOIN accounts_entry ce ON ce.id = c.entry_id JOIN accounts_entry de ON de.id = d.entry_id
 WHERE c.account_id = ANY(%(accounts)s) AND (c.account_id <> d.account_id OR c.is_debit OR NOT d.is_debit
    OR l.effective_date < greatest(ce.posting_date, de.posting_date))""",
    ),
    Equation(
        "undo",
        _("an undo repeats its allocation exactly, not before it"),
        """
SELECT i.account_id, 'allocation ' || u.id, concat_ws(' ', u.credit_id, u.debit_id, u.amount, u.effective_date),
       concat_ws(' ', l.credit_id, l.debit_id, l.amount, l.effective_date)
  FROM accounts_allocation u JOIN accounts_allocation l ON l.id = u.undoes_id
  JOIN accounts_openitem i ON i.id = u.credit_id
 WHERE i.account_id = ANY(%(accounts)s) AND ((u.credit_id, u.debit_id, u.amount) <> (l.credit_id, l.debit_id, l.amount)
    OR u.effective_date < l.effective_date OR l.undoes_id IS NOT NULL)""",
    ),
    Equation(
        "reversal_settles",
        _("a reversal settles its original in full from its day on, for good"),
        """
SELECT r.account_id, r.number::text, coalesce(sum(l.amount), 0)::text, abs(r.effect)::text
  FROM accounts_entry r LEFT JOIN (
    SELECT l.amount, l.effective_date, c.entry_id AS one, d.entry_id AS other FROM accounts_allocation l
      JOIN accounts_openitem c ON c.id = l.credit_id JOIN accounts_openitem d ON d.id = l.debit_id
     WHERE c.account_id = ANY(%(accounts)s) AND l.undoes_id IS NULL
       AND NOT EXISTS (SELECT FROM accounts_allocation u WHERE u.undoes_id = l.id)) l
    ON (l.one, l.other) IN ((r.id, r.reverses_id), (r.reverses_id, r.id)) AND l.effective_date = r.posting_date
 WHERE r.account_id = ANY(%(accounts)s) AND r.reverses_id IS NOT NULL
 GROUP BY r.id HAVING coalesce(sum(l.amount), 0) <> abs(r.effect)""",
    ),
    Equation(
        "reference",
        _("exactly the unreversed entries hold their document numbers"),
        """
SELECT e.account_id, e.number::text, coalesce(n.reference, 'none'),
       CASE WHEN e.kind = 'reversal' OR EXISTS (SELECT FROM accounts_entry r WHERE r.reverses_id = e.id)
            THEN 'none' ELSE coalesce(nullif(e.reference, ''), 'none') END
  FROM accounts_entry e JOIN accounts_account a ON a.id = e.account_id
  LEFT JOIN accounts_documentreference n ON n.entry_id = e.id WHERE e.account_id = ANY(%(accounts)s)
   AND CASE WHEN e.reference = '' OR e.kind = 'reversal'
                 OR EXISTS (SELECT FROM accounts_entry r WHERE r.reverses_id = e.id) THEN n.id IS NOT NULL
            ELSE (n.reference, n.kind, n.side, n.customer_id)
                 IS DISTINCT FROM (e.reference, e.kind, a.side, a.customer_id) END""",
    ),
)

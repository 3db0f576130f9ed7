"""What must hold of bills and cheques."""

from django.utils.translation import gettext_lazy as _

from accounts.equations import Equation

EQUATIONS = (
    Equation(
        "instrument",
        _("an instrument belongs to a receipt or payment of its customer"),
        """
SELECT e.account_id, e.number::text, concat_ws(' ', e.kind, i.customer_id), 'receipt or payment ' || a.customer_id
  FROM accounts_instrument i JOIN accounts_entry e ON e.id = i.entry_id JOIN accounts_account a ON a.id = e.account_id
 WHERE e.account_id = ANY(%(accounts)s)
   AND (e.kind NOT IN ('receipt', 'payment') OR i.customer_id <> a.customer_id)""",
    ),
    Equation(
        "clearing",
        _("only a bill or cheque is cleared, not before it came, and nothing cleared is dishonoured"),
        """
SELECT e.account_id, e.number::text, concat_ws(' ', i.kind, c.date, d.reversal_id), e.posting_date::text
  FROM accounts_clearing c JOIN accounts_instrument i ON i.entry_id = c.instrument_id
  JOIN accounts_entry e ON e.id = i.entry_id LEFT JOIN accounts_dishonour d ON d.instrument_id = i.entry_id
 WHERE e.account_id = ANY(%(accounts)s)
   AND (i.kind IN ('cash', 'transfer') OR c.date < e.posting_date OR d.instrument_id IS NOT NULL)""",
    ),
    Equation(
        "dishonour",
        _("a dishonour is the reversal of its receipt"),
        """
SELECT e.account_id, e.number::text, coalesce(r.id::text, 'none'), d.reversal_id::text
  FROM accounts_dishonour d JOIN accounts_entry e ON e.id = d.instrument_id
  LEFT JOIN accounts_entry r ON r.reverses_id = e.id
 WHERE e.account_id = ANY(%(accounts)s) AND r.id IS DISTINCT FROM d.reversal_id""",
    ),
)

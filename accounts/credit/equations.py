"""What must hold of credit (E4)."""

from django.utils.translation import gettext_lazy as _

from accounts.equations import Equation

EQUATIONS = (
    Equation(
        "capped",
        _("debits need room exactly where the credit is limited or cash only"),
        """
SELECT a.id, 'balance', concat_ws(' ', a.credit_mode, b.capped), 'capped where limited or cash only'
  FROM accounts_account a JOIN accounts_balance b ON b.account_id = a.id
 WHERE a.id = ANY(%(accounts)s) AND b.capped <> (a.credit_mode IN ('limited', 'cash_only'))""",
    ),
    Equation(
        "commitment",
        _("what invoices consume of a commitment is its customer's, in its currency, and at most its amount"),
        """
SELECT e.account_id, e.number::text, concat_ws(' ', a.customer_id, a.currency, sum(v.amount)),
       concat_ws(' ', m.customer_id, m.currency, m.amount)
  FROM accounts_commitmentuse u JOIN accounts_commitment m ON m.id = u.commitment_id
  JOIN accounts_entry e ON e.id = u.entry_id JOIN accounts_account a ON a.id = e.account_id
  JOIN accounts_commitmentuse v ON v.commitment_id = m.id
   AND NOT EXISTS (SELECT FROM accounts_entry r WHERE r.reverses_id = v.entry_id)
 WHERE e.account_id = ANY(%(accounts)s) GROUP BY e.id, a.id, m.id
HAVING (a.customer_id, a.currency) <> (m.customer_id, m.currency) OR sum(v.amount) > m.amount""",
    ),
    Equation(
        "override",
        _("an override let pass the document it is for, at most its amount"),
        """
SELECT e.account_id, e.number::text, concat_ws(' ', a.customer_id, a.currency, e.reference, u.amount),
       concat_ws(' ', o.customer_id, o.currency, o.reference, o.most)
  FROM accounts_overrideuse u JOIN accounts_override o ON o.request_id = u.override_id
  JOIN accounts_entry e ON e.id = u.entry_id JOIN accounts_account a ON a.id = e.account_id
 WHERE e.account_id = ANY(%(accounts)s) AND ((a.customer_id, a.currency, e.reference, e.effect)
    <> (o.customer_id, o.currency, o.reference, u.amount) OR u.amount > o.most)""",
    ),
)

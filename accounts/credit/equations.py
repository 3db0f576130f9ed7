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
)

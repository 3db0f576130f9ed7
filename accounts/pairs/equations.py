"""What must hold of entries posted together."""

from django.utils.translation import gettext_lazy as _

from accounts.equations import Equation

EQUATIONS = (
    Equation(
        "pair",
        _("what is posted together fits together, and is reversed together"),
        """
SELECT e.account_id, e.number::text, concat_ws(' ', p.kind, p.effect, p.posting_date), 'the other of its pair'
  FROM accounts_entry e JOIN accounts_account a ON a.id = e.account_id
  LEFT JOIN accounts_pairedentry x ON x.entry_id = e.id LEFT JOIN accounts_entry p ON p.id = x.partner_id
  LEFT JOIN accounts_account b ON b.id = p.account_id LEFT JOIN accounts_pairedentry y ON y.entry_id = p.id
 WHERE e.account_id = ANY(%(accounts)s) AND (e.kind = ANY(%(pairs)s) OR x.entry_id IS NOT NULL)
   AND (p.id IS NULL OR y.partner_id IS DISTINCT FROM e.id OR a.currency <> b.currency
        OR e.posting_date <> p.posting_date
        OR NOT CASE WHEN e.kind = 'offset'
                    THEN p.kind = 'offset' AND a.customer_id = b.customer_id AND a.side <> b.side
                         AND e.effect = p.effect
                    WHEN e.kind = 'transfer'
                    THEN p.kind = 'transfer' AND a.customer_id <> b.customer_id AND a.side = b.side
                         AND e.effect = -p.effect
                    ELSE (e.kind, p.kind) IN (('bad_debt_recovery', 'receipt'), ('receipt', 'bad_debt_recovery'))
                         AND a.id = b.id AND e.effect = -p.effect END
        OR EXISTS (SELECT FROM accounts_entry r WHERE r.reverses_id = e.id)
           <> EXISTS (SELECT FROM accounts_entry r WHERE r.reverses_id = p.id))""",
    ),
    Equation(
        "recovered",
        _("no more is recovered than was written off"),
        """
SELECT e.account_id, 'recovered', sum(e.effect) FILTER (WHERE e.kind = 'bad_debt_recovery')::text,
       coalesce(-sum(e.effect) FILTER (WHERE e.kind = 'write_off'), 0)::text
  FROM accounts_entry e WHERE e.account_id = ANY(%(accounts)s) AND e.kind IN ('write_off', 'bad_debt_recovery')
   AND NOT EXISTS (SELECT FROM accounts_entry r WHERE r.reverses_id = e.id)
 GROUP BY e.account_id HAVING sum(e.effect) > 0""",
    ),
)

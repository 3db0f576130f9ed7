"""What a customer's credit stands at in one currency: mode, limit, and the exposure E = B + P + U + H (E4)."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from django.db import connections

from access.settings import setting
from accounts.credit.modes import CAPPED, Band, CreditMode
from accounts.instruments.kinds import UNCLEARED
from accounts.instruments.querysets import COUNTS

ZERO = Decimal("0.00")
NEAR = Decimal("0.8")

# Of each customer asked for, in one currency. ``stored`` is what the balance row says, ``balance`` is B: as of today
# every debit whatever its date and credits up to today, as of another day Balance(day). A customer without an account
# in the currency is limited to 0 where another one of its accounts is capped.
FIGURES = """
SELECT c.id,
       coalesce(a.credit_mode, CASE WHEN EXISTS (
         SELECT FROM accounts_account o WHERE o.customer_id = c.id AND o.side = 'receivable'
            AND o.credit_mode = ANY(%(capped)s)) THEN 'limited' ELSE 'unset' END),
       a.credit_limit,
       coalesce((SELECT sum(t.amount) FROM accounts_temporarylimit t
                  WHERE t.account_id = a.id AND %(day)s BETWEEN t.first_day AND t.last_day), 0),
       coalesce(b.balance, 0),
       coalesce((SELECT sum(e.effect) FROM accounts_entry e WHERE e.account_id = a.id AND e.posting_date > %(day)s
                    AND (e.effect < 0 OR NOT %(is_today)s)), 0),
       coalesce((SELECT sum(p.effect) FROM accounts_pendingentry p JOIN access_request r ON r.id = p.request_id
                  WHERE p.customer_id = c.id AND p.side = 'receivable' AND p.currency = %(currency)s AND p.effect > 0
                    AND r.status = 'pending' AND r.expires_at > now()), 0),
       coalesce((SELECT -sum(e.effect) FROM accounts_instrument i JOIN accounts_entry e ON e.id = i.entry_id
                   LEFT JOIN accounts_clearing l ON l.instrument_id = i.entry_id
                   LEFT JOIN accounts_entry r ON r.reverses_id = e.id
                  WHERE i.customer_id = c.id AND e.account_id = a.id AND i.kind = ANY(%(uncleared)s)
                    AND e.posting_date <= %(day)s AND (l.date IS NULL OR l.date > %(day)s)
                    AND (r.id IS NULL OR r.posting_date > %(day)s)), 0),
       coalesce((SELECT sum(m.amount - least(m.amount, (
                   SELECT coalesce(sum(u.amount), 0) FROM accounts_commitmentuse u
                    WHERE u.commitment_id = m.id AND NOT EXISTS (
                      SELECT FROM accounts_entry r WHERE r.reverses_id = u.entry_id))))
                   FROM accounts_commitment m
                  WHERE m.customer_id = c.id AND m.currency = %(currency)s AND m.expires_on >= %(today)s
                    AND NOT EXISTS (SELECT FROM accounts_commitmentrelease l WHERE l.commitment_id = m.id)), 0)
  FROM customers_customer c
  LEFT JOIN accounts_account a ON a.customer_id = c.id AND a.side = 'receivable' AND a.currency = %(currency)s
  LEFT JOIN accounts_balance b ON b.account_id = a.id
 WHERE c.id = ANY(%(customers)s)"""


@dataclass(frozen=True)
class Standing:
    """The credit of one customer in one currency on a day. Amounts are in the currency, major units.

    ``stored`` is the balance row's figure, which the posting statement compares with; ``limit`` is None unless limited.
    """

    currency: str
    day: datetime.date
    mode: CreditMode
    limit: Decimal | None
    temporary: Decimal
    stored: Decimal
    balance: Decimal
    pending: Decimal
    uncleared: Decimal
    commitments: Decimal

    @property
    def exposure(self) -> Decimal:
        """E."""
        return self.balance + self.pending + self.commitments + self.uncleared

    @property
    def effective_limit(self) -> Decimal | None:
        """L_eff; 0.00 for cash only, None where nothing limits."""
        if self.mode == CreditMode.LIMITED:
            return (self.limit or ZERO) + self.temporary
        return ZERO if self.mode == CreditMode.CASH_ONLY else None

    @property
    def available(self) -> Decimal | None:
        """L_eff − E; None where nothing limits."""
        return None if self.effective_limit is None else self.effective_limit - self.exposure

    @property
    def utilisation(self) -> Decimal | None:
        """E in percent of L_eff, one decimal; None without a limit, for cash only and for a limit of 0."""
        if self.mode != CreditMode.LIMITED or not self.effective_limit:
            return None
        return (self.exposure / self.effective_limit * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)

    def under(self, mode: CreditMode, limit: Decimal | None) -> "Standing":
        """The same customer once another mode and limit are agreed; a temporary limit needs a limit to stand beside."""
        return replace(self, mode=mode, limit=limit)

    @property
    def band(self) -> Band:
        """Bands on exact amounts (E4)."""
        limit, used = self.effective_limit, self.exposure
        if limit is None or used <= 0 or used < NEAR * limit:
            return Band.NORMAL
        return Band.WARNING if used <= limit else Band.OVER


def standings(
    customers: Iterable[UUID], currency: str, day: datetime.date, *, today: datetime.date, using: str = "default"
) -> dict[UUID, Standing]:
    """The standing of each customer, by one statement; under the caller's locks where it guards."""
    with connections[using].cursor() as cursor:
        cursor.execute(FIGURES, _parameters(customers, currency, day, today))
        rows = cursor.fetchall()
    return {
        key: Standing(
            currency, day, CreditMode(mode), ZERO if mode == CreditMode.LIMITED and limit is None else limit,
            temporary, stored, stored - other_days, pending, uncleared, commitments,
        )
        for key, mode, limit, temporary, stored, other_days, pending, uncleared, commitments in rows
    }  # fmt: skip


def _parameters(customers: Iterable[UUID], currency: str, day: datetime.date, today: datetime.date) -> dict[str, Any]:
    return {
        "customers": list(customers),
        "currency": currency,
        "day": day,
        "is_today": day == today,
        "today": today,
        "capped": sorted(CAPPED),
        "uncleared": sorted(kind for kind in UNCLEARED if setting(f"{COUNTS}{kind}")),
    }

"""How high a balance may go with a debit: found under the customer's lock, proven by the posting statement (E4)."""

from dataclasses import dataclass, replace
from decimal import Decimal

from access.settings import setting
from accounts.credit import consuming, overriding
from accounts.credit.figures import ZERO, standings
from accounts.credit.grounds import Grounds
from accounts.credit.judging import Judgement, judge
from accounts.credit.overriding import Wanted
from accounts.credit.settings import UNSET_ALLOWED
from accounts.drafts import ledger_today
from accounts.models import Override
from customers.models import Customer


@dataclass(frozen=True)
class Passing:
    """A debit as judged, the override without which it would not pass, and what it consumes of a commitment."""

    judged: Judgement
    override: Override | None = None
    commitment: int | None = None
    consumed: Decimal = ZERO

    @property
    def ceiling(self) -> Decimal | None:
        """What the balance row may hold at most after it; None where no rule has anything against a debit."""
        return self.judged.standing.stored + self.judged.amount if self.override else self.judged.ceiling

    def keep(self, *, entry: int) -> None:
        """Write what the entry passed by."""
        if self.override:
            overriding.keep_use(self.override, self.judged, entry)
        if self.commitment is not None:
            consuming.keep(self.commitment, entry=entry, amount=self.consumed)


def is_always_asked() -> bool:
    """Whether a setting refuses debits of customers whose accounts are not capped, so that each is looked at."""
    return not setting(UNSET_ALLOWED)


def judged(customer: Customer, currency: str, amount: Decimal, consumed: Decimal = ZERO) -> Judgement:
    """Judge a debit of ``amount``, which consumes so much of a commitment. The customer is locked by the caller."""
    today = ledger_today()
    now = standings([customer.pk], currency, today, today=today)[customer.pk]
    return judge(replace(now, commitments=now.commitments - consumed), amount)


def passing(wanted: Wanted, *, currency: str, amount: Decimal, grounds: Grounds) -> Passing:
    """Judge the debit, and let it pass by the override it names where that is needed. Raises Refused where a ground
    is unknown, is another document's, is over, or was used; the statement refuses what does not pass.
    """
    customer, consumed = wanted.customer, ZERO
    override = overriding.override_of(customer, grounds.override) if grounds.override else None
    if grounds.commitment is not None:
        consumed = consuming.consumed_of(customer, grounds.commitment, currency=currency, amount=amount)
    found = judged(customer, currency, amount, consumed)
    if override and found.rule:
        overriding.admitted(found, wanted, override)
        return Passing(found, override, grounds.commitment, consumed)
    return Passing(found, None, grounds.commitment, consumed)

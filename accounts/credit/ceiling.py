"""How high a balance may go with a debit: found under the customer's lock, proven by the posting statement (E4)."""

from dataclasses import dataclass
from decimal import Decimal

from access.settings import setting
from accounts.credit import overriding
from accounts.credit.figures import standings
from accounts.credit.grounds import Grounds
from accounts.credit.judging import Judgement, judge
from accounts.credit.overriding import Wanted
from accounts.credit.settings import UNSET_ALLOWED
from accounts.drafts import ledger_today
from accounts.models import Override
from customers.models import Customer


@dataclass(frozen=True)
class Passing:
    """A debit as judged, and the override without which it would not pass."""

    judged: Judgement
    override: Override | None = None

    @property
    def ceiling(self) -> Decimal | None:
        """What the balance row may hold at most after it; None where no rule has anything against a debit."""
        return self.judged.standing.stored + self.judged.amount if self.override else self.judged.ceiling

    def keep(self, *, entry: int) -> None:
        """Write what the entry passed by."""
        if self.override:
            overriding.keep_use(self.override, self.judged, entry)


def is_always_asked() -> bool:
    """Whether a setting refuses debits of customers whose accounts are not capped, so that each is looked at."""
    return not setting(UNSET_ALLOWED)


def judged(customer: Customer, currency: str, amount: Decimal) -> Judgement:
    """Judge a debit of ``amount``. The customer is locked by the caller."""
    today = ledger_today()
    return judge(standings([customer.pk], currency, today, today=today)[customer.pk], amount)


def passing(wanted: Wanted, *, currency: str, amount: Decimal, grounds: Grounds) -> Passing:
    """Judge the debit, and let it pass by the override it names where that is needed. Raises Refused where a ground
    is unknown, is another document's, is over, or was used; the statement refuses what does not pass.
    """
    override = overriding.override_of(wanted.customer, grounds.override) if grounds.override else None
    found = judged(wanted.customer, currency, amount)
    if override is None or not found.rule:
        return Passing(found)
    overriding.admitted(found, wanted, override)
    return Passing(found, override)

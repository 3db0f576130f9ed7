"""How high a balance may go with a debit: found under the customer's lock, proven by the posting statement (E4)."""

from decimal import Decimal

from access.settings import setting
from accounts.credit.figures import standings
from accounts.credit.judging import Judgement, judge
from accounts.credit.settings import UNSET_ALLOWED
from accounts.drafts import ledger_today
from customers.models import Customer


def is_always_asked() -> bool:
    """Whether a setting refuses debits of customers whose accounts are not capped, so that each is looked at."""
    return not setting(UNSET_ALLOWED)


def judged(customer: Customer, currency: str, amount: Decimal) -> Judgement:
    """Judge a debit of ``amount``; its ``ceiling`` goes into the statement. The customer is locked by the caller."""
    today = ledger_today()
    return judge(standings([customer.pk], currency, today, today=today)[customer.pk], amount)

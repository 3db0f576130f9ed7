"""How many people decide: by amount and currency, and two for money that leaves soon after its account changed (E7)."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from access.models import User
from access.permissions import allows
from access.settings import setting
from accounts.choices import EntryKind
from accounts.settings import CLERK, ONE_APPROVAL, SUPERVISOR, amount_in
from customers.models import BankAccount, Customer

DECIDES = "accounts.approve_credit"
DECIDES_SECOND = "accounts.approve_second_level"
BANK_ACCOUNT_IS_NEW = timedelta(days=7)


def own_level(*, actor: User, customer: Customer, currency: str) -> Decimal:
    """The amount up to which ``actor`` posts directly what needs nobody else."""
    return amount_in(setting(SUPERVISOR if allows(actor, DECIDES, customer) else CLERK), currency)


def levels_of(*, customer: Customer, kind: EntryKind, amount: Decimal, currency: str) -> int:
    """How many people approve an entry of this amount: one or two."""
    if amount > amount_in(setting(ONE_APPROVAL), currency):
        return 2
    return 2 if kind == EntryKind.REFUND and bank_account_is_new(customer) else 1


def bank_account_is_new(customer: Customer) -> bool:
    """Whether a bank account of ``customer`` was set or changed within seven days."""
    past: Any = BankAccount.history
    since = timezone.now() - BANK_ACCOUNT_IS_NEW
    return bool(past.filter(customer=customer, history_date__gte=since).exists())

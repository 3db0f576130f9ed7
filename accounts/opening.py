"""Opening an account: once per customer, side and currency; it stays."""

from decimal import Decimal
from typing import Any

from access.models import User
from access.permissions import require
from accounts import refusals
from accounts.credit.modes import CAPPED, CreditMode
from accounts.models import Account, Balance, Side
from audit.history import acting
from audit.models import Channel
from audit.refusals import Refused
from customers.models import Customer, Status
from exchange.money import clean_currency

OPENS_FOR = frozenset({Status.ACTIVE, Status.FROZEN, Status.INACTIVE, Status.CLOSING})


def open_account(*, customer: Customer, side: Side, currency: str, actor: User, channel: Channel) -> Account:
    """Open the account, at 0.00. Raises PermissionDenied, ValidationError for a currency money is not kept in (E0),
    Refused ``customer_takes_no_entry`` or ``account_exists``.
    """
    require(actor, "accounts.post_invoice", customer)
    clean_currency(currency)
    with acting(actor=actor, kind="accounts.open", channel=channel, about=customer):
        account, opened = opened_account(customer=customer, side=side, currency=currency)
        if not opened:
            raise Refused(refusals.ACCOUNT_EXISTS)
        return account


def opened_account(*, customer: Customer, side: Side, currency: str) -> tuple[Account, bool]:
    """Return the account, opened if need be, and whether it was; inside the caller's ``acting``."""
    require_customer_open(Customer.objects.select_for_update(no_key=True).only("status").get(pk=customer.pk))
    credit = _first_credit(customer, side)
    account, opened = Account.objects.get_or_create(customer=customer, side=side, currency=currency, defaults=credit)
    if opened:
        Balance.objects.create(account=account, capped=bool(credit))
    return account, opened


def require_customer_open(customer: Customer) -> None:
    """Raise Refused ``customer_takes_no_entry`` for a locked customer that has no accounts (any more)."""
    if customer.status not in OPENS_FOR:
        raise Refused(refusals.CUSTOMER_TAKES_NO_ENTRY, status=customer.get_status_display())


def _first_credit(customer: Customer, side: Side) -> dict[str, Any]:
    """The credit of a new account: limited to 0.00 where the customer has a capped one in another currency (E4)."""
    others = Account.objects.filter(customer=customer, credit_mode__in=CAPPED)
    if side != Side.RECEIVABLE or not others.exists():
        return {}
    return {"credit_mode": CreditMode.LIMITED, "credit_limit": Decimal("0.00")}

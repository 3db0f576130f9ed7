"""Writing what was agreed: the mode and limit of an account, under the locks that debits wait for (E4)."""

from decimal import Decimal

from accounts.choices import Side
from accounts.credit.modes import CAPPED, CreditMode
from accounts.locks import lock_balances, lock_customers
from accounts.models import Account, Balance
from accounts.opening import opened_account
from customers.models import Customer


def locked_account(customer: Customer, currency: str) -> Account:
    """The receivable account, opened if need be, with the locks of its customer and balance, as it stands now."""
    lock_customers([customer.pk])
    account, _opened = opened_account(customer=customer, side=Side.RECEIVABLE, currency=currency)
    lock_balances([account])
    account.refresh_from_db(fields=["credit_mode", "credit_limit"])
    return account


def write_credit(account: Account, mode: CreditMode, limit: Decimal | None) -> None:
    """Write mode and limit of a locked account, inside the caller's ``acting``; debits that wait see them."""
    account.credit_mode, account.credit_limit = mode, limit
    account.save(update_fields=["credit_mode", "credit_limit"])
    write_capped([account])


def write_capped(accounts: list[Account]) -> None:
    """Derive for each locked account whether its debits need room under a ceiling."""
    for account in accounts:
        Balance.objects.filter(account=account).update(capped=is_capped(account))


def is_capped(account: Account) -> bool:
    return account.credit_mode in CAPPED

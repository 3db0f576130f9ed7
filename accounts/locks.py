"""Locks of several accounts, always in one order: customers by key, then balances by account (E1)."""

from collections.abc import Iterable
from uuid import UUID

from accounts.models import Account, Balance
from customers.models import Customer


def lock_customers(keys: Iterable[UUID]) -> list[Customer]:
    """Lock the customers, so that nobody freezes, deletes or opens an account for one meanwhile."""
    return list(Customer.objects.select_for_update(no_key=True).filter(pk__in=set(keys)).order_by("pk"))


def lock_balances(accounts: Iterable[Account]) -> None:
    """Lock what stands on the accounts; their customers are locked already."""
    list(Balance.objects.select_for_update().filter(account__in=list(accounts)).order_by("account_id").values("pk"))

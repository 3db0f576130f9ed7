"""Accounts and entries as people may see them."""

from typing import Any, Self

from access.fields import MONEY, may_see
from access.querysets import ScopedQuerySet


class LedgerQuerySet(ScopedQuerySet):
    """Rows about money: none for who may not see money, else those of visible customers (E12)."""

    def visible_to(self, user: Any) -> Self:
        return super().visible_to(user) if may_see(user, MONEY) else self.none()


class AccountQuerySet(LedgerQuerySet):
    """Ledger accounts."""

    path = "customer__"


class EntryQuerySet(LedgerQuerySet):
    """Entries, open items and allocations' entries."""

    path = "account__customer__"


class OpenItemQuerySet(LedgerQuerySet):
    """Open items."""

    path = "entry__account__customer__"

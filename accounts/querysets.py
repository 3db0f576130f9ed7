"""Accounts and entries as people may see them."""

from typing import Any, Self

from access.fields import MONEY, may_see
from access.querysets import ScopedQuerySet

SIDES = {"AR": "receivable", "AP": "payable"}


class LedgerQuerySet(ScopedQuerySet):
    """Rows about money: none for who may not see money, else those of visible customers (E12)."""

    def visible_to(self, user: Any) -> Self:
        return super().visible_to(user) if may_see(user, MONEY) else self.none()

    def first_visible_to(self, user: Any, order: tuple[str, ...], size: int) -> Self:
        return super().first_visible_to(user, order, size) if may_see(user, MONEY) else self.none()


class AccountQuerySet(LedgerQuerySet):
    """Ledger accounts."""

    path = "customer__"


class EntryQuerySet(LedgerQuerySet):
    """Entries, open items and allocations' entries."""

    path = "account__customer__"

    def whole(self) -> Self:
        """With both ends of a reversal, the other one of a pair, the instrument, and the items: what a row shows.

        What few rows have is fetched for those that have it: joined to all of them it took longer to plan than to read.
        """
        few = ("paired__partner__account__customer", "instrument__clearing", "instrument__dishonour__reversal")
        joined = self.select_related("reverses", "reversed_by", "paired", "instrument")
        return joined.prefetch_related("items", *few)

    def numbered(self, text: str) -> Self:
        """The entry of a number such as ``KH-000001-AR-CNY-12``; none where it is no number."""
        code, *rest = text.rsplit("-", 3)
        if len(rest) != 3 or rest[0] not in SIDES:
            return self.none()
        side, currency, number = rest
        if not (number.isascii() and number.isdecimal() and len(number) < 19 and number[0] != "0"):
            return self.none()
        return self.filter(
            account__customer__code=code, account__side=SIDES[side], account__currency=currency, number=int(number)
        )


class OpenItemQuerySet(LedgerQuerySet):
    """Open items."""

    path = "entry__account__customer__"


class AllocationQuerySet(LedgerQuerySet):
    """Allocations."""

    path = "credit__account__customer__"


class StatementPartQuerySet(LedgerQuerySet):
    """What belongs to an issued statement."""

    path = "statement__account__customer__"

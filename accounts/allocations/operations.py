"""Allocating by hand, undoing, and settling an account in the automatic order (E2). None changes a balance.

Everything happens under the lock of the account's balance row, as posting does it.
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from access.models import User
from access.permissions import require
from access.settings import setting
from accounts import refusals
from accounts.allocation import ORDER, ZERO, least_open, moves_after
from accounts.allocations import refusals as own
from accounts.drafts import ledger_today
from accounts.kinds import UNTARGETED, WHOLE
from accounts.models import Account, Allocation, Balance, Entry, EntryKind, OpenItem
from accounts.periods.guard import require_open
from accounts.settings import DAYS_AHEAD
from audit.history import acting
from audit.models import Channel
from audit.refusals import Refused

ALLOCATE = "accounts.allocate"


@dataclass(frozen=True)
class Part:
    """How much of a debit the credit settles; ``field`` is where a form asked for it."""

    debit: Entry
    amount: Decimal
    field: str = "amount"


@dataclass
class Ledger:
    """The items of one account that are looked at, with what happened to them after ``day``."""

    day: datetime.date
    action: int
    items: Sequence[OpenItem]
    made: list[Allocation] = field(default_factory=list)
    touched: dict[int, OpenItem] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.later = moves_after([item.pk for item in self.items], self.day)

    def day_of(self, credit: OpenItem, debit: OpenItem) -> datetime.date:
        """The effective date: not before either was posted."""
        return max(self.day, credit.entry.posting_date, debit.entry.posting_date)

    def free(self, item: OpenItem, day: datetime.date) -> Decimal:
        """The least that is open of ``item`` on any day from ``day`` on."""
        return least_open(item.open, self.later.get(item.pk, ()), day)

    def pair(self, credit: OpenItem, debit: OpenItem, most: Decimal) -> Decimal:
        """Settle up to ``most``; returns how much it was."""
        day = self.day_of(credit, debit)
        amount = min(most, self.free(credit, day), self.free(debit, day))
        if amount <= 0:
            return ZERO
        row = Allocation(credit=credit, debit=debit, amount=amount, effective_date=day, action_id=self.action)
        self.made.append(row)
        for item in (credit, debit):
            item.open -= amount
            self.touched[item.pk] = item
        return amount

    def store(self, side: str) -> list[Allocation]:
        """Write what was settled on an account of ``side``. Raises Refused ``period_closed`` (E2)."""
        if self.made:
            require_open(side, day=min(row.effective_date for row in self.made), field="date")
        OpenItem.objects.bulk_update(self.touched.values(), ["open"])
        return Allocation.objects.bulk_create(self.made)


def allocate(
    *, credit: Entry, parts: Sequence[Part], day: datetime.date | None, actor: User, channel: Channel
) -> list[Allocation]:
    """Settle each part's debit by ``credit`` from ``day`` on, today where None; all of them or none.

    Raises PermissionDenied, or Refused ``over_allocation``, ``not_one_account``, ``allocation_in_future`` or another.
    """
    account = credit.account
    require(actor, ALLOCATE, account.customer)
    with acting(**_act("accounts.allocate", account, actor, channel, credit)) as action:
        since = _day(day)
        _lock(account)
        require(actor, ALLOCATE, account.customer)  # again: it may have waited for the lock
        if not parts:
            raise Refused(own.NOTHING_TO_ALLOCATE)
        _check(credit, parts)
        items = _items([credit, *(part.debit for part in parts)])
        ledger = Ledger(since, action, [item for group in items.values() for item in group])
        for part in parts:
            _settle(ledger, credit, items[credit.pk], part, items[part.debit.pk])
        return ledger.store(account.side)


def undo(*, allocation: Allocation, day: datetime.date | None, actor: User, channel: Channel) -> Allocation:
    """Undo exactly ``allocation`` from ``day`` on, today where None. Raises PermissionDenied, or Refused
    ``already_undone``, ``undo_before_allocation``, ``settles_reversal`` or another.
    """
    account = allocation.credit.account
    require(actor, ALLOCATE, account.customer)
    with acting(**_act("accounts.undo_allocation", account, actor, channel, allocation.credit.entry)) as action:
        since = _day(day)
        _lock(account)
        require(actor, ALLOCATE, account.customer)
        _check_undo(allocation, since)
        require_open(account.side, day=since, field="date")
        undone = Allocation.objects.create(
            credit=allocation.credit, debit=allocation.debit, amount=allocation.amount, effective_date=since,
            undoes=allocation, action_id=action,
        )  # fmt: skip
        items = list(OpenItem.objects.filter(pk__in=(allocation.credit_id, allocation.debit_id)))
        for item in items:
            item.open += allocation.amount
        OpenItem.objects.bulk_update(items, ["open"])
        return undone


def allocate_all(*, account: Account, day: datetime.date | None, actor: User, channel: Channel) -> list[Allocation]:
    """Settle every open credit of ``account`` in the automatic order: the one exact amount, else oldest first."""
    require(actor, ALLOCATE, account.customer)
    with acting(**_act("accounts.allocate", account, actor, channel, None)) as action:
        since = _day(day)
        _lock(account)
        require(actor, ALLOCATE, account.customer)
        found = OpenItem.objects.filter(account=account, open__gt=0).exclude(entry__kind__in=UNTARGETED)
        ledger = Ledger(since, action, list(found.select_related("entry").order_by(*ORDER)))
        debits = [item for item in ledger.items if item.is_debit]
        for credit in (item for item in ledger.items if not item.is_debit):
            for debit in _in_order(credit, debits):
                ledger.pair(credit, debit, credit.open)
        return ledger.store(account.side)


def _in_order(credit: OpenItem, debits: list[OpenItem]) -> Iterator[OpenItem]:
    """The single debit of exactly the credit's amount, then those that are left, oldest first."""
    exact = [debit for debit in debits if debit.open == credit.open]
    if len(exact) == 1:
        yield exact[0]
    for debit in debits:
        if not credit.open:
            return
        if debit.open:
            yield debit


def _act(kind: str, account: Account, actor: User, channel: Channel, credit: Entry | None) -> dict[str, Any]:
    details: dict[str, Any] = {"account": account.prefix}
    if credit is not None:
        details["number"] = credit.number
    return {"actor": actor, "kind": kind, "channel": channel, "about": account.customer, "details": details}


def _day(day: datetime.date | None) -> datetime.date:
    """The allocation date: today, or one that is not beyond what may be posted. Raises ``allocation_in_future``."""
    last = ledger_today() + datetime.timedelta(days=setting(DAYS_AHEAD))
    if day is not None and day > last:
        raise Refused(own.ALLOCATION_IN_FUTURE, field="date", today=last)
    return day or ledger_today()


def _lock(account: Account) -> None:
    Balance.objects.select_for_update().get(account=account)


def _check(credit: Entry, parts: Iterable[Part]) -> None:
    if credit.effect > 0:
        raise Refused(own.NOT_A_CREDIT, field="credit", document=str(credit))
    for part in parts:
        if part.debit.account_id != credit.account_id:
            raise Refused(own.NOT_ONE_ACCOUNT, field="debit", credit=str(credit), debit=str(part.debit))
        if part.debit.effect < 0:
            raise Refused(own.NOT_A_DEBIT, field="debit", document=str(part.debit))


def _items(entries: Iterable[Entry]) -> dict[int, list[OpenItem]]:
    """The items of each entry, oldest due first, read under the lock."""
    found: dict[int, list[OpenItem]] = {entry.pk: [] for entry in entries}
    for item in OpenItem.objects.filter(entry__in=list(found)).select_related("entry").order_by(*ORDER):
        found[item.entry_id].append(item)
    return found


def _settle(ledger: Ledger, credit: Entry, credits: list[OpenItem], part: Part, debits: list[OpenItem]) -> None:
    """Settle one part over the items of both, or refuse it with what would pass."""
    since = max(ledger.day, credit.posting_date, part.debit.posting_date)
    for entry, items in ((credit, credits), (part.debit, debits)):
        free = sum((ledger.free(item, since) for item in items), ZERO)
        if part.amount > free:
            raise Refused(refusals.OVER_ALLOCATION, field=part.field, document=str(entry), open=free, day=since)
    left = part.amount
    for debit in debits:
        for item in credits:
            left -= ledger.pair(item, debit, left) if left else ZERO


def _check_undo(allocation: Allocation, day: datetime.date) -> None:
    if allocation.undoes_id is not None:
        raise Refused(own.UNDO_OF_UNDO)
    if Allocation.objects.filter(undoes=allocation).exists():
        raise Refused(own.ALREADY_UNDONE)
    for entry in (allocation.credit.entry, allocation.debit.entry):
        if entry.kind == EntryKind.REVERSAL:
            raise Refused(own.SETTLES_REVERSAL)
        if entry.kind in WHOLE:
            raise Refused(own.SETTLES_WHOLE, kind=entry.get_kind_display(), number=entry.number)
    if day < allocation.effective_date:
        raise Refused(own.UNDO_BEFORE, field="date", day=allocation.effective_date)

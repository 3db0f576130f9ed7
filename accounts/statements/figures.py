"""What a statement says (E8): opening, lines with sums by month, closing, and what is open on its last day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from django.db.models import Q, Sum

from accounts.allocation import ORDER, moves_after
from accounts.models import Account, Allocation, Entry, OpenItem
from accounts.rows import columns_of, direction_of

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Line:
    """An entry as a line. ``debit`` or ``credit`` is None; a reversal is negative on its original's side."""

    day: date
    number: str
    kind: str
    reference: str
    memo: str
    due_date: date | None
    debit: Decimal | None
    credit: Decimal | None
    balance: Decimal
    direction: str


@dataclass(frozen=True)
class Month:
    """Turnover of a month within the period 本月合计, and of its year up to its last day 本年累计."""

    first: date
    lines: tuple[Line, ...]
    debit: Decimal
    credit: Decimal
    year_debit: Decimal
    year_credit: Decimal


@dataclass(frozen=True)
class OpenDocument:
    """An item open on the last day; ``days`` overdue, 0 where it is not due; a credit's amounts are negative."""

    number: str
    reference: str
    kind: str
    due_date: date
    open: Decimal
    days: int


@dataclass(frozen=True)
class Figures:
    """A statement of ``account`` from ``first`` to ``last``, both inclusive, in the account's currency, major units."""

    account: Account
    first: date
    last: date
    opening: Decimal
    months: tuple[Month, ...]
    closing: Decimal
    open_documents: tuple[OpenDocument, ...]

    @property
    def lines(self) -> list[Line]:
        return [line for month in self.months for line in month.lines]

    @property
    def total_debit(self) -> Decimal:
        return sum((month.debit for month in self.months), ZERO)

    @property
    def total_credit(self) -> Decimal:
        return sum((month.credit for month in self.months), ZERO)


def statement_of(account: Account, first: date, last: date) -> Figures:
    """Return the figures of ``account``, which comes with its customer, for the days ``first`` to ``last``."""
    entries = Entry.objects.filter(account=account)
    opening = _balance(account, first - timedelta(days=1))
    shown = entries.filter(posting_date__range=(first, last)).prefetch_related("items")
    lines = list(_lines(account, shown.order_by("posting_date", "number"), opening))
    return Figures(
        account,
        first,
        last,
        opening,
        tuple(_months(account, first, lines)),
        _balance(account, last),
        tuple(_open_documents(account, last)),
    )


def _balance(account: Account, day: date) -> Decimal:
    """Balance(day): everything posted up to it."""
    entries = Entry.objects.filter(account=account, posting_date__lte=day)
    return entries.aggregate(sum=Sum("effect"))["sum"] or ZERO


def _lines(account: Account, entries: object, opening: Decimal) -> Iterator[Line]:
    balance = opening
    for entry in entries:  # type: ignore[attr-defined]
        balance += entry.effect
        debit, credit = columns_of(entry, account.side)
        yield Line(
            entry.posting_date,
            f"{account.prefix}-{entry.number}",
            entry.get_kind_display(),
            entry.reference,
            entry.memo,
            min((item.due_date for item in entry.items.all()), default=None) if entry.effect > 0 else None,
            debit,
            credit,
            balance,
            direction_of(balance, account.side),
        )


def _months(account: Account, first: date, lines: list[Line]) -> Iterator[Month]:
    year, debit_then, credit_then = 0, ZERO, ZERO
    for start, group in groupby(lines, key=lambda line: line.day.replace(day=1)):
        if start.year != year:
            year = start.year
            debit_then, credit_then = (
                _turnover(account, date(year, 1, 1), first) if year == first.year else (ZERO, ZERO)
            )
        inside = tuple(group)
        debit = sum((line.debit or ZERO for line in inside), ZERO)
        credit = sum((line.credit or ZERO for line in inside), ZERO)
        debit_then, credit_then = debit_then + debit, credit_then + credit
        yield Month(start, inside, debit, credit, debit_then, credit_then)


def _turnover(account: Account, first: date, before: date) -> tuple[Decimal, Decimal]:
    """Debits and credits of the days from ``first`` up to, not including, ``before``."""
    entries = Entry.objects.filter(account=account, posting_date__gte=first, posting_date__lt=before)
    sums = entries.aggregate(up=Sum("effect", filter=Q(raises=True)), down=Sum("effect", filter=Q(raises=False)))
    raised, lowered = sums["up"] or ZERO, -(sums["down"] or ZERO)
    return (raised, lowered) if account.is_receivable else (lowered, raised)


def _open_documents(account: Account, day: date) -> Iterator[OpenDocument]:
    """What was open at the end of ``day``: what is open now, and what later allocations took (E2)."""
    later = Q(credit__account=account) | Q(debit__account=account)
    touched = Allocation.objects.filter(later, effective_date__gt=day).values_list("credit", "debit")
    keys = {key for pair in touched for key in pair}
    items = OpenItem.objects.filter(Q(open__gt=0) | Q(pk__in=keys), account=account, entry__posting_date__lte=day)
    found = list(items.select_related("entry").order_by(*ORDER))
    moves = moves_after([item.pk for item in found], day)
    for item in found:
        left = item.open + sum((taken for _day, taken in moves.get(item.pk, ())), ZERO)
        if left:
            yield OpenDocument(
                f"{account.prefix}-{item.entry.number}",
                item.entry.reference,
                item.entry.get_kind_display(),
                item.due_date,
                left if item.is_debit else -left,
                max((day - item.due_date).days, 0) if item.is_debit else 0,
            )

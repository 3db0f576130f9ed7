"""The detail ledger 明细账 of an account: opening, lines by posting date and number, sums of months and years (E8)."""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Max, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from accounts.models import Account, Entry, Side
from accounts.reports.asked import beginning_of_year
from accounts.rows import columns_of
from exchange.pages import PAGE_SIZE, keyset_page

ZERO = Decimal("0.00")
ORDER = ("posting_date", "number")


@dataclass(frozen=True)
class Line:
    """An entry and the balance after it, in the order of the days; debit or credit is None, red ones are negative."""

    entry: Entry
    debit: Decimal | None
    credit: Decimal | None
    balance: Decimal

    @property
    def due_date(self) -> datetime.date | None:
        """When the first of what it raises falls due; None for what lowers the balance."""
        return min((item.due_date for item in self.entry.items.all()), default=None) if self.entry.effect > 0 else None


@dataclass(frozen=True)
class Turnover:
    """What was debited and credited, red ones taken off."""

    debit: Decimal = ZERO
    credit: Decimal = ZERO

    def __add__(self, other: "Turnover") -> "Turnover":
        return Turnover(self.debit + other.debit, self.credit + other.credit)


@dataclass(frozen=True)
class MonthEnd:
    """The days of the period in a calendar month 本月合计, and its year up to the last of them 本年累计."""

    month: datetime.date
    turnover: Turnover
    year: Turnover
    balance: Decimal


@dataclass
class SubledgerPage:
    """Lines of one page; ``ends`` are the months that end on it, by the key of their last entry."""

    lines: list[Line]
    ends: dict[int, MonthEnd] = field(default_factory=dict)
    next: str | None = None
    previous: str | None = None


@dataclass(frozen=True)
class Subledger:
    """One account from ``first`` to ``last``, both included; ``first`` None: from the first entry."""

    account: Account
    first: datetime.date | None
    last: datetime.date

    def opening(self) -> Decimal:
        """Balance(first − 1)."""
        if self.first is None:
            return ZERO
        return _sum(self._entries().filter(posting_date__lt=self.first))

    def turnover(self) -> Turnover:
        """Debits and credits of the period; closing = opening ± their difference."""
        return _turnover(self.account.side, self._within().aggregate(**_SUMS))

    def closing(self) -> Decimal:
        """Balance(last)."""
        return _sum(self._entries().filter(posting_date__lte=self.last))

    def count(self) -> int:
        """How many lines there are."""
        return self._within().count()

    def page(self, *, cursor: str | None, size: int = PAGE_SIZE) -> SubledgerPage:
        """One page of lines. Raises Refused ``cursor_invalid``."""
        found = keyset_page(self._whole(), order=ORDER, size=size, cursor=cursor)
        lines = list(self._lines(found.rows))
        return SubledgerPage(lines, self._ends({line.entry.pk for line in lines}), found.next, found.previous)

    def all(self) -> SubledgerPage:
        """Every line of the period."""
        lines = list(self._lines(list(self._whole().order_by(*ORDER))))
        return SubledgerPage(lines, self._ends({line.entry.pk for line in lines}))

    def _entries(self) -> QuerySet[Entry]:
        return Entry.objects.filter(account_id=self.account.pk)  # without a key where the account is not opened

    def _within(self) -> QuerySet[Entry]:
        found = self._entries().filter(posting_date__lte=self.last)
        return found if self.first is None else found.filter(posting_date__gte=self.first)

    def _whole(self) -> QuerySet[Entry]:
        return self._within().select_related("reverses", "reversed_by").prefetch_related("items")

    def _lines(self, entries: list[Entry]) -> Iterator[Line]:
        balance = self._before(entries[0]) if entries else ZERO
        for entry in entries:
            entry.account = self.account
            balance += entry.effect
            yield Line(entry, *columns_of(entry, self.account.side), balance)

    def _before(self, entry: Entry) -> Decimal:
        """The balance before ``entry``, in the order of the days."""
        same_day = Q(posting_date=entry.posting_date, number__lt=entry.number)
        return _sum(self._entries().filter(Q(posting_date__lt=entry.posting_date) | same_day))

    def _ends(self, shown: set[int]) -> dict[int, MonthEnd]:
        """The months whose last entry is among ``shown``."""
        if not shown:
            return {}
        months = self._months()
        last = self._last_of([month for month in months if not self.first or month >= self.first.replace(day=1)])
        years: dict[int, Turnover] = defaultdict(Turnover)
        balance, ends = _sum(self._entries().filter(posting_date__lt=min(months))), {}
        for month, turnover in months.items():
            years[month.year] += turnover
            balance += self._gain(turnover)
            if (key := last.get(month)) in shown:
                inside = self._inside(month) or turnover
                ends[key] = MonthEnd(month, inside, years[month.year], balance)
        return ends

    def _inside(self, month: datetime.date) -> Turnover | None:
        """The turnover of the month in which the period begins, as far as it lies within; None for whole months."""
        if self.first is None or self.first <= month:
            return None
        following = (month + datetime.timedelta(days=31)).replace(day=1)
        return _turnover(self.account.side, self._within().filter(posting_date__lt=following).aggregate(**_SUMS))

    def _months(self) -> dict[datetime.date, Turnover]:
        """Every month up to the end that has entries, from the beginning of the period's first year on."""
        rows = self._entries().filter(posting_date__lte=self.last)
        if self.first:
            rows = rows.filter(posting_date__gte=beginning_of_year(self.first))
        summed = rows.annotate(month=TruncMonth("posting_date")).values("month").annotate(**_SUMS).order_by("month")
        return {row["month"]: _turnover(self.account.side, row) for row in summed}

    def _last_of(self, months: list[datetime.date]) -> dict[datetime.date, int]:
        """The key of each month's last entry."""
        rows = self._within().annotate(month=TruncMonth("posting_date")).filter(month__in=months)
        days = rows.values("month").annotate(day=Max("posting_date")).values("day")
        last = self._entries().filter(posting_date__in=list(days.values_list("day", flat=True)))
        found = last.order_by("posting_date", "-number").distinct("posting_date")
        return {day.replace(day=1): key for key, day in found.values_list("pk", "posting_date")}

    def _gain(self, turnover: Turnover) -> Decimal:
        """What a turnover adds to the balance, which counts debits on the receivable side, credits on the payable."""
        gain = turnover.debit - turnover.credit
        return gain if self.account.side == Side.RECEIVABLE else -gain


_SUMS: dict[str, Any] = {
    "raised": Sum("effect", filter=Q(raises=True), default=ZERO),
    "lowered": Sum("effect", filter=Q(raises=False), default=ZERO),
}


def _turnover(side: str, sums: Mapping[str, Any]) -> Turnover:
    raised, lowered = sums["raised"], -sums["lowered"]
    return Turnover(raised, lowered) if side == Side.RECEIVABLE else Turnover(lowered, raised)


def _sum(entries: QuerySet[Entry]) -> Decimal:
    total: Decimal = entries.aggregate(sum=Sum("effect", default=ZERO))["sum"]
    return total

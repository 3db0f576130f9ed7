"""How far the opening items of a side and currency have come against its control totals (E15)."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, Sum
from django.utils.functional import cached_property

from accounts.choices import EntryKind, Side
from accounts.models import ControlTotal, Entry

ZERO = Decimal("0.00")
OPENINGS = (EntryKind.OPENING, EntryKind.OPENING_CREDIT)


@dataclass(frozen=True)
class Amounts:
    """What raises the balance, and what lowers it; both positive."""

    documents: Decimal
    advances: Decimal

    def __add__(self, other: "Amounts") -> "Amounts":
        return Amounts(self.documents + other.documents, self.advances + other.advances)

    def __sub__(self, other: "Amounts") -> "Amounts":
        return Amounts(self.documents - other.documents, self.advances - other.advances)

    def __bool__(self) -> bool:
        return bool(self.documents or self.advances)


class Standing:
    """One side and currency; ``total`` is None where openings were posted and nobody typed a total."""

    def __init__(self, side: Side, currency: str, total: ControlTotal | None) -> None:
        self.side, self.currency, self.total = side, currency, total

    @cached_property
    def wanted(self) -> Amounts:
        return Amounts(self.total.documents, self.total.advances) if self.total else Amounts(ZERO, ZERO)

    @cached_property
    def listed(self) -> Amounts:
        if self.total is None:
            return Amounts(ZERO, ZERO)
        sums = self.total.items.aggregate(
            up=Sum("amount", filter=Q(amount__gt=0)), down=Sum("amount", filter=Q(amount__lt=0))
        )
        return Amounts(sums["up"] or ZERO, -(sums["down"] or ZERO))

    @cached_property
    def posted(self) -> Amounts:
        """Openings in the books, those that were reversed left out."""
        found = Entry.objects.filter(account__side=self.side, account__currency=self.currency, kind__in=OPENINGS)
        sums = found.filter(reversed_by=None).aggregate(
            up=Sum("effect", filter=Q(effect__gt=0)), down=Sum("effect", filter=Q(effect__lt=0))
        )
        return Amounts(sums["up"] or ZERO, -(sums["down"] or ZERO))

    @cached_property
    def count(self) -> int:
        """How many items are listed."""
        return self.total.items.count() if self.total else 0

    @property
    def difference(self) -> Amounts:
        """What is still missing; negative where there is too much."""
        return self.wanted - self.listed - self.posted

    @property
    def is_equal(self) -> bool:
        return not self.difference

    @property
    def is_done(self) -> bool:
        return self.is_equal and not self.count


def standings() -> Iterator[Standing]:
    """Every side and currency that has a control total, or an opening entry without one."""
    totals = {(one.side, one.currency): one for one in ControlTotal.objects.order_by("-side", "currency")}
    found = Entry.objects.filter(kind__in=OPENINGS, reversed_by=None)
    pairs = set(found.values_list("account__side", "account__currency").distinct())
    for side, currency in sorted({*totals, *pairs}, key=lambda key: (key[0] != Side.RECEIVABLE, key[1])):
        yield Standing(Side(side), currency, totals.get((side, currency)))

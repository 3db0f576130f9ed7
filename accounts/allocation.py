"""Allocation: which credit settles which debit, from which day on (E2). Never changes a balance.

Everything here runs under the lock of the account's balance row, which the posting statement took.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby

from django.db.models import Q, QuerySet

from accounts import refusals
from accounts.drafts import Claim
from accounts.kinds import UNTARGETED, rule_of
from accounts.models import Allocation, DocumentReference, Entry, EntryKind, Instrument, OpenItem
from audit.refusals import Refused

ZERO = Decimal("0.00")
SLICE = 100  # open items looked at in one go, oldest first
ORDER = ("due_date", "entry__posting_date", "entry__number", "pk")


@dataclass
class Settlement:
    """Sets the open items of one new entry against others; ``made`` collects what ``store`` will write.

    ``later`` maps an item to its (day, signed amount) after the new entry's posting date, in order of day.
    """

    entry: Entry
    items: list[OpenItem]
    action: int
    made: list[Allocation] = field(default_factory=list)
    touched: dict[int, OpenItem] = field(default_factory=dict)
    later: dict[int, list[tuple[date, Decimal]]] = field(default_factory=dict)

    @property
    def rest(self) -> Decimal:
        """What of the entry is not settled yet."""
        return sum((item.open for item in self.items), ZERO)

    def look_at(self, others: Sequence[OpenItem]) -> None:
        """Read what happened to ``others`` after this entry's posting date: a backdated entry finds something."""
        self.later |= moves_after([item.pk for item in others], self.entry.posting_date)

    def day_of(self, other: OpenItem) -> date:
        """Effective date with an entry posted now: the later of both posting dates."""
        return max(self.entry.posting_date, other.entry.posting_date)

    def least_open(self, other: OpenItem) -> Decimal:
        """The least that is open of ``other`` on any day from the effective date on."""
        return least_open(other.open, self.later.get(other.pk, ()), self.day_of(other))

    def take(self, other: OpenItem, most: Decimal) -> Decimal:
        """Set up to ``most`` of ``other`` against this entry; return how much it was."""
        wanted = left = min(most, self.rest, self.least_open(other))
        for own in self.items:
            amount = min(left, own.open)
            if amount > 0:
                self._pair(own, other, amount)
                left -= amount
        return wanted - left

    def _pair(self, own: OpenItem, other: OpenItem, amount: Decimal) -> None:
        debit, credit = (own, other) if own.is_debit else (other, own)
        day = self.day_of(other)
        self.made.append(
            Allocation(credit=credit, debit=debit, amount=amount, effective_date=day, action_id=self.action)
        )
        for item in (own, other):
            item.open -= amount
            self.touched[item.pk] = item

    def store(self) -> list[Allocation]:
        """Write the allocations and what is open now."""
        if self.made:
            OpenItem.objects.bulk_update(self.touched.values(), ["open"])
            Allocation.objects.bulk_create(self.made)
        return self.made


def settle(
    *, entry: Entry, items: list[OpenItem], claims: Iterable[Claim], rest: bool, action: int
) -> list[Allocation]:
    """Settle the documents ``claims`` name and, with ``rest``, others in E2's order; return the allocations.

    Raises Refused ``unknown_document``, ``reference_ambiguous``, ``applied_above_amount`` or ``over_allocation``.
    """
    settlement = Settlement(entry, items, action)
    for claim in claims:
        _settle_claim(settlement, claim)
    if rest and settlement.rest:
        _settle_rest(settlement)
    return settlement.store()


def _settle_claim(settlement: Settlement, claim: Claim) -> None:
    others = [settlement.touched.get(item.pk, item) for item in items_of(settlement.entry, claim)]
    settlement.look_at(others)
    open_now = sum((settlement.least_open(other) for other in others), ZERO)
    wanted = min(settlement.rest, open_now) if claim.amount is None else claim.amount
    if wanted > settlement.rest or not settlement.rest:
        applied = settlement.entry.effect.copy_abs() - settlement.rest + wanted
        amount = settlement.entry.effect.copy_abs()
        raise Refused(refusals.APPLIED_ABOVE_AMOUNT, field="applies_to", applied=applied, amount=amount)
    if wanted > open_now or not wanted:
        day = max(settlement.day_of(other) for other in others)
        raise Refused(refusals.OVER_ALLOCATION, field="applies_to", document=claim.name, open=open_now, day=day)
    for other in others:
        wanted -= settlement.take(other, wanted)


def items_of(entry: Entry, claim: Claim) -> list[OpenItem]:
    """The items of the document a claim names, on the entry's account and of the other direction, oldest due first."""
    opposite = OpenItem.objects.filter(account=entry.account_id, is_debit=entry.effect < 0).select_related("entry")
    if claim.entry:
        prefix, _, number = claim.entry.rpartition("-")
        known = prefix == entry.account.prefix and number.isascii() and number.isdecimal() and len(number) < 19
        found = opposite.filter(entry__number=int(number)) if known else opposite.none()
    else:
        found = opposite.filter(entry__in=_entries_named(entry, claim.reference))
    if settles := rule_of(entry.account.side, entry.kind).settles:
        found = found.filter(entry__kind__in=settles)
    items = list(found.exclude(entry__kind="reversal").order_by(*ORDER))
    if not items:
        raise Refused(refusals.UNKNOWN_DOCUMENT, field="applies_to", document=claim.name)
    if len({item.entry_id for item in items}) > 1:
        raise Refused(refusals.REFERENCE_AMBIGUOUS, field="applies_to", reference=claim.reference)
    if entry.kind == EntryKind.REFUND and _is_uncleared(items[0].entry, entry.posting_date):
        raise Refused(refusals.CREDIT_UNCLEARED, field="applies_to", document=claim.name)
    return items


def _is_uncleared(credit: Entry, day: date) -> bool:
    """Whether ``credit`` is a bill or cheque that no bank had paid by ``day``."""
    return Instrument.objects.uncleared_on(day).filter(entry=credit).exists()


def _entries_named(entry: Entry, reference: str) -> list[int]:
    account = entry.account
    names = DocumentReference.objects.filter(customer=account.customer_id, side=account.side, reference=reference)
    return list(names.values_list("entry", flat=True))


def _settle_rest(settlement: Settlement) -> None:
    """E2's automatic order: the single open item of exactly this amount, else the oldest first."""
    entry = settlement.entry
    targets = OpenItem.objects.filter(account=entry.account_id, is_debit=entry.effect < 0, open__gt=0)
    targets = targets.exclude(entry__kind__in=UNTARGETED).select_related("entry").order_by(*ORDER)
    oldest = list(targets[:SLICE])
    exact = [item for item in _exact(targets, oldest, settlement.rest) if item.pk not in settlement.touched]
    if len(exact) == 1:
        settlement.look_at(exact)
        settlement.take(exact[0], settlement.rest)
    start = 0
    while oldest and settlement.rest:
        others = [settlement.touched.get(item.pk, item) for item in oldest]
        settlement.look_at(others)
        for other in others:
            settlement.take(other, settlement.rest)
        start += SLICE
        oldest = list(targets[start : start + SLICE]) if len(others) == SLICE and settlement.rest else []


def _exact(targets: QuerySet[OpenItem], oldest: list[OpenItem], amount: Decimal) -> list[OpenItem]:
    """Up to two items open by exactly ``amount``, asked of the database only where ``oldest`` is not all there is."""
    if len(oldest) == SLICE:
        return list(targets.filter(open=amount)[:2])
    return [item for item in oldest if item.open == amount]


def moves_after(items: Sequence[int], day: date) -> dict[int, list[tuple[date, Decimal]]]:
    """What allocations and undos take from (positive) and give back to (negative) each item after ``day``."""
    wanted = set(items)
    moves: dict[int, list[tuple[date, Decimal]]] = defaultdict(list)
    rows = Allocation.objects.filter(Q(credit__in=wanted) | Q(debit__in=wanted), effective_date__gt=day)
    for row in rows.order_by("effective_date", "pk"):
        taken = row.amount if row.undoes_id is None else -row.amount
        for item in wanted & {row.credit_id, row.debit_id}:
            moves[item].append((row.effective_date, taken))
    return moves


def least_open(open_now: Decimal, later: Iterable[tuple[date, Decimal]], start: date) -> Decimal:
    """The least open amount on any day from ``start`` on, walking back from ``open_now`` over ``later`` moves (E2)."""
    least = at_end = open_now
    moves = [move for move in later if move[0] > start]
    for _day, group in groupby(sorted(moves, reverse=True), key=lambda move: move[0]):
        at_end += sum((taken for _, taken in group), ZERO)
        least = min(least, at_end)
    return least


def undo_all(entry: Entry, day: date, action: int) -> list[OpenItem]:
    """Undo every live allocation of ``entry`` as of ``day``, or its own day where that is later; return its items."""
    items = list(OpenItem.objects.filter(entry=entry).order_by("due_date", "pk"))
    touching = Q(credit__entry=entry) | Q(debit__entry=entry)
    live = Allocation.objects.filter(touching, undoes=None, undone_by=None).select_related("credit", "debit")
    touched = {item.pk: item for item in items}
    undos = []
    for row in live.order_by("pk"):
        undone_on = max(day, row.effective_date)
        undos.append(
            Allocation(
                credit_id=row.credit_id, debit_id=row.debit_id, amount=row.amount, effective_date=undone_on,
                undoes=row, action_id=action,
            )
        )  # fmt: skip
        for item in (row.credit, row.debit):
            touched.setdefault(item.pk, item).open += row.amount
    Allocation.objects.bulk_create(undos)
    OpenItem.objects.bulk_update(touched.values(), ["open"])
    return items

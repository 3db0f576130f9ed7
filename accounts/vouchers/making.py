"""The vouchers of a month: one for each entry, one for the two of a pair that balance each other."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from accounts.choices import EntryKind, Side
from accounts.models import Entry
from accounts.periods.months import end_of
from accounts.setup.standing import OPENINGS
from accounts.vouchers.codes import TAX, TOGETHER, Codes, codes_of

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Line:
    """A line of a voucher: a code, a debit or a credit. Amounts of a reversal are negative, in red. The customer is its
    auxiliary account 辅助核算, None where the code is not the customer's.
    """

    voucher: int
    entry: Entry
    code: str
    customer: Any
    debit: Decimal | None
    credit: Decimal | None


def entries_of(month: date, user: Any) -> QuerySet[Entry]:
    """What gets a voucher: all of the month that ``user`` sees but openings, which the general ledger has already."""
    found = Entry.objects.visible_to(user).filter(posting_date__gte=month, posting_date__lte=end_of(month))
    found = found.exclude(kind__in=OPENINGS).exclude(reverses__kind__in=OPENINGS)
    related = ("account__customer", "reverses__paired__partner", "paired__partner")
    return found.select_related(*related).order_by("posting_date", "pk")


def vouchers_of(entries: Iterable[Entry], table: dict[str, Codes]) -> Iterator[Line]:
    """The lines, voucher by voucher, numbered from 1."""
    seen: dict[frozenset[int], int] = {}
    number = 0
    for entry in entries:
        pair = _pair(entry)
        if pair is None:
            number += 1
            yield from _single(number, entry, table)
        else:
            if pair not in seen:
                number += 1
                seen[pair] = number
            yield _own(seen[pair], entry, table)


def _pair(entry: Entry) -> frozenset[int] | None:
    """What the two entries of an offset or transfer have in common; None for all others.

    Those of a reversed pair are told by their action: both are reversed by one act.
    """
    original = entry.reverses or entry
    paired = getattr(original, "paired", None)
    if paired is None or not {original.kind, paired.partner.kind} & TOGETHER:
        return None
    keys = {original.pk, paired.partner_id}
    return frozenset(keys if entry.reverses is None else {-key for key in keys})


def _single(number: int, entry: Entry, table: dict[str, Codes]) -> Iterator[Line]:
    """The customer's account and the one against it, the tax apart."""
    kind = (entry.reverses or entry).kind
    tax = _tax(entry)
    yield _own(number, entry, table)
    amount = _amount(entry)
    if net := amount - tax:
        yield _against(number, entry, codes_of(table, entry.account.side, kind).counter, net)
    if tax:
        yield _against(number, entry, table[TAX].own, tax)


def _own(number: int, entry: Entry, table: dict[str, Codes]) -> Line:
    kind = (entry.reverses or entry).kind
    amount = _amount(entry)
    debit, credit = (amount, None) if _is_debit(entry) else (None, amount)
    return Line(number, entry, codes_of(table, entry.account.side, kind).own, entry.account.customer, debit, credit)


def _against(number: int, entry: Entry, code: str, amount: Decimal) -> Line:
    debit, credit = (None, amount) if _is_debit(entry) else (amount, None)
    return Line(number, entry, code, None, debit, credit)


def _is_debit(entry: Entry) -> bool:
    """Whether it stands on the debit side: what raises a receivable does, and what lowers a payable."""
    return entry.raises == (entry.account.side == Side.RECEIVABLE)


def _amount(entry: Entry) -> Decimal:
    """Positive; negative for a reversal, which stands on its original's side."""
    return abs(entry.effect) * (-1 if entry.kind == EntryKind.REVERSAL else 1)


def _tax(entry: Entry) -> Decimal:
    """The tax within the amount, signed like it; a reversal's is its original's."""
    tax = (entry.reverses or entry).tax_amount or ZERO
    return -tax if entry.kind == EntryKind.REVERSAL else tax

"""What each kind of entry is on each side: which way it goes, who posts it, what needs a second person (E1, E7)."""

from dataclasses import dataclass
from enum import Enum

from access.settings import setting
from access.settings.own import SETUP
from accounts.choices import EntryKind, Side

RECEIPTS, INVOICES, ADJUSTMENTS = "accounts.post_receipt", "accounts.post_invoice", "accounts.post_adjustment"
NOTES = frozenset({EntryKind.CREDIT_NOTE, EntryKind.DEBIT_NOTE})
DOCUMENTS = frozenset({EntryKind.OPENING, EntryKind.INVOICE, EntryKind.BILL})  # what a note takes back
REFUNDABLE = frozenset(
    {EntryKind.OPENING_CREDIT, EntryKind.RECEIPT, EntryKind.CREDIT_NOTE, EntryKind.CREDIT_ADJUSTMENT}
)


class Asks(Enum):
    """When a second person decides (E7): BEYOND means above the open amount of its document, or the person's level."""

    NEVER, BEYOND, OUTSIDE_SETUP, ALWAYS = range(4)


@dataclass(frozen=True)
class Rule:
    """What holds of one kind on one side.

    ``halted``: refused for a customer that is frozen, inactive or closing (E1). ``names``: it names what it is applied
    to. ``whole``: nothing of it is left unapplied, and what an undo leaves open is no target of automatic allocation.
    ``falls_due``: it has due dates. ``paid_by``: it is made with an instrument. ``settles``: the kinds it may name,
    empty for every kind of the other direction.
    """

    raises: bool
    permission: str
    asks: Asks = Asks.NEVER
    halted: bool = False
    names: bool = False
    whole: bool = False
    falls_due: bool = False
    paid_by: bool = False
    settles: frozenset[EntryKind] = frozenset()


def _raising(permission: str, asks: Asks = Asks.NEVER, *, halted: bool = True) -> Rule:
    return Rule(True, permission, asks, halted=halted, falls_due=True)


# What is frozen is what we supply on credit: a supplier's bill is a fact, whatever the customer's status.
SINGLE: dict[tuple[Side, EntryKind], Rule] = {
    (Side.RECEIVABLE, EntryKind.INVOICE): _raising(INVOICES),
    (Side.RECEIVABLE, EntryKind.RECEIPT): Rule(False, RECEIPTS, paid_by=True),
    (Side.RECEIVABLE, EntryKind.CREDIT_NOTE): Rule(False, RECEIPTS, Asks.BEYOND),
    (Side.RECEIVABLE, EntryKind.FEE): _raising(INVOICES),
    (Side.RECEIVABLE, EntryKind.REFUND): Rule(
        True, ADJUSTMENTS, Asks.ALWAYS, names=True, whole=True, settles=REFUNDABLE
    ),
    (Side.RECEIVABLE, EntryKind.DEBIT_ADJUSTMENT): _raising(ADJUSTMENTS, Asks.ALWAYS),
    (Side.RECEIVABLE, EntryKind.CREDIT_ADJUSTMENT): Rule(False, ADJUSTMENTS, Asks.ALWAYS),
    (Side.RECEIVABLE, EntryKind.WRITE_OFF): Rule(False, ADJUSTMENTS, Asks.ALWAYS, whole=True),
    (Side.RECEIVABLE, EntryKind.OPENING): _raising(INVOICES, Asks.OUTSIDE_SETUP),
    (Side.RECEIVABLE, EntryKind.OPENING_CREDIT): Rule(False, INVOICES, Asks.OUTSIDE_SETUP),
    (Side.PAYABLE, EntryKind.BILL): _raising(INVOICES, halted=False),
    (Side.PAYABLE, EntryKind.PAYMENT): Rule(False, RECEIPTS, paid_by=True),
    (Side.PAYABLE, EntryKind.DEBIT_NOTE): Rule(False, RECEIPTS, Asks.BEYOND),
    (Side.PAYABLE, EntryKind.DEBIT_ADJUSTMENT): _raising(ADJUSTMENTS, Asks.ALWAYS, halted=False),
    (Side.PAYABLE, EntryKind.CREDIT_ADJUSTMENT): Rule(False, ADJUSTMENTS, Asks.ALWAYS),
    (Side.PAYABLE, EntryKind.OPENING): _raising(INVOICES, Asks.OUTSIDE_SETUP, halted=False),
    (Side.PAYABLE, EntryKind.OPENING_CREDIT): Rule(False, INVOICES, Asks.OUTSIDE_SETUP),
}
# Posted and reversed two together (accounts/pairs/). A transfer lowers here and raises there.
PAIRED: dict[tuple[Side, EntryKind], Rule] = {
    (Side.RECEIVABLE, EntryKind.OFFSET): Rule(False, ADJUSTMENTS, Asks.ALWAYS),
    (Side.PAYABLE, EntryKind.OFFSET): Rule(False, ADJUSTMENTS, Asks.ALWAYS),
    (Side.RECEIVABLE, EntryKind.TRANSFER): Rule(False, ADJUSTMENTS, Asks.ALWAYS),
    (Side.RECEIVABLE, EntryKind.BAD_DEBT_RECOVERY): Rule(True, ADJUSTMENTS, Asks.ALWAYS),
}
RULES = SINGLE | PAIRED
PAIRS = frozenset(kind for _side, kind in PAIRED)
POSTABLE = frozenset(kind for _side, kind in SINGLE)
RAISING = frozenset(kind for (_side, kind), rule in RULES.items() if rule.raises)
WHOLE = frozenset(kind for (_side, kind), rule in RULES.items() if rule.whole)
UNTARGETED = WHOLE | {EntryKind.REVERSAL}  # found by no automatic allocation


def kinds_of(side: Side) -> list[EntryKind]:
    """The kinds posted one by one on ``side``, the daily ones first."""
    return [kind for one, kind in SINGLE if one == side]


def is_halted(side: Side, kind: EntryKind) -> bool:
    """Whether a customer that is not active refuses it; openings of set-up say what stood there already."""
    return RULES[side, kind].halted and not (kind == EntryKind.OPENING and setting(SETUP))


def rule_of(side: str, kind: str) -> Rule:
    """The rule of a stored kind on a stored side."""
    return RULES[Side(side), EntryKind(kind)]

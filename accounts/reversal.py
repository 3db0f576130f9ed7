"""Reversal: one entry mirrored, once, in red on its own side of the books (E1)."""

from datetime import date

from django.utils import timezone

from access.models import User
from access.permissions import require
from accounts import refusals
from accounts.allocation import Settlement, undo_all
from accounts.asking import reversals as asking
from accounts.drafts import MEMO_LENGTH, Due, ledger_today
from accounts.locks import lock_balances, lock_customers
from accounts.models import (
    Clearing,
    Dishonour,
    DocumentReference,
    Entry,
    EntryKind,
    Instrument,
    OpenItem,
    PairedEntry,
)
from accounts.pairs.posting import require_written_off
from accounts.periods.guard import require_open
from accounts.statement import Line, Posted, write
from audit.history import acting
from audit.models import Channel
from audit.refusals import Refused


def reverse(
    *, entry: Entry, posting_date: date, reason: str, actor: User, channel: Channel, dishonoured: bool = False
) -> Posted:
    """Reverse ``entry`` as of ``posting_date``: directly on the day it was made, later by a request (E7).

    One of a pair is reversed together with the other one; ``dishonoured``: because the bank did not pay it.

    Raises PermissionDenied, or Refused ``already_reversed``, ``reversal_of_reversal``, ``reversal_before_original``,
    ``posting_date_in_future``, ``reversal_too_early``, ``recovered_above_write_off`` or ``customer_takes_no_entry``.
    """
    customer = entry.account.customer
    _require_right(actor, entry)
    details = {"entry": entry.kind, "number": entry.number}
    with acting(
        actor=actor, kind="accounts.reverse", channel=channel, reason=reason, about=customer, details=details
    ) as action:
        check(entry, posting_date)
        if made_on(entry) != ledger_today():
            asked = asking.ask(asking.Asked(entry, posting_date, reason, dishonoured), maker=actor)
            return Posted(None, request=asked)
        made = write_reversals(
            entry=entry, posting_date=posting_date, reason=reason, action=action, dishonoured=dishonoured
        )
        _require_right(actor, entry)  # again: it may have waited for a lock
        return made


def _require_right(actor: User, entry: Entry) -> None:
    """Raise PermissionDenied unless ``actor`` may reverse ``entry`` and, where it is one of a pair, the other one."""
    for one in together(entry):
        require(actor, "accounts.reverse_entry", one.account.customer)


def together(entry: Entry) -> list[Entry]:
    """The entries that are reversed with ``entry``: itself and, where it is one of a pair, the other one."""
    partners = Entry.objects.filter(pk__in=PairedEntry.objects.filter(entry=entry).values("partner"))
    return [entry, *partners.select_related("account__customer")]


def made_on(entry: Entry) -> date:
    """The calendar day, in the ledger's time zone, on which the entry was made."""
    return timezone.localdate(entry.posted_at, timezone=timezone.get_default_timezone())


def check(entry: Entry, posting_date: date) -> None:
    """Raise Refused where E1 forbids to reverse ``entry`` as of ``posting_date``."""
    if entry.kind == EntryKind.REVERSAL:
        raise Refused(refusals.REVERSAL_OF_REVERSAL)
    if posting_date < entry.posting_date:
        raise Refused(refusals.REVERSAL_BEFORE_ORIGINAL, field="posting_date", posting_date=entry.posting_date)
    today = ledger_today()
    if posting_date > today:
        raise Refused(refusals.POSTING_DATE_IN_FUTURE, field="posting_date", today=today)
    require_open(entry.account.side, day=posting_date, field="posting_date")
    if Entry.objects.filter(reverses=entry).exists():
        raise Refused(refusals.ALREADY_REVERSED)


def write_reversals(*, entry: Entry, posting_date: date, reason: str, action: int, dishonoured: bool = False) -> Posted:
    """Reverse ``entry`` and what belongs to it, inside the caller's ``acting``; what came of ``entry`` is returned."""
    entries = together(entry)
    if len(entries) > 1:
        lock_customers(one.account.customer_id for one in entries)
        lock_balances(one.account for one in entries)
    made = [write_reversal(entry=one, posting_date=posting_date, reason=reason, action=action) for one in entries]
    if entry.kind == EntryKind.WRITE_OFF:
        require_written_off(entry.account)
    if dishonoured and made[0].entry:
        keep_dishonour(entry, made[0].entry, action)
    return made[0]


def keep_dishonour(entry: Entry, reversal: Entry, action: int) -> None:
    """Write that ``entry`` was dishonoured; under the lock of its balance. Raises Refused where the bank paid it."""
    instrument = Instrument.objects.get(entry=entry)
    if Clearing.objects.filter(instrument=instrument).exists():
        raise Refused(refusals.CLEARED_NOT_DISHONOURED)
    Dishonour.objects.create(instrument=instrument, reversal=reversal, action_id=action)


def write_reversal(*, entry: Entry, posting_date: date, reason: str, action: int) -> Posted:
    """Write the mirror, undo what ``entry`` settled, and settle it with its mirror; inside the caller's ``acting``."""
    account = entry.account
    line = Line(
        EntryKind.REVERSAL,
        -entry.effect,
        entry.raises,
        posting_date,
        posting_date,
        (Due(posting_date, abs(entry.effect)),),
        entry.reference,
        entry.tax_amount,
        reason[:MEMO_LENGTH],
        entry.pk,
    )
    made, items = write((account.customer, account.side, account.currency), line, action)
    originals = undo_all(entry, posting_date, action)
    settlement = Settlement(made, items, action)
    settlement.look_at(originals)
    for item in originals:
        _settle_fully(settlement, item, entry)
    DocumentReference.objects.filter(entry=entry).delete()
    return Posted(made, tuple(settlement.store()))


def _settle_fully(settlement: Settlement, item: OpenItem, original: Entry) -> None:
    """Settle ``item`` in full from the reversal's day. Raises Refused ``reversal_too_early`` where a day forbids it."""
    item.entry = original
    if settlement.take(item, item.amount) != item.amount:
        day = max(day for day, _taken in settlement.later[item.pk])
        raise Refused(refusals.REVERSAL_TOO_EARLY, field="posting_date", day=day)

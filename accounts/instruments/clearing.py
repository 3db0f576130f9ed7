"""Clearing: the bank paid, so that a receipt by bill or cheque is money from a day on (E1)."""

from datetime import date

from django.db.models import Model

from access.models import User
from access.permissions import require
from accounts import refusals
from accounts.drafts import ledger_today
from accounts.instruments.kinds import UNCLEARED
from accounts.instruments.models import Clearing, Dishonour, Instrument
from accounts.kinds import rule_of
from accounts.locks import lock_balances
from accounts.models import Entry
from accounts.periods.guard import require_open
from audit.history import acting
from audit.models import Channel
from audit.refusals import Refused


def clear(*, entry: Entry, day: date, actor: User, channel: Channel) -> Clearing:
    """Say that ``entry`` was paid by the bank on ``day``; once, and only while it is not taken back.

    Raises PermissionDenied, Refused ``nothing_to_clear``, ``already_cleared``, ``already_reversed``,
    ``clearing_before_receipt``, ``period_closed`` or ``posting_date_in_future``.
    """
    customer = entry.account.customer
    instrument = bouncing_instrument(entry)
    require(actor, rule_of(entry.account.side, entry.kind).permission, customer)
    details = {"entry": entry.kind, "number": entry.number}
    with acting(actor=actor, kind="accounts.clear", channel=channel, about=customer, details=details) as action:
        lock_balances([entry.account])
        check_day(entry, day)
        require_open(entry.account.side, day=day, field="date")
        if is_there(Clearing, instrument):
            raise Refused(refusals.ALREADY_CLEARED)
        if Entry.objects.filter(reverses=entry).exists():
            raise Refused(refusals.ALREADY_REVERSED)
        return Clearing.objects.create(instrument=instrument, date=day, action_id=action)


def bouncing_instrument(entry: Entry) -> Instrument:
    """The bill or cheque of ``entry``. Raises Refused ``nothing_to_clear`` where it has none."""
    found = Instrument.objects.filter(entry=entry, kind__in=UNCLEARED).first()
    if found is None:
        raise Refused(refusals.NOTHING_TO_CLEAR)
    return found


def is_there(model: type[Model], instrument: Instrument) -> bool:
    """Whether the instrument has its clearing or dishonour."""
    return model._default_manager.filter(instrument=instrument).exists()


def check_day(entry: Entry, day: date) -> None:
    """Raise Refused for a day before the receipt, or one that has not come."""
    if day < entry.posting_date:
        raise Refused(refusals.CLEARING_BEFORE_RECEIPT, field="date", posting_date=entry.posting_date)
    if day > (today := ledger_today()):
        raise Refused(refusals.POSTING_DATE_IN_FUTURE, field="date", today=today)


def require_uncleared(instrument: Instrument) -> None:
    """Raise Refused where the bank paid, or the bill was dishonoured before."""
    if is_there(Clearing, instrument):
        raise Refused(refusals.CLEARED_NOT_DISHONOURED)
    if is_there(Dishonour, instrument):
        raise Refused(refusals.ALREADY_REVERSED)

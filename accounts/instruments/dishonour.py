"""Dishonour 拒付, 退票: the bank did not pay, and the receipt is taken back by its reversal (E1)."""

from datetime import date

from access.models import User
from access.permissions import require
from accounts import reversal
from accounts.instruments.clearing import bouncing_instrument, check_day, require_uncleared
from accounts.models import Entry
from accounts.statement import Posted
from audit.models import Channel
from audit.refusals import Refused


def dishonour(*, entry: Entry, day: date, reason: str, actor: User, channel: Channel) -> Posted:
    """Take ``entry`` back as of ``day``: directly on the day it was made, later by a request, like every reversal (E7).

    Raises PermissionDenied, Refused ``nothing_to_clear``, ``cleared_not_dishonoured``, ``clearing_before_receipt`` or
    what refuses a reversal.
    """
    require(actor, "accounts.reverse_entry", entry.account.customer)
    check_day(entry, day)
    require_uncleared(bouncing_instrument(entry))
    try:
        return reversal.reverse(
            entry=entry, posting_date=day, reason=reason, actor=actor, channel=channel, dishonoured=True
        )
    except Refused as refused:
        if refused.field == "posting_date":  # it is called date here
            raise Refused(refused.code, field="date", **refused.figures) from refused
        raise

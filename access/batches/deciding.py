"""One decision on many requests: each row judged, recorded and, where it must be, refused by itself (E7)."""

from collections.abc import Iterable
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from access import approvals
from access.batches.models import Batch
from access.inbox import explained
from access.models import Request, User, Verdict
from audit.history import note
from audit.models import Channel
from audit.refusals import Refused, declare

NOTHING_WAITS = declare("batch_decided", _("No row of this waits for your decision."), status=409)


class Outcome(NamedTuple):
    """What came of one row: its status now, and why it was refused, "" where it was not."""

    asked: Request
    status: str
    cause: str = ""
    reason: str = ""


def note_decision(*, batch: Batch, actor: User, verdict: Verdict, channel: Channel, comment: str, rows: int) -> int:
    """Record that somebody decides ``rows`` rows of ``batch`` at once; the rows' own Actions follow."""
    kind, details = f"access.{verdict}_batch", {"rows": rows}
    return note(actor=actor, kind=kind, channel=channel, reason=comment, about=batch, details=details)


def decide_rows(
    rows: Iterable[Request], *, actor: User, verdict: Verdict, channel: Channel, comment: str
) -> list[Outcome]:
    """Decide each of ``rows`` by the operation that decides one; a row that is refused spoils no other."""
    return [_decide(asked, actor, verdict, channel, comment) for asked in rows]


def _decide(asked: Request, actor: User, verdict: Verdict, channel: Channel, comment: str) -> Outcome:
    try:
        if verdict == Verdict.WITHDRAWN:
            done = approvals.withdraw(asked=asked, actor=actor, channel=channel, comment=comment)
        else:
            done = approvals.decide(asked=asked, actor=actor, verdict=verdict, channel=channel, comment=comment)
    except Refused as refusal:
        asked.refresh_from_db(fields=["status"])
        return Outcome(asked, asked.status, refusal.code, explained(refusal))
    except PermissionDenied:
        return Outcome(asked, asked.status, "forbidden", str(_("You may not decide this.")))
    return Outcome(done, done.status)

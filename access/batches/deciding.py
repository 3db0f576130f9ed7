"""One decision on many requests: each row judged, recorded and, where it must be, refused by itself (E7).

A row is approved with its batch only; by itself it can be struck out, which is a rejection, or taken back by its maker.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from access import approvals
from access.batches.models import Batch
from access.inbox import awaiting, explained
from access.models import Request, RequestStatus, User, Verdict
from access.querysets import RequestQuerySet
from audit.history import note
from audit.models import Channel
from audit.refusals import Refused, declare

AT_ONCE = 50  # rows decided while somebody waits for the answer; more are the worker's
REFUSED = "refused"  # what a row counts as that stays as it was
NOTHING_WAITS = declare("batch_decided", _("No row of this waits for your decision."), status=409)

Later = Callable[..., Any]
_later: list[Later] = []


class Outcome(NamedTuple):
    """What came of one row: its status now, and why it was refused, "" where it was not."""

    asked: Request
    status: str
    cause: str = ""
    reason: str = ""

    @property
    def counts_as(self) -> str:
        return REFUSED if self.cause and self.status == RequestStatus.PENDING else self.status


def defer_to(later: Later) -> None:
    """Have ``later``, which takes what ``decide`` takes, decide batches that are too large to wait for."""
    _later[:] = [later]


def waiting_rows(batch: Batch, actor: User, verdict: Verdict) -> RequestQuerySet:
    """The rows of ``batch`` that ``actor`` may give this verdict on, as far as a list can tell, in the file's order."""
    if verdict == Verdict.WITHDRAWN:
        return Request.objects.pending().filter(batch=batch, maker=actor).order_by("batch_row")
    return awaiting(actor).filter(batch=batch).order_by("batch_row")


def decide(*, batch: Batch, actor: User, verdict: Verdict, channel: Channel, comment: str) -> list[Outcome] | Any:
    """Give ``verdict`` on every row that waits for ``actor``: the outcomes or, of a large batch, the run at work on it.

    Raises PermissionDenied, Refused ``own_request``, ``not_yours``, ``batch_decided`` or ``comment_required``.
    """
    if verdict == Verdict.REJECTED and not comment.strip():
        raise Refused(approvals.COMMENT_REQUIRED, field="comment")
    rows = list(waiting_rows(batch, actor, verdict)[: AT_ONCE + 1])
    how: dict[str, Any] = {"actor": actor, "verdict": verdict, "channel": channel, "comment": comment}
    if not rows:
        raise _why_none(batch, actor, verdict)
    if len(rows) > AT_ONCE:
        return _later[0](batch=batch, **how)
    with transaction.atomic():
        done = decide_rows(rows, **how)
        note_decision(batch=batch, counts=counted(done), **how)
    return done


def _why_none(batch: Batch, actor: User, verdict: Verdict) -> Refused | PermissionDenied:
    if verdict == Verdict.WITHDRAWN:
        return Refused(NOTHING_WAITS if batch.maker_id == actor.pk else approvals.NOT_YOURS)
    if batch.maker_id == actor.pk:
        return Refused(approvals.OWN_REQUEST)
    undecided = Request.objects.visible_to(actor).pending().filter(batch=batch).exclude(decisions__decided_by=actor)
    return PermissionDenied() if undecided.exists() else Refused(NOTHING_WAITS)


def note_decision(
    *, batch: Batch, actor: User, verdict: Verdict, channel: Channel, comment: str, counts: Counter[str]
) -> None:
    """Record the decision with what came of its rows, after them; nothing where every row was refused."""
    if counts.total() == counts[REFUSED]:
        return
    kind, details = f"access.{verdict}_batch", {"rows": counts.total(), **counts}
    note(actor=actor, kind=kind, channel=channel, reason=comment, about=batch, details=details)


def counted(done: Iterable[Outcome]) -> Counter[str]:
    """How many rows came to what."""
    return Counter(one.counts_as for one in done)


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
            done = approvals.decide_row(asked=asked, actor=actor, verdict=verdict, channel=channel, comment=comment)
    except Refused as refusal:
        asked.refresh_from_db(fields=["status"])
        return Outcome(asked, asked.status, refusal.code, explained(refusal))
    except PermissionDenied:
        return Outcome(asked, asked.status, "forbidden", str(_("You may not decide this.")))
    return Outcome(done, done.status)

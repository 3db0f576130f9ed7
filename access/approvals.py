"""Four eyes: one person asks, another decides, and the decision applies in the same transaction, once (E7)."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from access.batches import gathering
from access.data_keys import conceal, open_rows
from access.fields import BUSINESS, FieldClass
from access.models import Decision, Request, RequestedField, RequestStatus, User, Verdict
from access.permissions import read_rights, require
from audit.history import acting, current
from audit.models import Channel
from audit.refusals import Refused, declare

EXPIRES_AFTER = timedelta(days=30)
REQUEST_OPEN = declare(
    "request_open", _("%(fields)s already waits for approval. Wait for the decision or withdraw it."), status=409
)
OWN_REQUEST = declare("own_request", _("Your own request is decided by another person."), status=403)
STALE = declare("stale", _("The record changed after this was asked for. Ask again on its present state."), status=409)
ALREADY_DECIDED = declare("already_decided", _("This request was already decided: %(status)s."), status=409)
ALREADY_YOURS = declare(
    "already_yours", _("You decided this request already. The next level is another person's."), status=403
)
SECOND_LEVEL = declare(
    "second_level",
    _("This amount takes two people, one of whom decides at the second level. The approval that is left is theirs."),
    status=403,
)
COMMENT_REQUIRED = declare(
    "comment_required", _("Say why you reject it: the person who asked will read it."), status=400
)
ERASED = declare(
    "erased", _("What was asked for is unreadable: the customer's data was erased. Reject the request."), status=409
)
IN_BATCH = declare(
    "in_batch", _("This is a row of a batch and approved with it. By itself it can only be struck out."), status=409
)
NOT_YOURS = declare("not_yours", _("Only the person who asked can withdraw it."), status=403)


@dataclass(frozen=True)
class Line:
    """One changed field as a decider reads it; ``kind`` cuts it for those who may not see its class."""

    label: str | Promise
    before: str
    after: str
    kind: FieldClass = BUSINESS


@dataclass(frozen=True)
class Kind:
    """A kind of request, registered by the app it belongs to.

    ``find(request)`` returns the target, locked; ``describe(request, payload)`` its lines; ``apply(request, payload,
    actor, channel)`` re-checks its rules, raising Refused, and makes the change. ``reasons`` words its coded reasons,
    ``fields`` the names of the fields it asks for. Where a request takes two levels, one of its deciders holds
    ``second`` as well, in whichever order they decide.
    """

    name: str
    label: str | Promise
    permission: str
    find: Callable[[Request], Any]
    describe: Callable[[Request, dict[str, Any]], Iterable[Line]]
    apply: Callable[[Request, dict[str, Any], User, Channel], None]
    reasons: Mapping[str, str | Promise] = field(default_factory=dict)
    fields: Mapping[str, str | Promise] = field(default_factory=dict)
    second: str = ""


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Add a kind; called in AppConfig.ready()."""
    KINDS[kind.name] = kind


def payload_of(asked: Request) -> dict[str, Any]:
    """What was asked for, opened; empty where the person was erased."""
    if not asked.payload.is_open:
        open_rows([asked])
    return json.loads(asked.payload.text or "{}")


def lines_of(asked: Request) -> list[Line]:
    """The request's lines: field, before, after; none where the person was erased."""
    payload = payload_of(asked)
    return [] if asked.payload.erased else list(KINDS[asked.kind].describe(asked, payload))


def ask(
    *, kind: str, target: Any, maker: User, payload: dict[str, Any], fields: Iterable[str], reason: str, levels: int = 1
) -> Request:
    """Open a request about ``target``, inside the caller's ``acting``; ``target`` has version and portfolio.

    ``levels`` is how many people have to approve it.

    Raises Refused ``request_open`` where a field is in an open request already.
    """
    now = timezone.now()
    asked = Request(
        kind=kind,
        target_type=target._meta.label_lower,
        target_id=target.pk,
        portfolio_id=target.portfolio_id,
        maker=maker,
        reason=reason,
        fields=sorted(fields),
        key_owner=target.pk,
        base_version=target.version,
        levels=levels,
        created_at=now,
        expires_at=now + EXPIRES_AFTER,
        **gathering.place_of(kind=kind, portfolio=target.portfolio_id, maker=maker),
    )
    conceal(asked, payload=json.dumps(payload, ensure_ascii=False))
    try:
        with transaction.atomic():
            asked.save(force_insert=True)
            RequestedField.objects.bulk_create(
                RequestedField(request=asked, target_id=target.pk, field=name) for name in asked.fields
            )
    except IntegrityError as error:
        if "one_open_request_per_field" not in str(error):
            raise
        raise Refused(REQUEST_OPEN, fields=", ".join(asked.fields)) from None
    return asked


def decide(*, asked: Request, actor: User, verdict: Verdict, channel: Channel, comment: str = "") -> Request:
    """Approve or reject ``asked``; the last approval needed applies it in this transaction.

    Raises PermissionDenied, Refused ``in_batch`` for the approval of one row of a batch, ``own_request``,
    ``already_decided``, ``already_yours``, ``second_level``, ``stale``, ``comment_required``, ``erased``, or what the
    kind's rule says at this moment; then nothing is changed, but that a stale request is closed as such.
    """
    if verdict == Verdict.APPROVED and asked.batch_id:
        raise Refused(IN_BATCH)
    return decide_row(asked=asked, actor=actor, verdict=verdict, channel=channel, comment=comment)


def decide_row(*, asked: Request, actor: User, verdict: Verdict, channel: Channel, comment: str = "") -> Request:
    """Decide ``asked``, also where it is decided with others of its batch; raises what ``decide`` does."""
    kind, act = KINDS[asked.kind], partial(acting, actor=actor, channel=channel, about=asked, approval=asked.pk)
    try:
        with act(kind=f"access.{verdict}", reason=comment):
            return _decide(kind, asked, actor, verdict, channel, comment)
    except Refused as refusal:
        if refusal.code == STALE:
            with act(kind="access.stale"):
                _close(asked, RequestStatus.STALE)
        raise


def _decide(kind: Kind, asked: Request, actor: User, verdict: Verdict, channel: Channel, comment: str) -> Request:
    target = kind.find(asked)
    asked = Request.objects.select_for_update().get(pk=asked.pk)
    if asked.status != RequestStatus.PENDING:
        raise Refused(ALREADY_DECIDED, status=asked.get_status_display())
    if asked.expires_at <= timezone.now():
        raise Refused(ALREADY_DECIDED, status=RequestStatus.EXPIRED.label)
    if asked.maker_id == actor.pk:
        raise Refused(OWN_REQUEST)
    require(actor, kind.permission, target)
    if verdict == Verdict.REJECTED and not comment.strip():
        raise Refused(COMMENT_REQUIRED, field="comment")
    if verdict == Verdict.APPROVED and target.version != asked.base_version:
        raise Refused(STALE)
    payload = payload_of(asked)
    if verdict == Verdict.APPROVED and asked.payload.erased:
        raise Refused(ERASED)
    _record(asked, actor, verdict, comment)
    if verdict == Verdict.REJECTED:
        return _close(asked, RequestStatus.REJECTED)
    if asked.decisions.filter(verdict=Verdict.APPROVED).count() < asked.levels:
        return asked
    if lacks_second(kind, asked, target, actor):
        raise Refused(SECOND_LEVEL)
    _close(asked, RequestStatus.APPROVED)
    kind.apply(asked, payload, actor, channel)
    return asked


def lacks_second(kind: Kind, asked: Request, target: Any, actor: User) -> bool:
    """Whether with the approval of ``actor`` all would have approved, and none of them decides at the second level."""
    if asked.levels < 2 or not kind.second:
        return False
    given = asked.decisions.filter(verdict=Verdict.APPROVED).select_related("decided_by")
    people = {actor, *(decision.decided_by for decision in given)}
    if len(people) < asked.levels:
        return False
    return not any(read_rights(one).allow(kind.second, target.guarded_by()) for one in people)


def _record(asked: Request, actor: User, verdict: Verdict, comment: str) -> None:
    if asked.decisions.filter(decided_by=actor).exists():
        raise Refused(ALREADY_YOURS)
    Decision.objects.create(
        request=asked, maker_id=asked.maker_id, decided_by=actor, verdict=verdict, comment=comment, action_id=current()
    )


def _close(asked: Request, status: RequestStatus) -> Request:
    RequestedField.objects.filter(request=asked).delete()
    closed = Request.objects.filter(pk=asked.pk, status=RequestStatus.PENDING).update(
        status=status, closed_at=timezone.now()
    )
    if not closed:
        asked.refresh_from_db(fields=["status"])
        raise Refused(ALREADY_DECIDED, status=asked.get_status_display())
    asked.status = status
    return asked


def withdraw(*, asked: Request, actor: User, channel: Channel, comment: str = "") -> Request:
    """Take back one's own request. Raises Refused ``not_yours`` or ``already_decided``."""
    with acting(actor=actor, kind="access.withdraw", channel=channel, reason=comment, about=asked, approval=asked.pk):
        asked = Request.objects.select_for_update().get(pk=asked.pk)
        if asked.maker_id != actor.pk:
            raise Refused(NOT_YOURS)
        if asked.status != RequestStatus.PENDING:
            raise Refused(ALREADY_DECIDED, status=asked.get_status_display())
        _record(asked, actor, Verdict.WITHDRAWN, comment)
        return _close(asked, RequestStatus.WITHDRAWN)

"""Deletion of a customer: asked for by one, judged and approved by another, and recorded for ever (E6, S34-S36)."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.approvals import KINDS, ask
from access.data_keys import conceal
from access.models import Request, User
from access.permissions import require
from access.reasons import clean_reason
from audit.history import acting
from audit.models import Channel
from audit.refusals import Refused
from customers.images import image_of, written
from customers.lifecycle import ARROWS, ASK_DELETION, DELETE_KIND, POSTED, Blocker, listed, locked, move, objections_to
from customers.models import Customer, CustomerSearch, Status, Tombstone
from customers.refusals import BLOCKED, NOT_ALLOWED_FROM

NOT_CLOSED, REQUEST_OPEN = "not_closed", "request_open"
WAY = (Status.CLOSING, Status.CLOSED, Status.DELETED)


class DeletionReason(models.TextChoices):
    """Why a customer may be deleted at all (E6)."""

    DEREGISTERED = "deregistered", gettext_lazy("The customer was deregistered")
    DEBTS_SETTLED = "debts_settled", gettext_lazy("All debts are settled")
    ENTERED_BY_MISTAKE = "entered_by_mistake", gettext_lazy("Entered by mistake")


def way_of(customer: Customer, *, reason: str = "", close: bool = False) -> tuple[Status, ...]:
    """The statuses ``customer`` passes on its way to deletion; empty where it cannot be deleted from its own."""
    if reason == DeletionReason.ENTERED_BY_MISTAKE or customer.status == Status.CLOSED:
        return WAY[2:]
    if close and customer.status == Status.CLOSING:
        return WAY[1:]
    return WAY if close and (customer.status, Status.CLOSING) in ARROWS else ()


def blockers(
    customer: Customer, *, close: bool = False, reason: str = "", besides: Request | None = None
) -> list[Blocker]:
    """What stands against deleting ``customer`` now; ``besides`` is the deletion request itself.

    With ``close`` the request carries closing too; ``entered_by_mistake`` deletes from any status, but only where
    nothing was ever posted.
    """
    found = [] if way_of(customer, reason=reason, close=close) else [_not_closed(customer)]
    mistake = reason == DeletionReason.ENTERED_BY_MISTAKE
    objected = [blocker for blocker in objections_to(customer) if mistake or blocker.code != POSTED]
    return [*found, *_open_requests(customer, besides), *objected]


def _not_closed(customer: Customer) -> Blocker:
    detail = _("The customer is %(status)s, not closed.") % {"status": customer.get_status_display()}
    if way_of(customer, close=True):
        return Blocker(NOT_CLOSED, detail, _("Let this request close it too, or close it first."))
    return Blocker(NOT_CLOSED, detail, _("Activate it first, or delete it as entered by mistake."))


def _open_requests(customer: Customer, besides: Request | None) -> Iterator[Blocker]:
    waiting = Request.objects.pending().filter(target_id=customer.pk).select_related("maker").order_by("created_at")
    for asked in waiting.exclude(pk=besides.pk) if besides else waiting:
        facts = {
            "what": KINDS[asked.kind].label,
            "who": asked.maker.get_username(),
            "day": localdate(asked.created_at).isoformat(),
        }
        detail = _("%(what)s waits for approval, asked for by %(who)s on %(day)s.") % facts
        yield Blocker(REQUEST_OPEN, detail, _("Have it decided, or withdraw it."))


def request_deletion(
    *, customer: Customer, reason: str, actor: User, channel: Channel, note: str = "", close: bool = False
) -> Request:
    """Ask for the deletion of ``customer``; ``reason`` is a DeletionReason, ``note`` free text, kept encrypted.

    ``close`` lets one decision carry closing, closing down and deletion. Raises PermissionDenied; Refused
    ``blocked`` with what stands against it, or ``not_allowed_from`` where it is deleted already; ValidationError.
    """
    require(actor, ASK_DELETION, customer)
    reason, note = _read(reason, note)
    with acting(actor=actor, kind="customers.ask_deletion", channel=channel, reason=reason, about=customer):
        customer = locked(customer.pk)
        _require_way(actor, customer, reason, close)
        _refuse_blocked(actor, customer, reason=reason, close=close)
        payload = {"from": customer.status, "reason": reason, "note": note, "close": close}
        return ask(kind=DELETE_KIND, target=customer, maker=actor, payload=payload, fields=["status"], reason=reason)


def _read(reason: object, note: object) -> tuple[str, str]:
    if reason not in DeletionReason.values:
        raise ValidationError({"reason": _("Choose one of: %(reasons)s.") % {"reasons": ", ".join(DeletionReason)}})
    return str(reason), clean_reason(note, member="note")


def _require_way(actor: User, customer: Customer, reason: str, close: bool) -> None:
    """Ask again under the lock; who lets a request close a customer needs the right to that as well."""
    require(actor, ASK_DELETION, customer)
    if customer.is_deleted:
        raise Refused(NOT_ALLOWED_FROM, status=customer.get_status_display(), to=Status.DELETED.label)
    way = (customer.status, *way_of(customer, reason=reason, close=close)[:-1])
    for arrow in pairwise(way):
        require(actor, ARROWS[arrow].permission, customer)


def _refuse_blocked(actor: User, customer: Customer, **asked: Any) -> None:
    if found := [blocker.shown_to(actor, customer) for blocker in blockers(customer, **asked)]:
        raise Refused(BLOCKED, blockers=listed(found), details=" ".join(str(blocker.detail) for blocker in found))


def delete(asked: Request, payload: dict[str, Any], actor: User, channel: Channel) -> None:
    """Delete on approval: judge again, keep the last image, close the way the request carries, hide everywhere.

    Contacts, addresses and bank accounts stay as they are, encrypted. Raises Refused ``blocked``.
    """
    customer, reason, close = locked(asked.target_id), payload["reason"], payload["close"]
    _refuse_blocked(actor, customer, reason=reason, close=close, besides=asked)
    act = {"actor": actor, "kind": DELETE_KIND, "channel": channel, "reason": reason, "approval": asked.pk}
    with acting(**act, about=customer) as action:
        _bury(customer, asked, actor, action)
        for status in way_of(customer, reason=reason, close=close):
            move(customer, status)
        CustomerSearch.objects.filter(customer=customer).delete()


def _bury(customer: Customer, asked: Request, actor: User, action: int) -> None:
    stone = Tombstone(
        customer=customer,
        code=customer.code,
        reason=asked.reason,
        request_id=asked.pk,
        asked_by_id=asked.maker_id,
        approved_by=actor,
        action_id=action,
    )
    conceal(stone, image=written(image_of(customer)))
    stone.save(force_insert=True)

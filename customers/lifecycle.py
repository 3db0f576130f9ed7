"""Where a customer stands and how it moves: the arrows of E5, and who may take them.

A protective arrow is one person's and immediate. A loosening one is asked for, and another person decides
(access/approvals.py). docs/lifecycle.md shows the table; a test keeps the two alike.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from access.approvals import ask
from access.fields import BUSINESS, FieldClass, may_see
from access.models import Request, User
from access.permissions import allows, require
from access.reasons import clean_reason
from audit.history import acting
from audit.models import Channel
from audit.refusals import Refused
from customers.models import Customer, Status
from customers.refusals import DELETION_NEEDS_REQUEST, NOT_ALLOWED_FROM, NOT_SETTLED, taken
from customers.search import index

STATUS_KIND, RESTORE_KIND, DELETE_KIND = "customers.status", "customers.restore", "customers.delete"
POSTED = "posted"


@dataclass(frozen=True)
class Saved:
    """What became of a save: the names of the fields applied at once, and the request for the others."""

    customer: Customer
    applied: tuple[str, ...]
    request: Request | None


@dataclass(frozen=True)
class Arrow:
    """A way from one status to another: who may take it or ask for it, and what a button that does so says.

    ``kind`` is the kind of request by which a second person agrees; "" where one person suffices.
    """

    permission: str
    verb: str | Promise
    kind: str = ""

    @property
    def second_person(self) -> bool:
        return bool(self.kind)


CHANGE, FREEZE, ASK_DELETION = "customers.change_status", "customers.freeze_customer", "customers.request_deletion"

# Frozen to inactive is no arrow: both refuse new debits, and a freeze ends only by a second person or by closing.
ARROWS: dict[tuple[str, str], Arrow] = {
    (Status.DRAFT, Status.ACTIVE): Arrow(CHANGE, _("Activate")),
    (Status.PENDING, Status.ACTIVE): Arrow(CHANGE, _("Activate"), STATUS_KIND),
    (Status.ACTIVE, Status.FROZEN): Arrow(FREEZE, _("Freeze")),
    (Status.FROZEN, Status.ACTIVE): Arrow(FREEZE, _("Unfreeze"), STATUS_KIND),
    (Status.ACTIVE, Status.INACTIVE): Arrow(CHANGE, _("Set inactive")),
    (Status.INACTIVE, Status.ACTIVE): Arrow(CHANGE, _("Activate again"), STATUS_KIND),
    (Status.ACTIVE, Status.CLOSING): Arrow(CHANGE, _("Start closing")),
    (Status.FROZEN, Status.CLOSING): Arrow(CHANGE, _("Start closing")),
    (Status.INACTIVE, Status.CLOSING): Arrow(CHANGE, _("Start closing")),
    (Status.CLOSING, Status.ACTIVE): Arrow(CHANGE, _("Reopen"), STATUS_KIND),
    (Status.CLOSING, Status.CLOSED): Arrow(CHANGE, _("Close"), STATUS_KIND),
    (Status.CLOSED, Status.ACTIVE): Arrow(CHANGE, _("Reopen"), STATUS_KIND),
    (Status.CLOSED, Status.DELETED): Arrow(ASK_DELETION, _("Delete"), DELETE_KIND),
    (Status.DELETED, Status.CLOSED): Arrow(ASK_DELETION, _("Restore"), RESTORE_KIND),
}


@dataclass(frozen=True)
class Blocker:
    """What stands against closing or deleting a customer: ``detail`` says what, ``remedy`` what to do about it.

    ``kind`` cuts both for those who may not see that class of field.
    """

    code: str
    detail: str | Promise
    remedy: str | Promise = ""
    kind: FieldClass = BUSINESS

    def shown_to(self, user: Any, customer: Customer) -> "Blocker":
        """The blocker as ``user`` may read it."""
        if may_see(user, self.kind, customer):
            return self
        return Blocker(self.code, _("Something you may not see stands against it."), _("Ask your supervisor."))


# Filled by other rooms in AppConfig.ready(). The code ``posted`` (something was ever posted) stands against the
# deletion of a customer entered by mistake only.
objections: list[Callable[[Customer], Iterable[Blocker]]] = []


def objections_to(customer: Customer) -> list[Blocker]:
    """What other rooms have against closing or deleting ``customer``, ``posted`` included."""
    return [blocker for object_to in objections for blocker in object_to(customer)]


def locked(key: UUID) -> Customer:
    """The customer, read afresh and locked until the transaction ends."""
    return Customer.objects.select_for_update().get(pk=key)


def offered(user: Any, customer: Customer) -> dict[str, Arrow]:
    """The arrows ``user`` may take or ask for now, by the status they lead to; deletion has a page of its own."""
    found = {to: arrow for (start, to), arrow in ARROWS.items() if start == customer.status}
    return {
        to: arrow
        for to, arrow in found.items()
        if arrow.kind != DELETE_KIND and allows(user, arrow.permission, customer)
    }


def change_status(*, customer: Customer, to: str, reason: str, actor: User, channel: Channel) -> Saved:
    """Move ``customer`` to status ``to``, or ask for it where the arrow needs a second person (E5).

    Raises PermissionDenied; Refused ``not_allowed_from`` where there is no such arrow, ``deletion_needs_request``,
    ``not_settled`` where something stands against closing, ``request_open``; ValidationError for the reason.
    """
    planned = ARROWS.get((customer.status, to))
    require(actor, planned.permission if planned else CHANGE, customer)
    reason = _said(reason)
    kind = "customers.ask_status" if planned and planned.second_person else "customers.change_status"
    with acting(actor=actor, kind=kind, channel=channel, reason=reason, about=customer, details={"to": to}):
        customer = locked(customer.pk)
        arrow = _arrow(customer, to)
        require(actor, arrow.permission, customer)
        if arrow.kind == DELETE_KIND:
            raise Refused(DELETION_NEEDS_REQUEST)
        refuse_unsettled(customer, to, actor)
        if arrow.second_person:
            return Saved(customer, (), _ask(arrow, customer, to, reason, actor))
        move(customer, to)
    return Saved(customer, ("status",), None)


def _said(reason: object) -> str:
    text = clean_reason(reason, member="reason")
    if not text:
        raise ValidationError({"reason": gettext("Say why: the reason stays in the history.")})
    return text


def _arrow(customer: Customer, to: str) -> Arrow:
    arrow = ARROWS.get((customer.status, to))
    if arrow is None:
        wanted = dict(Status.choices).get(to, to)
        raise Refused(NOT_ALLOWED_FROM, field="to", status=customer.get_status_display(), to=wanted)
    return arrow


def _ask(arrow: Arrow, customer: Customer, to: str, reason: str, actor: User) -> Request:
    payload = {"from": customer.status, "to": to}
    return ask(kind=arrow.kind, target=customer, maker=actor, payload=payload, fields=["status"], reason=reason)


def refuse_unsettled(customer: Customer, to: str, actor: User) -> None:
    """Raise Refused ``not_settled`` where another room objects to closing ``customer``."""
    if (customer.status, to) != (Status.CLOSING, Status.CLOSED):
        return
    found = [b.shown_to(actor, customer) for b in objections_to(customer) if b.code != POSTED]
    if found:
        raise Refused(NOT_SETTLED, blockers=listed(found), details=" ".join(str(b.detail) for b in found))


def listed(blockers: Iterable[Blocker]) -> list[dict[str, str]]:
    """Blockers as the API answers them."""
    return [{"code": blocker.code, "detail": str(blocker.detail)} for blocker in blockers]


def move(customer: Customer, to: str) -> None:
    """Write the status ``to`` of the locked ``customer``, inside the caller's ``acting``."""
    customer.status, customer.version = to, customer.version + 1
    customer.save(update_fields=["status", "version", "updated_at"])


def apply_status(asked: Request, payload: dict[str, Any], actor: User, channel: Channel) -> None:
    """Take an approved arrow; its rules are asked again. Kinds ``customers.status`` and ``customers.restore``.

    Raises Refused ``not_allowed_from``, ``not_settled``, or ``duplicate`` where a restored customer's tax id is
    another's by now.
    """
    customer, to = locked(asked.target_id), payload["to"]
    _arrow(customer, to)
    refuse_unsettled(customer, to, actor)
    restores = customer.is_deleted
    kind = RESTORE_KIND if restores else "customers.change_status"
    with acting(actor=actor, kind=kind, channel=channel, reason=asked.reason, about=customer, approval=asked.pk):
        _move_if_unique(customer, to)
        if restores:
            index([customer])


def _move_if_unique(customer: Customer, to: str) -> None:
    try:
        with transaction.atomic():
            move(customer, to)
    except IntegrityError as error:
        if "customer_tax_id_once" not in str(error):
            raise
        raise taken(str(Customer._meta.get_field("tax_id").verbose_name)) from None

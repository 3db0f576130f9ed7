"""What a second person decides about a customer's life: loosening arrows, restoring, deletion (E5, E6)."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from access.approvals import Kind, Line, register
from access.models import Request
from customers import deletion, lifecycle
from customers.models import Customer, Status


def find(asked: Request) -> Customer:
    """The customer a request is about, locked."""
    return lifecycle.locked(asked.target_id)


def describe_status(asked: Request, payload: dict[str, Any]) -> list[Line]:
    """The status before and after."""
    return [Line(_("status"), str(Status(payload["from"]).label), str(Status(payload["to"]).label))]


def describe_deletion(asked: Request, payload: dict[str, Any]) -> Iterator[Line]:
    """The status, why, what the maker added, and whether the customer is closed on the way."""
    yield Line(_("status"), str(Status(payload["from"]).label), str(Status.DELETED.label))
    yield Line(_("reason"), "", str(deletion.DeletionReason(payload["reason"]).label))
    if payload["note"]:
        yield Line(_("note"), "", payload["note"])
    if payload["close"]:
        yield Line(_("along with it"), "", gettext("closed and deleted by this one decision"))


register(
    Kind(
        name=lifecycle.STATUS_KIND,
        label=_("change of status"),
        permission="customers.approve_change",
        find=find,
        describe=describe_status,
        apply=lifecycle.apply_status,
    )
)
register(
    Kind(
        name=lifecycle.RESTORE_KIND,
        label=_("restoring a deleted customer"),
        permission="customers.delete_customer",
        find=find,
        describe=describe_status,
        apply=lifecycle.apply_status,
    )
)
register(
    Kind(
        name=lifecycle.DELETE_KIND,
        label=_("deletion of a customer"),
        permission="customers.delete_customer",
        find=find,
        describe=describe_deletion,
        apply=deletion.delete,
        reasons=dict(deletion.DeletionReason.choices),
    )
)

"""The request by which a second person agrees to a customer's sensitive fields (E7)."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy

from access.approvals import Kind, Line, register
from access.fields import BANK, BUSINESS, IDENTITY, MONEY, FieldClass
from access.masks import mask_bank_account, mask_id_number
from access.models import Request, User
from audit.history import acting
from audit.models import Channel
from audit.refusals import Refused
from categories.models import Category
from customers import changes, creation, lifecycle
from customers.models import Customer, CustomerKind
from customers.records import CHANGE_REQUEST, refuse_taken
from customers.refusals import CUSTOMER_DELETED
from customers.terms import Terms

Write = Callable[[Any], str]


def find(asked: Request) -> Customer:
    """The customer, locked."""
    return lifecycle.locked(asked.target_id)


def describe(asked: Request, payload: dict[str, Any]) -> Iterator[Line]:
    """What there was and what is asked for; account and id numbers come masked, whoever reads it."""
    before, after = payload.get("before", {}), payload.get("after", {})
    for name, value in after.items():
        if name == "tax_id":
            yield _number_line(before, after)
        else:
            label, kind, write = LINES[name]
            yield Line(label, write(before.get(name)), write(value), kind)


def _number_line(before: Mapping[str, Any], after: Mapping[str, Any]) -> Line:
    """A USCC is public, a person's number is not."""
    was, becomes = before["kind"], after.get("kind", before["kind"])
    texts = [_number(kind, part["tax_id"]) for kind, part in ((was, before), (becomes, after))]
    secret = CustomerKind.INDIVIDUAL in (was, becomes)
    return Line(gettext_lazy("tax id"), texts[0], texts[1], IDENTITY if secret else BUSINESS)


def _number(kind: str, number: str) -> str:
    return mask_id_number(number) if kind == CustomerKind.INDIVIDUAL and number else number


def _text(value: Any) -> str:
    return value or ""


def _kind(value: Any) -> str:
    return str(CustomerKind(value).label) if value else ""


def _terms(value: Any) -> str:
    return Terms.parse(value).describe() if value else ""


def _accounts(value: Any) -> str:
    return "\n".join(
        " · ".join(filter(None, (a["bank"], a["holder"], mask_bank_account(a["number"]), a["currency"])))
        for a in value or ()
    )


def _categories(value: Any) -> str:
    return "、".join(str(category) for category in Category.objects.filter(pk__in=value or ()).order_by("position"))


LINES: dict[str, tuple[str | Promise, FieldClass, Write]] = {
    "name": (gettext_lazy("name"), BUSINESS, _text),
    "kind": (gettext_lazy("kind"), BUSINESS, _kind),
    "terms": (gettext_lazy("terms"), BUSINESS, _terms),
    "bank_accounts": (gettext_lazy("bank accounts"), BANK, _accounts),
    changes.GRADE: (gettext_lazy("credit grade"), MONEY, _categories),
}


def apply(asked: Request, payload: dict[str, Any], actor: User, channel: Channel) -> None:
    """Make the change that was asked for, after asking its rules again. Raises Refused.

    Recorded as done by who decided, with the request as its approval.
    """
    customer, after = find(asked), payload.get("after", {})
    if customer.is_deleted or not after:
        raise Refused(CUSTOMER_DELETED)
    with acting(
        actor=actor,
        kind=CHANGE_REQUEST,
        channel=channel,
        reason=asked.reason,
        about=customer,
        approval=asked.pk,
    ):
        if number := after.get("tax_id"):
            refuse_taken(customer, after.get("kind", customer.kind), number, actor)
        ring = changes.opened(customer)
        with creation.refusing_duplicates():
            changes.apply_asked(customer, after, ring, today=localdate())


register(
    Kind(
        name=CHANGE_REQUEST,
        label=gettext_lazy("change of a customer"),
        permission="customers.approve_change",
        find=find,
        describe=describe,
        apply=apply,
        fields={name: label for name, (label, _kind, _write) in LINES.items()} | {"tax_id": gettext_lazy("tax id")},
    )
)

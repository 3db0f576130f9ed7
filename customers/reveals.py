"""Reading what is masked, with a reason, in the journal (E12)."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from access.data_keys import Keyring, open_rows, text_of
from access.fields import BANK, CONTACT, IDENTITY, RULES, FieldClass
from access.models import User
from access.permissions import SEE, require
from access.reasons import clean_reason
from audit.history import acting
from audit.models import Channel
from customers import parts
from customers.changes import number_of
from customers.models import Customer

REASONS = ("collection", "reconciliation", "invoicing", "verification")  # others as text
Open = Callable[[Customer, Keyring], Any]


def reveal(*, customer: Customer, fields: Iterable[str], reason: str, actor: User, channel: Channel) -> dict[str, Any]:
    """Return the plain values of ``fields`` (names of REVEALED), by name; the journal says who read which, and why.

    ``reason`` is one of REASONS or another text. Raises PermissionDenied, which is journalled too, and
    ValidationError for the reason or an unknown field.
    """
    wanted = _known(fields)
    reason = _said(reason)
    with acting(
        actor=actor,
        kind="customers.reveal",
        channel=channel,
        reason=reason,
        about=customer,
        details={"fields": wanted},
    ):
        require(actor, SEE, customer)
        for kind in sorted({REVEALED[name][0] for name in wanted}):
            require(actor, str(RULES[kind].reveals), customer)
        ring = Keyring()
        open_rows([customer], ring=ring)
        return {name: REVEALED[name][1](customer, ring) for name in wanted}


def _known(fields: Iterable[str]) -> list[str]:
    wanted = [] if isinstance(fields, str) else [str(name) for name in fields]
    unknown = sorted({name for name in wanted if name not in REVEALED})
    if unknown or not wanted:
        message = _("Name what to reveal: %(choices)s.") % {"choices": ", ".join(REVEALED)}
        raise ValidationError({"fields": [message]})
    return sorted(set(wanted))


def _said(reason: str) -> str:
    said = clean_reason(reason, member="reason")
    if not said:
        raise ValidationError({"reason": [_("Say why you need to read this.")]})
    return said


def _listed(name: str) -> Open:
    def read(customer: Customer, ring: Keyring) -> list[dict[str, Any]]:
        rows = parts.stored(name, customer, ring)
        return [{"id": str(row.pk), **parts.values_of(name, row)} for row in rows]

    return read


REVEALED: Mapping[str, tuple[FieldClass, Open]] = {
    "contacts": (CONTACT, _listed("contacts")),
    "addresses": (CONTACT, _listed("addresses")),
    "remarks": (CONTACT, lambda customer, ring: text_of(customer.remarks)),
    "identifiers": (IDENTITY, _listed("identifiers")),
    "bank_accounts": (BANK, _listed("bank_accounts")),
    "tax_id": (IDENTITY, lambda customer, ring: number_of(customer)),
}

"""What class each recorded field is of, and which permission shows or reveals that class (E12, S56)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import models

from access.permissions import allows, rights_of


class FieldClass(StrEnum):
    """How sensitive a field is."""

    BUSINESS = "business"
    MONEY = "money"
    CONTACT = "contact"
    BANK = "bank"
    IDENTITY = "identity"
    SECRET = "secret"  # noqa: S105


BUSINESS, MONEY, CONTACT, BANK, IDENTITY, SECRET = FieldClass


@dataclass(frozen=True)
class Access:
    """The permission that shows a class (masked where it can be revealed) and the one that reveals it; None: nobody."""

    shows: str | None
    reveals: str | None = None


RULES = {
    MONEY: Access("accounts.view_money"),
    CONTACT: Access("customers.view_contacts", "customers.reveal_contacts"),
    BANK: Access("customers.view_bank", "customers.reveal_bank"),
    IDENTITY: Access("customers.view_contacts", "customers.reveal_contacts"),
    SECRET: Access(None),
}


def class_of(model: type[models.Model], field: str) -> FieldClass:
    """The declared class of ``field``; BUSINESS where ``model.field_classes`` does not name it."""
    return getattr(model, "field_classes", {}).get(field, BUSINESS)


def may_see(user: Any, kind: FieldClass, target: Any = None) -> bool:
    """Whether ``user`` may see fields of this class at all, on ``target`` or, without one, anywhere."""
    if kind == BUSINESS:
        return True
    permission = RULES[kind].shows
    if permission is None:
        return False
    return permission in rights_of(user).may if target is None else allows(user, permission, target)


def may_reveal(user: Any, kind: FieldClass, target: Any) -> bool:
    """Whether ``user`` may read fields of this class in full on ``target``, with a reason."""
    permission = RULES[kind].reveals if kind in RULES else None
    return permission is not None and allows(user, permission, target)


def shown(user: Any, model: type[models.Model], fields: Iterable[str] | None = None) -> list[str]:
    """The fields of ``model`` that exist for ``user``: for forms, columns, filters, ordering, exports and history."""
    names = fields if fields is not None else [field.name for field in model._meta.concrete_fields]
    return [name for name in names if may_see(user, class_of(model, name))]

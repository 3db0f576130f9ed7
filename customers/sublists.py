"""What is typed of a customer's lists: contacts, addresses, bank accounts, numbers, former names, external codes.

An item with ``id`` is one the customer has: members that were not typed keep what is stored (``kept``), so that
somebody who reads them masked can change the rest. Items that the list leaves out are removed.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from customers.dossier import numbers
from customers.dossier.countries import HOME, clean_country
from customers.identifiers import clean_bank_account, clean_phone
from customers.members import Clean, day, flag, line, one_of, secret
from customers.models import AddressKind, ContactRole, IdentifierType
from exchange.money import clean_currency

OTHERS_CODE = re.compile(r"[\w./# -]+")


@dataclass(frozen=True)
class ContactInput:
    """A person to talk to; numbers in E.164, ``role`` one of ContactRole or empty."""

    name: str = ""
    phone: str = ""
    mobile: str = ""
    email: str = ""
    role: str = ""
    is_primary: bool = False
    id: UUID | None = None
    kept: frozenset[str] = frozenset()


@dataclass(frozen=True)
class AddressInput:
    """An address; ``kind`` one of AddressKind, ``country`` by ISO 3166-1."""

    kind: str = AddressKind.REGISTERED.value
    country: str = HOME
    province: str = ""
    city: str = ""
    line: str = ""
    id: UUID | None = None
    kept: frozenset[str] = frozenset()


@dataclass(frozen=True)
class BankAccountInput:
    """A bank account; ``number`` in digits, ``currency`` by ISO 4217."""

    bank: str = ""
    holder: str = ""
    number: str = ""
    currency: str = "CNY"
    id: UUID | None = None
    kept: frozenset[str] = frozenset()


@dataclass(frozen=True)
class IdentifierInput:
    """A further number; ``type`` one of IdentifierType, ``country`` by ISO 3166-1, both days inclusive."""

    type: str = IdentifierType.TAX.value
    country: str = HOME
    number: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    id: UUID | None = None
    kept: frozenset[str] = frozenset()


@dataclass(frozen=True)
class FormerNameInput:
    """A name the customer had."""

    name: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    id: UUID | None = None
    kept: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ExternalCodeInput:
    """What another system calls the customer; ``system`` in capital letters."""

    system: str = ""
    code: str = ""
    id: UUID | None = None
    kept: frozenset[str] = frozenset()


Item = ContactInput | AddressInput | BankAccountInput | IdentifierInput | FormerNameInput | ExternalCodeInput
Together = Callable[[Mapping[str, Any]], Mapping[str, Any]]


@dataclass(frozen=True)
class Sublist:
    """How the items of one list are read; ``needed`` members must not be empty in a new item.

    ``marks`` alone make no item. ``together`` takes the members of an item, kept ones as stored, and returns those it
    changes; it raises ValidationError by member.
    """

    item: type[Item]
    members: Mapping[str, Clean[Any]]
    needed: tuple[str, ...] = ()
    marks: frozenset[str] = frozenset({"is_primary"})
    together: Together | None = None


def _clean_email(value: object) -> str:
    text = line(254)(value)
    try:
        validate_email(text)
    except ValidationError:
        raise ValidationError(
            _("This is not an e-mail address. Write it like name@example.com."), "email_malformed"
        ) from None
    return text


def _clean_system(value: object) -> str:
    """Return the name of a system in capital letters; a colon would end it in ``external_code=SYSTEM:CODE``."""
    system = line(32)(value).upper()
    if ":" in system:
        raise ValidationError(_("The name of a system has no colon."), "system_malformed")
    return system


def _clean_external(value: object) -> str:
    """Return another system's code as it writes it; full-width characters are refused, lest two codes look alike."""
    code = line(100)(value)
    if code and not (OTHERS_CODE.fullmatch(code) and unicodedata.normalize("NFKC", code) == code):
        raise ValidationError(
            _("A code has letters, digits, spaces and . _ - / #, half-width."),
            "external_code_malformed",
        )
    return code


def _days_in_order(values: Mapping[str, Any]) -> Mapping[str, Any]:
    if values["valid_from"] and values["valid_to"] and values["valid_to"] < values["valid_from"]:
        message = _("This day is before the one it begins with. Exchange them.")
        raise ValidationError({"valid_to": ValidationError(message, "days_order")})
    return {}


def _fitting_number(values: Mapping[str, Any]) -> Mapping[str, Any]:
    _days_in_order(values)
    try:
        number = numbers.clean_number(values["number"], kind=values["type"], country=values["country"])
    except ValidationError as error:
        raise ValidationError({"number": error}) from None
    return {"number": number}


DAYS = {"valid_from": day, "valid_to": day}
SUBLISTS = {
    "contacts": Sublist(
        ContactInput,
        {
            "name": secret(line(100)),
            "phone": secret(clean_phone),
            "mobile": secret(clean_phone),
            "email": secret(_clean_email),
            "role": one_of(("", *ContactRole.values)),
            "is_primary": flag,
        },
        marks=frozenset({"is_primary", "role"}),
    ),
    "addresses": Sublist(
        AddressInput,
        {
            "kind": one_of(AddressKind.values),
            "country": clean_country,
            "province": line(50),
            "city": line(50),
            "line": secret(line(300)),
        },
        needed=("line",),
    ),
    "bank_accounts": Sublist(
        BankAccountInput,
        {
            "bank": line(100),
            "holder": secret(line(200)),
            "number": secret(clean_bank_account),
            "currency": clean_currency,
        },
        needed=("number",),
    ),
    "identifiers": Sublist(
        IdentifierInput,
        {
            "type": one_of(IdentifierType.values),
            "country": clean_country,
            "number": secret(numbers.clean_written),
            **DAYS,
        },
        needed=("number",),
        together=_fitting_number,
    ),
    "former_names": Sublist(FormerNameInput, {"name": line(200), **DAYS}, needed=("name",), together=_days_in_order),
    "external_codes": Sublist(
        ExternalCodeInput, {"system": _clean_system, "code": _clean_external}, needed=("system", "code")
    ),
}

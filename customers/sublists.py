"""What is typed of a customer's contacts, addresses and bank accounts.

An item with ``id`` is one the customer has: members that were not typed keep what is stored (``kept``), so that
somebody who reads them masked can change the rest. Items that the list leaves out are removed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from customers.identifiers import clean_bank_account, clean_phone
from customers.members import Errors, flag, line, listed, not_an_object, one_of, secret
from customers.models import AddressKind, Customer
from exchange.money import clean_currency

MAX_ITEMS = 50


@dataclass(frozen=True)
class ContactInput:
    """A person to talk to; numbers in E.164."""

    name: str = ""
    phone: str = ""
    mobile: str = ""
    email: str = ""
    is_primary: bool = False
    id: UUID | None = None
    kept: frozenset[str] = frozenset()


@dataclass(frozen=True)
class AddressInput:
    """An address; ``kind`` one of AddressKind."""

    kind: str = AddressKind.REGISTERED.value
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


Item = ContactInput | AddressInput | BankAccountInput


@dataclass(frozen=True)
class Sublist:
    """How the items of one list are read; ``needed`` members must not be empty in a new item."""

    item: type[Item]
    members: Mapping[str, Callable[[object], Any]]
    needed: tuple[str, ...] = ()


def _clean_email(value: object) -> str:
    text = line(254)(value)
    try:
        validate_email(text)
    except ValidationError:
        raise ValidationError(
            _("This is not an e-mail address. Write it like name@example.com."), "email_malformed"
        ) from None
    return text


SUBLISTS = {
    "contacts": Sublist(
        ContactInput,
        {
            "name": secret(line(100)),
            "phone": secret(clean_phone),
            "mobile": secret(clean_phone),
            "email": secret(_clean_email),
            "is_primary": flag,
        },
    ),
    "addresses": Sublist(
        AddressInput,
        {"kind": one_of(AddressKind.values), "province": line(50), "city": line(50), "line": secret(line(300))},
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
}


def read_sublist(name: str, raw: object, *, customer: Customer | None, errors: Errors) -> tuple[Any, ...]:
    """Return the items of the list ``name`` as typed; what is wrong is noted in ``errors`` by path."""
    sublist = SUBLISTS[name]
    found = [
        (path, item)
        for path, given in listed(name, raw, MAX_ITEMS, errors)
        if (item := _read_item(path, given, sublist, errors)) is not None
    ]
    _check_ids(name, found, customer, errors)
    items = tuple(item for _path, item in found)
    return _with_one_primary(items, errors) if name == "contacts" else items


def _read_item(path: str, raw: object, sublist: Sublist, errors: Errors) -> Item | None:
    if not isinstance(raw, Mapping):
        errors.add(path, not_an_object())
        return None
    within = f"{path}."
    errors.refuse_unknown(raw, {*sublist.members, "id"}, within=within)
    key = errors.read(f"{within}id", _clean_id, raw["id"], None) if raw.get("id") is not None else None
    values = {
        name: errors.read(f"{within}{name}", clean, raw[name], getattr(sublist.item, name))
        for name, clean in sublist.members.items()
        if name in raw
    }
    kept = frozenset(set(sublist.members) - set(raw)) if key else frozenset()
    _check_content(path, raw, sublist, kept, errors)
    return sublist.item(**values, id=key, kept=kept)


def _check_content(path: str, raw: Mapping[str, Any], sublist: Sublist, kept: frozenset[str], errors: Errors) -> None:
    """Note what an item lacks: its needed members or, where it has none such, any content at all."""
    empty = [name for name in sublist.needed if name not in kept and raw.get(name, "") == ""]
    for name in empty:
        errors.add(f"{path}.{name}", ValidationError(_("This is required. Fill it in."), "required"))
    texts = [name for name in sublist.members if raw.get(name, "") != "" and name != "is_primary"]
    if not (texts or kept or sublist.needed):
        errors.add(path, ValidationError(_("Fill in a name or a way to reach this person."), "empty"))


def _clean_id(value: object) -> UUID:
    try:
        return value if isinstance(value, UUID) else UUID(str(value)[:50])
    except ValueError:
        raise ValidationError(_("This is not an id of this list. Leave it out for a new item."), "id") from None


def _check_ids(name: str, found: list[tuple[str, Item]], customer: Customer | None, errors: Errors) -> None:
    """Each id must be one of this customer's, and be named once."""
    keys = [item.id for _path, item in found if item.id]
    known = {row.pk for row in getattr(customer, name).all()} if keys and customer else set()
    for path, item in found:
        if item.id and (item.id not in known or keys.count(item.id) > 1):
            message = _("This is not an id of this list. Leave it out for a new item.")
            errors.add(f"{path}.id", ValidationError(message, "id"))


def _with_one_primary(contacts: tuple[Any, ...], errors: Errors) -> tuple[Any, ...]:
    """One contact is the primary one: the marked one, else the first of those whose mark was typed or is new."""
    marked = [number for number, contact in enumerate(contacts) if contact.is_primary]
    for number in marked[1:]:
        errors.add(f"contacts.{number}.is_primary", ValidationError(_("Only one contact is the primary one."), "twice"))
    if marked or not contacts or any("is_primary" in contact.kept for contact in contacts):
        return contacts
    return (replace(contacts[0], is_primary=True), *contacts[1:])

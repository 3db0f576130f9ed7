"""What a row of a file says of a customer, as the members that ``intake.read`` takes."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.translation import override

from categories.labels import label_key
from categories.models import Dimension
from customers.dossier import cells, merging
from customers.dossier.countries import country_name, find_country
from customers.models import AddressKind, ContactRole, Customer, CustomerKind
from customers.parts import ordered
from exchange.files import Fields

TEXTS = ("code", "name", "short_name", "mnemonic", "kind", "tax_id", "portfolio", "terms", "remarks", "external_id")
CONTACT = {
    "contact_name": "name",
    "contact_role": "role",
    "phone": "phone",
    "mobile": "mobile",
    "email": "email",
}
ADDRESS = {"province": "province", "city": "city", "address": "line"}
LISTS = {  # by the column, of which each is one cell
    "identifiers": "identifiers",
    "personal_identifiers": "identifiers",
    "former_names": "former_names",
    "external_codes": "external_codes",
}
CATEGORY, EXTERNAL_CODE = "category:", "external_code:"


def _heads() -> Mapping[str, str]:
    """The heads of an export, in words or by name: it can be taken in again as it is."""
    from customers.exports.heads import meanings

    return meanings(NAMES)


NAMES = frozenset({*TEXTS, *CONTACT, *ADDRESS, *LISTS, "country"})
FIELDS = Fields(
    names=NAMES,
    texts=NAMES,
    categories=True,
    patterns=(re.compile(r"external_code:[^:]{1,32}"),),
    heads=_heads,
)
PERSONAL = frozenset({*CONTACT, *LISTS, "address", "tax_id", "remarks"})  # what no mapping may say of every row
SEVERAL = re.compile("[;；]")  # between the values of a dimension that takes several


def code_of(values: Mapping[str, str]) -> str:
    """The code in the form it is kept in, if it is one; "" where the row has none."""
    return values.get("code", "").upper()


def raw_of(
    values: Mapping[str, str], *, customer: Customer | None, dimensions: Mapping[str, Dimension]
) -> dict[str, Any]:
    """The members a row states: of a new customer or of ``customer``, what it leaves empty staying as it is.

    ``values`` has no empty ones. A row tells of one contact, the primary one, and of one address, the registered one.
    """
    raw: dict[str, Any] = {name: values[name] for name in TEXTS if name in values}
    if "kind" in raw:
        raw["kind"] = _kinds().get(raw["kind"], raw["kind"])
    if contact := _contact(values):
        raw["contacts"] = _merged("contacts", contact, customer, {"is_primary": True})
    if address := _address(values, known=_has_registered(customer)):
        raw["addresses"] = _merged("addresses", address, customer, {"kind": AddressKind.REGISTERED.value})
    if codes := {name.removeprefix(EXTERNAL_CODE): values[name] for name in values if name.startswith(EXTERNAL_CODE)}:
        raw["external_codes"] = _with_codes(codes, customer)
    for column, name in LISTS.items():
        if column in values:
            raw[name] = merging.added(name, cells.read(name, values[column]), raw.get(name), customer)
    if categories := _categories(values, dimensions):
        raw["categories"] = categories
    return raw


@lru_cache
def _kinds() -> dict[str, str]:
    """The kinds by what they are called in each language."""
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found |= {str(label): value for value, label in CustomerKind.choices}
    return found


def field_of(path: str) -> str:
    """The field of a file behind a member path such as ``contacts.0.mobile``; "" where it is the whole row."""
    head, _, tail = path.partition(".")
    if head == "external_codes":
        return ""
    if head in LISTS:
        return head
    if head == "categories":
        return f"{CATEGORY}{tail}"
    if head in ("contacts", "addresses"):
        members = CONTACT if head == "contacts" else ADDRESS
        return next((name for name, member in members.items() if member == tail.rpartition(".")[2]), "")
    return head


def _contact(values: Mapping[str, str]) -> dict[str, str]:
    """The contact; what it is responsible for is written by its code or as people say it."""
    contact = {member: values[name] for name, member in CONTACT.items() if name in values}
    if "role" in contact:
        contact["role"] = _roles().get(label_key(contact["role"]), contact["role"])
    return contact


@lru_cache
def _roles() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in ("en", "zh-hans"):
        with override(language):
            found |= {label_key(str(label)): value for value, label in ContactRole.choices}
    return found


def _with_codes(codes: Mapping[str, str], customer: Customer | None) -> list[dict[str, Any]]:
    """The external codes with those the row says in place of the first one of their systems, the others as they are."""
    rows = ordered("external_codes", customer) if customer else []
    said = {system.upper(): code for system, code in codes.items()}
    items: list[dict[str, Any]] = []
    for row in rows:
        items.append({"id": row.pk, **({"code": said.pop(row.system)} if row.system in said else {})})
    return items + [{"system": system, "code": code} for system, code in said.items()]


def _has_registered(customer: Customer | None) -> bool:
    rows = ordered("addresses", customer) if customer else []
    return any(row.kind == AddressKind.REGISTERED for row in rows)


def _address(values: Mapping[str, str], *, known: bool) -> dict[str, str]:
    """The address, which always has a line; a country that is none stands before it, as other systems number them."""
    address = {member: values[name] for name, member in ADDRESS.items() if name in values}
    country = values.get("country", "")
    if country and (code := find_country(country)):
        address["country"], country = code, ""
    if country and ("line" in address or not known):
        address["line"] = f"{country} {address.get('line', '')}".strip()
    if address and not known:
        line = address.get("province", "") + address.get("city", "")
        address.setdefault("line", line or country_name(address.get("country", "")))
    return address


def _merged(name: str, said: dict[str, str], customer: Customer | None, mark: dict[str, Any]) -> list[dict[str, Any]]:
    """The list ``name`` with what the row says in the one item that ``mark`` tells, the others as they are."""
    rows = ordered(name, customer) if customer else []
    (key, value), *_others = mark.items()
    target = next((row for row in rows if getattr(row, key) == value), None)
    items: list[dict[str, Any]] = [{"id": row.pk, **(said if row is target else {})} for row in rows]
    return items if target else [*items, {**said, **mark}]


def _categories(values: Mapping[str, str], dimensions: Mapping[str, Dimension]) -> dict[str, list[str]]:
    found = {}
    for name, value in values.items():
        if name.startswith(CATEGORY):
            code = name.removeprefix(CATEGORY)
            dimension = dimensions.get(code)
            labels = SEVERAL.split(value) if dimension and not dimension.single else [value]
            found[code] = [label for label in map(str.strip, labels) if label]
    return found

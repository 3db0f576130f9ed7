"""How a typed list becomes items: each by its own members, then together with what is stored."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from access.data_keys import open_rows
from access.encryption import Encrypted
from customers.members import Errors, listed, not_an_object, required
from customers.models import Customer
from customers.sublists import SUBLISTS, Item, Sublist

MAX_ITEMS = 50


def read_sublist(name: str, raw: object, *, customer: Customer | None, errors: Errors) -> tuple[Any, ...]:
    """Return the items of the list ``name`` as typed; what is wrong is noted in ``errors`` by path."""
    sublist = SUBLISTS[name]
    found = [
        (path, item)
        for path, given in listed(name, raw, MAX_ITEMS, errors)
        if (item := _read_item(path, given, sublist, errors)) is not None
    ]
    known = getattr(customer, name).all() if customer and any(item.id for _path, item in found) else ()
    rows = {row.pk: row for row in known}
    _check_ids(found, rows, errors)
    if name == "external_codes":
        _check_once(found, errors)
    items = tuple(_settled(path, item, sublist, _kept(item, rows, sublist), errors) for path, item in found)
    return _with_one_primary(items, errors) if name == "contacts" else items


def _kept(item: Item, rows: Mapping[UUID, Any], sublist: Sublist) -> dict[str, Any]:
    """What is stored of the members an item leaves as they are, opened, where they are judged with the others."""
    if sublist.together is None or not item.kept or item.id is None or item.id not in rows:
        return {}
    (row,) = open_rows([rows[item.id]])
    found = {name: getattr(row, name) for name in item.kept}
    return {name: value.text if isinstance(value, Encrypted) else value for name, value in found.items()}


def _settled(path: str, item: Any, sublist: Sublist, kept: Mapping[str, Any], errors: Errors) -> Any:
    """The item after its members were judged together."""
    values = {name: kept.get(name, getattr(item, name)) for name in sublist.members}
    if sublist.together is None or errors.are_below(path):
        return item
    try:
        changed = sublist.together(values)
    except ValidationError as error:
        errors.add_all(path, error)
        return item
    return replace(item, **{name: value for name, value in changed.items() if name not in item.kept})


def _check_once(found: list[tuple[str, Any]], errors: Errors) -> None:
    """The same code of the same system is written once."""
    seen = set()
    for path, item in found:
        if item.system and item.code and (item.system, item.code) in seen:
            errors.add(f"{path}.code", ValidationError(_("This code stands in the list already."), "twice"))
        seen.add((item.system, item.code))


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
        errors.add(f"{path}.{name}", required())
    texts = [name for name in sublist.members if raw.get(name, "") != "" and name not in sublist.marks]
    if not (texts or kept or sublist.needed):
        errors.add(path, ValidationError(_("Fill in a name or a way to reach this person."), "empty"))


def _clean_id(value: object) -> UUID:
    try:
        return value if isinstance(value, UUID) else UUID(str(value)[:50])
    except ValueError:
        raise ValidationError(_("This is not an id of this list. Leave it out for a new item."), "id") from None


def _check_ids(found: list[tuple[str, Item]], known: Collection[UUID], errors: Errors) -> None:
    """Each id must be one of this customer's, and be named once."""
    keys = [item.id for _path, item in found if item.id]
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

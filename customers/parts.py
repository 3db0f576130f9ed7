"""A customer's contacts, addresses and other lists: how the stored list becomes the typed one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from access.data_keys import Keyring, conceal, open_rows, text_of
from access.encryption import encrypted_fields
from customers.models import (
    Address,
    BankAccount,
    Contact,
    Customer,
    CustomerPart,
    ExternalCode,
    FormerName,
    Identifier,
)
from customers.sublists import SUBLISTS, Item

MODELS: dict[str, type[CustomerPart]] = {
    "contacts": Contact,
    "addresses": Address,
    "bank_accounts": BankAccount,
    "identifiers": Identifier,
    "former_names": FormerName,
    "external_codes": ExternalCode,
}


def stored(name: str, customer: Customer, ring: Keyring) -> list[Any]:
    """The rows of the list ``name``, opened, in their order; prefetched ones are not fetched again."""
    return open_rows(ordered(name, customer), ring=ring)


def ordered(name: str, customer: Customer) -> list[Any]:
    """The rows of the list ``name`` in their order, as they are stored."""
    return sorted(getattr(customer, name).all(), key=lambda row: (row.position, row.pk))


def values_of(name: str, row: models.Model) -> dict[str, Any]:
    """What an opened row says, by member."""
    hidden = {column.name for column in encrypted_fields(type(row))}
    return {
        member: text_of(getattr(row, member)) if member in hidden else getattr(row, member)
        for member in SUBLISTS[name].members
    }


@dataclass
class Listing:
    """The steps from the stored rows to the typed items; each row with the values it shall have."""

    name: str
    removed: list[Any] = field(default_factory=list)
    changed: list[tuple[Any, dict[str, Any]]] = field(default_factory=list)
    new: list[dict[str, Any]] = field(default_factory=list)
    after: list[dict[str, Any]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.removed or self.changed or self.new)


def compare(name: str, rows: Sequence[Any], items: Sequence[Item]) -> Listing:
    """How ``rows`` become ``items``: by id, an item without one by equal content. Values include ``position``."""
    pairs = _paired(name, rows, items)
    wanted = [_wanted(name, item, row, position) for position, (item, row) in enumerate(pairs)]
    if name == "contacts":
        _keep_one_primary(items, wanted)
    listing = Listing(name, removed=[row for row in rows if row not in [kept for _item, kept in pairs]])
    for values, (_item, row) in zip(wanted, pairs, strict=True):
        listing.after.append({"id": str(row.pk) if row else None, **values})
        if row is None:
            listing.new.append(values)
        elif values != {**values_of(name, row), "position": row.position}:
            listing.changed.append((row, values))
    return listing


def _paired(name: str, rows: Sequence[Any], items: Sequence[Item]) -> list[tuple[Item, Any | None]]:
    free = {row.pk: row for row in rows}
    by_id = {item.id: free.pop(item.id, None) for item in items if item.id}
    pairs = []
    for item in items:
        row = by_id[item.id] if item.id else _equal(name, free.values(), item)
        if row is not None:
            free.pop(row.pk, None)
        pairs.append((item, row))
    return pairs


def _equal(name: str, rows: Iterable[Any], item: Item) -> Any | None:
    return next((row for row in rows if _content(name, item) == _without_mark(values_of(name, row))), None)


def _content(name: str, item: Item) -> dict[str, Any]:
    return _without_mark({member: getattr(item, member) for member in SUBLISTS[name].members})


def _without_mark(values: Mapping[str, Any]) -> dict[str, Any]:
    return {member: value for member, value in values.items() if member != "is_primary"}


def _wanted(name: str, item: Item, row: Any | None, position: int) -> dict[str, Any]:
    present = values_of(name, row) if row is not None else {}
    typed = {
        member: present[member] if member in item.kept and present else getattr(item, member)
        for member in SUBLISTS[name].members
    }
    return {**typed, "position": position}


def _keep_one_primary(items: Sequence[Any], wanted: list[dict[str, Any]]) -> None:
    """A mark typed now wins over a stored one; without any the first contact is the primary one."""
    marked = [values for values in wanted if values["is_primary"]]
    typed = [v for item, v in zip(items, wanted, strict=True) if v["is_primary"] and "is_primary" not in item.kept]
    primary = next(iter(typed or marked or wanted), None)
    for values in wanted:
        values["is_primary"] = values is primary


def built(name: str, customer: Customer, listing: Listing, ring: Keyring) -> list[Any]:
    """The new rows of ``listing``, encrypted, to be inserted."""
    return [_set(MODELS[name](customer=customer), values, ring) for values in listing.new]


def write(customer: Customer, listing: Listing, ring: Keyring) -> None:
    """Carry out ``listing``; marks of the primary contact are taken away before one is given."""
    model = MODELS[listing.name]
    if listing.removed:
        model._default_manager.filter(pk__in=[row.pk for row in listing.removed]).delete()
    for row, values in sorted(listing.changed, key=lambda step: bool(step[1].get("is_primary"))):
        _set(row, values, ring).save(update_fields=list(values))
    if listing.new:
        model._default_manager.bulk_create(built(listing.name, customer, listing, ring))


def _set(row: Any, values: Mapping[str, Any], ring: Keyring) -> Any:
    hidden = {column.name for column in encrypted_fields(type(row))}
    for member, value in values.items():
        if member not in hidden:
            setattr(row, member, value)
    conceal(row, ring=ring, **{member: value for member, value in values.items() if member in hidden})
    return row

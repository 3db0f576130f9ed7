"""The file of customers, read with one query whatever it holds: a page and a record have few to spare."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import CharField, DateField, F, IntegerField, Value
from django.db.models.functions import Cast

from access.data_keys import Keyring, open_rows
from access.encryption import EncryptedField
from customers.models import Address, BankAccount, Customer, ExternalCode, FormerName, Identifier

File = dict[str, list[Any]]  # rows, opened, by list
NO_TEXT, NO_DAY = Value("", CharField()), Cast(Value(None), DateField())
NO_BYTES = Cast(Value(None), EncryptedField())
COLUMNS = (
    *("row_list", "customer_id", "row_key", "row_position", "first", "second", "third", "fourth"),
    *("hidden", "also_hidden", "begins", "ends"),
)
# What of each model stands in the common columns; the encrypted one first, since the first names the types.
LISTS: dict[str, tuple[Any, dict[str, str]]] = {
    "former_names": (FormerName, {"hidden": "name", "begins": "valid_from", "ends": "valid_to"}),
    "identifiers": (
        Identifier,
        {"first": "type", "second": "country", "hidden": "number", "begins": "valid_from", "ends": "valid_to"},
    ),
    "external_codes": (ExternalCode, {"first": "system", "second": "code"}),
    "addresses": (
        Address,
        {"first": "kind", "second": "country", "third": "province", "fourth": "city", "hidden": "line"},
    ),
    "bank_accounts": (
        BankAccount,
        {"first": "bank", "second": "currency", "hidden": "number", "also_hidden": "holder"},
    ),
}
FILE = ("former_names", "identifiers", "external_codes")


def files_of(customers: Sequence[Customer], ring: Keyring, *, lists: Sequence[str] = FILE) -> dict[UUID, File]:
    """The opened rows of ``customers``, by customer and list, in their order. Whether they may be seen was asked.

    ``lists`` begins with ``former_names``.
    """
    by_key = {customer.pk: customer for customer in customers}
    found: dict[UUID, File] = {key: {name: [] for name in lists} for key in by_key}
    if not by_key:
        return found
    first, *others = (_rows(name, by_key) for name in lists)
    for values in first.union(*others, all=True).order_by("row_position", "row_key"):
        name, owner = values[0], values[1]
        found[owner][name].append(_built(name, by_key[owner], values))
    open_rows((row for file in found.values() for rows in file.values() for row in rows), ring=ring)
    return found


def file_of(customer: Customer, ring: Keyring, *, lists: Sequence[str] = FILE) -> File:
    """The file of one customer."""
    return files_of([customer], ring, lists=lists)[customer.pk]


def _rows(name: str, keys: Iterable[UUID]) -> Any:
    model, filled = LISTS[name]
    empty: dict[str, Any] = {
        "first": NO_TEXT,
        "second": NO_TEXT,
        "third": NO_TEXT,
        "fourth": NO_TEXT,
        "hidden": NO_BYTES,
        "also_hidden": NO_BYTES,
        "begins": NO_DAY,
        "ends": NO_DAY,
    }
    columns = {**empty, **{column: F(field) for column, field in filled.items()}}
    columns |= {
        "row_key": F("id"),
        "row_list": Value(name, CharField()),
        "row_position": Cast(F("position"), IntegerField()),
    }
    return model.objects.filter(customer__in=list(keys)).order_by().annotate(**columns).values_list(*COLUMNS)


def _built(name: str, customer: Customer, values: Sequence[Any]) -> Any:
    model, filled = LISTS[name]
    said = dict(zip(COLUMNS, values, strict=True))
    fields = {field: said[column] for column, field in filled.items()}
    row = model(id=said["row_key"], customer=customer, position=said["row_position"], **fields)
    row._state.adding = False
    return row

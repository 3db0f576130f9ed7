"""The file of customers, read with one query whatever it holds: a page and a record have few to spare."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection

from access.data_keys import Keyring, open_rows
from access.encryption import Encrypted
from access.models import DataKey
from customers.models import Address, BankAccount, Contact, Customer, ExternalCode, FormerName, Identifier

File = dict[str, list[Any]]  # rows, opened, by list
# The common columns of all lists, and what stands there in a list that has no such value.
NO_TEXT, NO_BYTES, NO_DAY = "''", "NULL::bytea", "NULL::date"
COLUMNS = {
    **dict.fromkeys(("first", "second", "third", "fourth"), NO_TEXT),
    "flag": "false",
    **dict.fromkeys(("hidden", "second_hidden", "third_hidden", "fourth_hidden"), NO_BYTES),
    **dict.fromkeys(("begins", "ends"), NO_DAY),
}
# What of each model stands in the common columns.
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
        {"first": "bank", "second": "currency", "hidden": "number", "second_hidden": "holder"},
    ),
    "contacts": (
        Contact,
        {
            "first": "role", "flag": "is_primary", "hidden": "name", "second_hidden": "phone",
            "third_hidden": "mobile", "fourth_hidden": "email",
        },
    ),
}  # fmt: skip
FILE = ("former_names", "identifiers", "external_codes")
KEYS = "keys"  # the data keys come with the rows


def files_of(customers: Sequence[Customer], ring: Keyring, *, lists: Sequence[str] = FILE) -> dict[UUID, File]:
    """The opened rows of ``customers``, by customer and list, in their order. Whether they may be seen was asked."""
    by_key = {customer.pk: customer for customer in customers}
    found: dict[UUID, File] = {key: {name: [] for name in lists} for key in by_key}
    if not by_key:
        return found
    with connection.cursor() as cursor:
        cursor.execute(_statement(tuple(lists)), {"customers": list(by_key)})
        for name, owner, key, position, *values in cursor:
            if name == KEYS:
                ring.take([(owner, values[0], values[5])])
            else:
                found[owner][name].append(_built(name, by_key[owner], key, position, values))
    open_rows((row for file in found.values() for rows in file.values() for row in rows), ring=ring)
    return found


def file_of(customer: Customer, ring: Keyring, *, lists: Sequence[str] = FILE) -> File:
    """The file of one customer."""
    return files_of([customer], ring, lists=lists)[customer.pk]


@lru_cache
def _statement(lists: tuple[str, ...]) -> str:
    """The keys of the customers and the rows of ``lists``. Written out: the ORM takes longer to write it than it runs.

    Only names of this module and of models stand in it.
    """
    keys = _select(KEYS, DataKey, {"first": "master", "hidden": "wrapped"}, ("owner", "owner", "0"))
    rows = [_select(name, *LISTS[name], ("customer_id", "id", "position::integer")) for name in lists]
    return f"{' UNION ALL '.join((keys, *rows))} ORDER BY 4, 3"


def _select(name: str, model: Any, filled: dict[str, str], places: tuple[str, str, str]) -> str:
    table = model._meta.db_table
    own = {column: model._meta.get_field(field).column for column, field in filled.items()}
    columns = ", ".join((f"'{name}'", *places, *(own.get(column, nothing) for column, nothing in COLUMNS.items())))
    return f"(SELECT {columns} FROM {table} WHERE {places[0]} = ANY(%(customers)s))"  # noqa: S608


def _built(name: str, customer: Customer, key: UUID, position: int, values: Sequence[Any]) -> Any:
    model, filled = LISTS[name]
    said = dict(zip(COLUMNS, values, strict=True))
    fields = {field: _value(column, said[column]) for column, field in filled.items()}
    row = model(id=key, customer=customer, position=position, **fields)
    row._state.adding = False
    return row


def _value(column: str, value: Any) -> Any:
    return Encrypted(value) if COLUMNS[column] == NO_BYTES and value is not None else value

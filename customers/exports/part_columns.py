"""Columns about what belongs to a customer: its primary contact, registered address and bank accounts."""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any
from uuid import UUID

from access.fields import BANK, CONTACT
from access.masks import LANDLINE, mask_address, mask_bank_account, mask_email, mask_person_name, mask_phone
from customers.dossier.countries import country_name
from customers.exports.batch import Batch, aligned
from customers.exports.columns import BANKS, CONTACTS, Column
from customers.history_words import FIELDS
from customers.models import Address, AddressKind, BankAccount, Contact, ContactRole

Parts = dict[UUID, list[tuple[Any, ...]]]
CONTACT_FIELDS, ADDRESS_FIELDS = ("name", "mobile", "phone", "email", "role"), ("province", "city", "line", "country")
BANK_FIELDS = ("bank", "holder", "number", "currency")
OWNER, KEY, VALUES = 0, 1, 2  # places in a part's tuple; its fields begin at VALUES
MOBILE = re.compile(r"\+86(1[3-9][0-9]{9})")
NOT_AREAS = ("400", "800")  # numbers that look as if they had an area code


def parts_of(rows: Any, batch: Batch, fields: Sequence[str], order: Sequence[str]) -> Parts:
    """The parts of the batch's customers as (customer's key, own key, fields …), in order."""
    found: Parts = defaultdict(list)
    visible = rows.visible_to(batch.reader.user).filter(customer__in=batch.listed)
    for row in visible.order_by(*order).values_list("customer_id", "pk", *fields):
        found[row[OWNER]].append(row)
    return found


def _contacts(batch: Batch) -> Parts:
    """The primary contact of each: the one an import changes."""
    return parts_of(Contact.objects.filter(is_primary=True), batch, CONTACT_FIELDS, ("position", "id"))


def _addresses(batch: Batch) -> Parts:
    """The registered addresses of each: an import changes the first."""
    registered = Address.objects.filter(kind=AddressKind.REGISTERED)
    return parts_of(registered, batch, ADDRESS_FIELDS, ("position", "id"))


def _banks(batch: Batch) -> Parts:
    return parts_of(BankAccount.objects.all(), batch, BANK_FIELDS, ("position", "id"))


def _first(fetch: Callable[[Batch], Parts], batch: Batch) -> dict[UUID, tuple[Any, ...]]:
    return {owner: parts[0] for owner, parts in batch.once(fetch).items()}


def _hidden(model: Any, fetch: Callable[[Batch], Parts], place: int, name: str) -> Callable[[Batch], Sequence[str]]:
    """The opened texts of one encrypted field of the first part of each."""

    def cells(batch: Batch) -> Sequence[str]:
        rows = list(_first(fetch, batch).values())
        texts = batch.open(model, name, ((row[KEY], row[OWNER], row[place]) for row in rows))
        return list(aligned(batch, dict(zip(map(itemgetter(OWNER), rows), texts, strict=True))))

    return cells


def _contact(name: str) -> Callable[[Batch], Sequence[str]]:
    return _hidden(Contact, _contacts, VALUES + CONTACT_FIELDS.index(name), name)


def dialled(number: str) -> str:
    """A stored telephone number as it is dialled here, where an import reads that as the same number.

    >>> dialled("+8613812345678"), dialled("+8657188886666;ext=12"), dialled("+864001234567"), dialled("+4930123456")
    ('13812345678', '0571-88886666-12', '+864001234567', '+4930123456')
    """
    main, _sign, extension = number.partition(";ext=")
    area = LANDLINE.fullmatch(main) if main.startswith("+86") else None
    if mobile := MOBILE.fullmatch(main):
        main = mobile[1]
    elif area and area[1] not in NOT_AREAS:
        main = f"0{area[1]}-{area[2]}"
    else:
        return number
    return f"{main}-{extension}" if extension else main


def _place(name: str) -> Callable[[Batch], Sequence[str]]:
    place = VALUES + ADDRESS_FIELDS.index(name)
    return lambda batch: [row[place] if row else "" for row in aligned(batch, _first(_addresses, batch), None)]


def _countries(batch: Batch) -> Sequence[str]:
    """In words as an import reads them back, or by code."""
    codes = _place("country")(batch)
    return [country_name(code) if code else "" for code in codes] if batch.reader.words else codes


def _roles(batch: Batch) -> Sequence[str]:
    """What the primary contact is responsible for."""
    place = VALUES + CONTACT_FIELDS.index("role")
    roles = [row[place] if row else "" for row in aligned(batch, _first(_contacts, batch), None)]
    labels = {value: str(label) for value, label in ContactRole.choices}
    return [labels.get(role, role) for role in roles] if batch.reader.words else roles


def _of_banks(name: str) -> Callable[[Batch], Sequence[tuple[str, ...]]]:
    """A field in the open, of every bank account."""
    place = VALUES + BANK_FIELDS.index(name)
    return lambda batch: [tuple(row[place] for row in rows) for rows in aligned(batch, batch.once(_banks), ())]


def _hidden_of_banks(name: str) -> Callable[[Batch], Sequence[tuple[str, ...]]]:
    """An encrypted field, of every bank account."""
    place = VALUES + BANK_FIELDS.index(name)

    def cells(batch: Batch) -> Sequence[tuple[str, ...]]:
        found = batch.once(_banks)
        rows = [row for rows in found.values() for row in rows]
        texts = iter(batch.open(BankAccount, name, ((row[KEY], row[OWNER], row[place]) for row in rows)))
        opened = {owner: tuple(next(texts) for _row in rows) for owner, rows in found.items()}
        return list(aligned(batch, opened, ()))

    return cells


def _secret(name: str, label: str, cells: Any, mask: Any, full: Any = None) -> Column:
    return Column(name, FIELDS[label], cells, CONTACTS, CONTACT, secret=True, mask=mask, full=full)


PARTS: tuple[Column, ...] = (
    _secret("contact_name", "contacts.name", _contact("name"), mask_person_name),
    _secret("mobile", "contacts.mobile", _contact("mobile"), mask_phone, dialled),
    _secret("phone", "contacts.phone", _contact("phone"), mask_phone, dialled),
    _secret("email", "contacts.email", _contact("email"), mask_email),
    Column("contact_role", FIELDS["contacts.role"], _roles, CONTACTS, CONTACT),
    Column("country", FIELDS["addresses.country"], _countries, CONTACTS),
    Column("province", FIELDS["addresses.province"], _place("province"), CONTACTS),
    Column("city", FIELDS["addresses.city"], _place("city"), CONTACTS),
    _secret("address", "addresses.line", _hidden(Address, _addresses, VALUES + 2, "line"), mask_address),
    Column("bank", FIELDS["bank_accounts.bank"], _of_banks("bank"), BANKS, BANK),
    Column("bank_holder", FIELDS["bank_accounts.holder"], _hidden_of_banks("holder"), BANKS, BANK, secret=True,
           mask=mask_person_name),
    Column("bank_number", FIELDS["bank_accounts.number"], _hidden_of_banks("number"), BANKS, BANK, secret=True,
           mask=mask_bank_account),
    Column("bank_currency", FIELDS["bank_accounts.currency"], _of_banks("currency"), BANKS, BANK),
)  # fmt: skip

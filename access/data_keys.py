"""Data keys: fetched once for many rows, remembered only as long as the caller holds the ring."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models
from django.utils import timezone

from access.arrays import any_of
from access.encryption import Encrypted, encrypt, encrypted_fields, open_value, unwrap, wrap
from access.models import DataKey

KEY = ("key_master", "key_wrapped")


class Keyring:
    """The data keys of some owners, for one request or batch."""

    def __init__(self) -> None:
        self._keys: dict[UUID, AESGCM | None] = {}

    def load(self, owners: Iterable[UUID], *, make: bool = False) -> "Keyring":
        """Fetch the keys of ``owners`` in one query; with ``make``, make those that do not exist yet."""
        wanted = {owner for owner in owners if owner not in self._keys}
        if not wanted:
            return self
        self.take(DataKey.objects.filter(owner__in=any_of(wanted)).values_list("owner", "master", "wrapped"))
        if make and (missing := wanted - self._keys.keys()):
            self._make(missing)
        return self

    def take(self, rows: Iterable[tuple[UUID, str, bytes | memoryview | None]]) -> None:
        """Know the keys of rows that were fetched with something else: owner, master key's name, wrapped key."""
        for owner, master, wrapped in rows:
            self._keys[owner] = unwrap(owner, master, bytes(wrapped)) if wrapped else None

    def _make(self, owners: Iterable[UUID]) -> None:
        new = []
        for owner in owners:
            master, wrapped = wrap(owner, AESGCM.generate_key(256))
            new.append(DataKey(owner=owner, master=master, wrapped=wrapped))
        DataKey.objects.bulk_create(new, ignore_conflicts=True, batch_size=5_000)
        for row in DataKey.objects.filter(owner__in=[row.owner for row in new]):  # another writer may have been first
            self._keys[row.owner] = unwrap(row.owner, row.master, bytes(row.wrapped)) if row.wrapped else None

    def get(self, owner: UUID) -> AESGCM | None:
        """The loaded key of ``owner``; None where it was destroyed or never made."""
        return self._keys.get(owner)


def with_keys(rows: models.QuerySet, owner: str) -> models.QuerySet:
    """``rows`` with the data key of each one's ``owner`` beside it, by the names KEY, for ``Keyring.take``."""
    found = DataKey.objects.filter(owner=models.OuterRef(owner))
    columns = zip(KEY, ("master", "wrapped"), strict=True)
    return rows.annotate(**{name: models.Subquery(found.values(column)) for name, column in columns})


def owner_of(row: models.Model) -> UUID:
    """Whose key a row's values are under; a history row's is that of the row it copies."""
    base: Any = getattr(type(row), "instance_type", type(row))
    return getattr(row, base.key_owner_field)


def conceal(row: models.Model, *, ring: Keyring | None = None, **contents: str | bytes | None) -> None:
    """Set encrypted fields of ``row`` from texts or bytes; what is open and unchanged stays, "" and None clear it.

    The model's ``key_owner_field`` says whose key. Raises ValueError where that key was destroyed.
    """
    owner = owner_of(row)
    key = (ring or Keyring()).load([owner], make=True).get(owner)
    if key is None:
        raise ValueError(f"The data key of {owner} was destroyed.")
    for name, content in contents.items():
        present, plain = getattr(row, name), content.encode() if isinstance(content, str) else content
        if not plain:
            setattr(row, name, None)
        elif not (isinstance(present, Encrypted) and present.is_open and present.data == plain):
            setattr(row, name, encrypt(row, row._meta.get_field(name), plain, key))


def open_rows(rows: Iterable[models.Model], *, ring: Keyring | None = None) -> list:
    """Open every encrypted value of ``rows`` in place, all keys in one query; returns the rows as a list.

    History rows open like the rows they copy. Raises Unreadable where a ciphertext was swapped or altered.
    """
    found = list(rows)
    ring = (ring or Keyring()).load({owner_of(row) for row in found})
    for row in found:
        key = ring.get(owner_of(row))
        for field in encrypted_fields(type(row)):
            value = getattr(row, field.attname)
            if value is not None and not value.is_open:
                open_value(row, field, value, key)
    return found


def text_of(value: Encrypted | None) -> str:
    """The text of an opened value; "" for none."""
    return "" if value is None else value.text


def destroy(owner: UUID) -> None:
    """Destroy ``owner``'s data key: what it encrypted is unreadable for ever, history and requests included (E16)."""
    DataKey.objects.filter(owner=owner).update(wrapped=None, destroyed_at=timezone.now())

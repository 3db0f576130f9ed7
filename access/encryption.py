"""Encrypted columns: AES-256-GCM under a data key per customer (S14, S50; docs/decisions/010).

A stored value is version, nonce, ciphertext. It is bound to base table, column and row, so history may copy the bytes
and a ciphertext moved elsewhere does not open.
"""

import base64
import hashlib
import hmac
import os
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

VERSION, NONCE_BYTES = b"\x01", 12
HIDDEN = "••••"


class Unreadable(Exception):
    """A ciphertext does not belong where it stands, or was altered."""


class Encrypted:
    """A value as stored. It prints as dots; what ``data_keys.open_rows`` opened reads as ``.text`` or ``.data``."""

    __slots__ = ("_plain", "ciphertext", "erased")

    def __init__(self, ciphertext: bytes):
        self.ciphertext, self.erased = bytes(ciphertext), False
        self._plain: bytes | None = None

    @property
    def is_open(self) -> bool:
        return self._plain is not None

    @property
    def text(self) -> str:
        """The plain text; "" where the person was erased. Raises Unreadable before it was opened."""
        return self.data.decode()

    @property
    def data(self) -> bytes:
        """The plain bytes, of a file's part for example; none where the key was destroyed. Raises like ``text``."""
        if self._plain is None:
            raise Unreadable("Open rows with data_keys.open_rows before reading them.")
        return self._plain

    def __str__(self) -> str:
        return HIDDEN

    __repr__ = __str__

    def __eq__(self, other: object) -> bool:
        raise TypeError("Encrypted values cannot be compared; open them and compare their text.")

    __hash__ = None  # type: ignore[assignment]


class EncryptedField(models.BinaryField[Any, Any]):
    """A column of Encrypted values. Plain text assigned to it is refused at save: use ``data_keys.conceal``."""

    empty_values: list[Any] = []

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Encrypted | None:
        return None if value is None else Encrypted(value)

    def to_python(self, value: Any) -> Any:
        return Encrypted(base64.b64decode(value)) if isinstance(value, str) else value

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else base64.b64encode(value.ciphertext).decode()

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """Nothing to check: what may be stored was checked before it was encrypted."""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is not None and not isinstance(value, Encrypted):
            raise TypeError(f"{self.name} takes Encrypted values only.")
        ciphertext = value.ciphertext if isinstance(value, Encrypted) else None
        return super().get_db_prep_value(ciphertext, connection, prepared)


def encrypted_fields(model: type[models.Model]) -> tuple[EncryptedField, ...]:
    """The encrypted fields of ``model``."""
    return _encrypted_fields(model)


@cache
def _encrypted_fields(model: type[models.Model]) -> tuple[EncryptedField, ...]:
    return tuple(field for field in model._meta.concrete_fields if isinstance(field, EncryptedField))


def encrypt(row: models.Model, field: Any, content: str | bytes, key: AESGCM) -> Encrypted:
    """Encrypt a text or bytes for this field of this row; the result is already open."""
    plain, nonce = content.encode() if isinstance(content, str) else content, os.urandom(NONCE_BYTES)
    value = Encrypted(VERSION + nonce + key.encrypt(nonce, plain, _bound_to(row, field)))
    value._plain = plain
    return value


def open_value(row: models.Model, field: EncryptedField, value: Encrypted, key: AESGCM | None) -> None:
    """Make ``value`` readable in place; without a key (erased person) it reads as "". Raises Unreadable."""
    if key is None:
        value.erased, value._plain = True, b""
        return
    try:
        value._plain = _opened(value.ciphertext, key, _bound_to(row, field))
    except InvalidTag:
        raise Unreadable(f"{field.model._meta.label}.{field.name} of {row.pk} does not open.") from None


def text_at(field: EncryptedField, place: object, value: Encrypted | None, key: AESGCM | None) -> str:
    """The text of a value that was fetched without its row, ``place`` being what it is bound to: the row's key.

    "" for no value and for an erased person. Raises Unreadable.
    """
    if value is None or key is None:
        return ""
    try:
        return _opened(value.ciphertext, key, _bound(field.model._meta.db_table, field, place)).decode()
    except InvalidTag:
        raise Unreadable(f"{field.model._meta.label}.{field.name} of {place} does not open.") from None


def _opened(body: bytes, key: AESGCM, bound: bytes) -> bytes:
    return key.decrypt(body[1 : 1 + NONCE_BYTES], body[1 + NONCE_BYTES :], bound)


def _bound_to(row: models.Model, field: EncryptedField) -> bytes:
    """Base table, column and row; the same for a row and for its history."""
    base = getattr(type(row), "instance_type", type(row))
    return _bound(base._meta.db_table, field, getattr(row, getattr(base, "bound_by", base._meta.pk.attname)))


def _bound(table: str, field: EncryptedField, place: object) -> bytes:
    return f"{table}.{field.column}:{place}".encode()


@lru_cache
def _keys(setting: str) -> dict[str, bytes]:
    pairs = (entry.strip().split(":", 1) for entry in setting.split(",") if entry.strip())
    return {name: base64.b64decode(text) for name, text in pairs}


def current_master() -> str:
    """The name of the master key that wraps new data keys: the first of FIELD_KEYS."""
    return next(name for name in _keys(settings.FIELD_KEYS) if name != "index")


def wrap(owner: UUID, key: bytes) -> tuple[str, bytes]:
    """Wrap a data key for ``owner``; returns the master key's name and the wrapped bytes."""
    master, nonce = current_master(), os.urandom(NONCE_BYTES)
    return master, nonce + AESGCM(_keys(settings.FIELD_KEYS)[master]).encrypt(nonce, key, owner.bytes)


def unwrap(owner: UUID, master: str, wrapped: bytes) -> AESGCM:
    """The data key of ``owner``, ready to use. Raises Unreadable for another owner's."""
    try:
        plain = _master(settings.FIELD_KEYS, master).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], owner.bytes)
    except InvalidTag:
        raise Unreadable(f"The data key of {owner} does not open.") from None
    return AESGCM(plain)


@lru_cache
def _master(setting: str, name: str) -> AESGCM:
    return AESGCM(_keys(setting)[name])


def search_token(kind: str, text: str) -> str:
    """A keyed digest by which an exact value is found without being stored, such as ``phone:…`` (16 characters)."""
    digest = hmac.digest(_keys(settings.FIELD_KEYS)["index"], f"{kind}:{text}".encode(), hashlib.sha256)
    return f"{kind}:{base64.urlsafe_b64encode(digest[:12]).decode()}"

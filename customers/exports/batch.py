"""Some customers on the way into a file, as plain tuples: what columns need about them is fetched once for all."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

from django.db import models
from django.db.models import Func

from access.arrays import any_of
from access.data_keys import Keyring
from access.encryption import EncryptedField, text_at
from customers.lookups import Lookups
from customers.models import Customer

Found = TypeVar("Found")
ALWAYS = ("pk", "kind")


class Reader:
    """Whom a file is for: the person, and whether values are written in words or as other systems name them.

    Language and rights are those of the moment. What is fetched by ``once`` stays for the whole file.
    """

    def __init__(self, user: Any, *, words: bool) -> None:
        self.user, self.words = user, words
        self._kept: dict[Any, Any] = {}

    @cached_property
    def lookups(self) -> Lookups:
        """What categories may be called in a file, which is how they are written into one."""
        return Lookups(self.user)

    def once(self, key: Any, fetch: Callable[[], Found]) -> Found:
        """What ``fetch`` returned when it was first asked for under ``key``."""
        if key not in self._kept:
            self._kept[key] = fetch()
        return self._kept[key]


class Batch:
    """Customers as tuples of ``names``. A column takes their values by ``of`` and keeps their order."""

    def __init__(self, reader: Reader, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        self.reader, self.rows = reader, rows
        self._places = {name: place for place, name in enumerate(names)}
        self._kept: dict[Any, Any] = {}

    @cached_property
    def ring(self) -> Keyring:
        """The data keys of all of them, fetched together when the first value is to be opened."""
        return Keyring().load(self.keys)

    @cached_property
    def listed(self) -> Func:
        """The customers' keys for an ``__in`` lookup."""
        return any_of(self.keys)

    @cached_property
    def keys(self) -> list[UUID]:
        """The customers' keys, in their order."""
        return self.of("pk")

    def of(self, name: str) -> list[Any]:
        """The value of one column of Customer for each."""
        place = self._places[name]
        return [row[place] for row in self.rows]

    def once(self, fetch: "Callable[[Batch], Found]") -> Found:
        """What ``fetch(batch)`` returned when it was first asked for."""
        if fetch not in self._kept:
            self._kept[fetch] = fetch(self)
        return self._kept[fetch]

    def open_own(self, name: str) -> list[str]:
        """The texts of an encrypted column of Customer."""
        return self.open(Customer, name, zip(self.keys, self.keys, self.of(name), strict=True))

    def open(self, model: type[models.Model], name: str, values: Iterable[tuple[UUID, UUID, Any]]) -> list[str]:
        """The texts of an encrypted column of ``model``, fetched as (row's key, customer's key, value)."""
        field = model._meta.get_field(name)
        assert isinstance(field, EncryptedField)  # noqa: S101 - a column of ours, not input
        return [text_at(field, key, value, self.ring.get(owner)) for key, owner, value in values]


def names_needed(needs: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """The columns of Customer to fetch, each once: those always needed and what the chosen columns read."""
    return tuple(dict.fromkeys((*ALWAYS, "code", *(name for names in needs for name in names))))


def aligned(batch: Batch, found: dict[UUID, Any], nothing: Any = "") -> Iterator[Any]:
    """What was found by customer, in the order of the batch."""
    return (found.get(key, nothing) for key in batch.keys)

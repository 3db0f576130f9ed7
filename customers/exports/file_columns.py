"""Columns about what a customer's file holds: further numbers, former names, codes of other systems.

Each list is one cell, as an import reads it back (customers/dossier/cells.py). Numbers that are somebody's own are a
column of their own: masked, or in full for who may have that (E12).
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from access.fields import IDENTITY
from access.masks import mask_id_number
from customers.dossier import cells, numbers
from customers.dossier.countries import country_name
from customers.exports.batch import Batch, aligned
from customers.exports.columns import Column
from customers.exports.part_columns import KEY, OWNER, Parts, parts_of
from customers.history_words import FIELDS
from customers.models import CustomerKind, ExternalCode, FormerName, Identifier, IdentifierType

ORDER = ("position", "id")
Cells = Callable[[Batch], Sequence[tuple[str, ...]]]


def _numbers(batch: Batch) -> Parts:
    fields = ("type", "country", "number", "valid_from", "valid_to")
    return parts_of(Identifier.objects.all(), batch, fields, ORDER)


def _names(batch: Batch) -> Parts:
    return parts_of(FormerName.objects.all(), batch, ("name", "valid_from", "valid_to"), ORDER)


def _codes(batch: Batch) -> Parts:
    return parts_of(ExternalCode.objects.all(), batch, ("system", "code"), ORDER)


def _of_numbers(*, secret: bool) -> Cells:
    """The numbers that are public, or those that are somebody's own."""

    def written(batch: Batch) -> Sequence[tuple[str, ...]]:
        kinds = dict(zip(batch.keys, batch.of("kind"), strict=True))
        chosen = [
            row
            for rows in batch.once(_numbers).values()
            for row in rows
            if numbers.is_secret(row[2], individual=kinds[row[OWNER]] == CustomerKind.INDIVIDUAL) is secret
        ]
        texts = batch.open(Identifier, "number", ((row[KEY], row[OWNER], row[4]) for row in chosen))
        return _gathered(
            batch, ((row[OWNER], _number(batch, row, text)) for row, text in zip(chosen, texts, strict=True))
        )

    return written


def _number(batch: Batch, row: tuple[Any, ...], text: str) -> str:
    kind, country = row[2], row[3]
    if batch.reader.words:
        kind, country = str(IdentifierType(kind).label), country_name(country)
    return cells.written(kind, country, text, *row[5:])


def _of_names(batch: Batch) -> Sequence[tuple[str, ...]]:
    rows = [row for found in batch.once(_names).values() for row in found]
    texts = batch.open(FormerName, "name", ((row[KEY], row[OWNER], row[2]) for row in rows))
    return _gathered(
        batch, ((row[OWNER], cells.written(text, *row[3:])) for row, text in zip(rows, texts, strict=True))
    )


def _of_codes(batch: Batch) -> Sequence[tuple[str, ...]]:
    rows = [row for found in batch.once(_codes).values() for row in found]
    return _gathered(batch, ((row[OWNER], cells.written(*row[2:])) for row in rows))


def _gathered(batch: Batch, pairs: Any) -> list[tuple[str, ...]]:
    found: dict[Any, tuple[str, ...]] = {}
    for owner, text in pairs:
        found[owner] = (*found.get(owner, ()), text)
    return list(aligned(batch, found, ()))


def _masked(item: str) -> str:
    """An item with its number masked."""
    parts = item.split(cells.PART[0])
    return cells.PART[0].join((*parts[:2], mask_id_number(parts[2]), *parts[3:]))


FILE: tuple[Column, ...] = (
    Column("identifiers", FIELDS["identifiers"], _of_numbers(secret=False)),
    Column(
        "personal_identifiers", _("Further numbers of persons"), _of_numbers(secret=True),
        kind=IDENTITY, secret=True, mask=_masked,
    ),
    Column("former_names", FIELDS["former_names"], _of_names),
    Column("external_codes", _("Codes in other systems"), _of_codes),
)  # fmt: skip

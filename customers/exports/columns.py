"""What a column of an export is, and which there are: those of a customer here, of its parts beside, of other rooms."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from access.fields import BUSINESS, CONTACT, IDENTITY, FieldClass
from access.masks import mask_id_number
from customers.exports.batch import Batch
from customers.history_words import FIELDS
from customers.models import CustomerKind, Status
from customers.terms import Terms
from exchange.files import Form

MASKED = "_masked"  # ends the name of a column whose values are masked: an import passes over it
BASIC, CONTACTS, BANKS, CLASSES, MONEY_GROUP, DAYS = "basic", "contacts", "banks", "classes", "money", "days"
GROUPS: dict[str, str | Promise] = {
    BASIC: _("Customer"),
    CONTACTS: _("Contact and address"),
    BANKS: _("Bank accounts"),
    CLASSES: _("Categories"),
    MONEY_GROUP: _("Balances"),
    DAYS: _("Days"),
}


@dataclass(frozen=True)
class Column:
    """A column. ``name`` is the field an import fills from it, or one that an import passes over.

    ``cells(batch)`` returns a value for each customer of the batch: str, a tuple of texts, Decimal, date or None, by
    ``form``. ``kind`` is the class of field: without the right to see it the column does not exist. A ``secret`` one
    is masked by ``mask`` unless plain values were asked for by who may have them; without ``mask`` it exists only then.
    ``full`` writes a stored value as people know it.
    ``needs`` names the columns of Customer that ``cells`` reads.
    """

    name: str
    label: str | Promise
    cells: Callable[[Batch], Sequence[Any]]
    group: str = BASIC
    kind: FieldClass = BUSINESS
    form: Form = Form.TEXT
    secret: bool = False
    mask: Callable[[str], str] | None = None
    full: Callable[[str], str] | None = None
    needs: tuple[str, ...] = ()


class Source(Protocol):
    """Columns that depend on what there is, or belong to another room."""

    def offered(self, user: Any) -> Iterable[Column]:
        """Those a page offers to ``user``."""

    def named(self, name: str, user: Any) -> Column | None:
        """The one of this name, if it exists for ``user``."""

    def heads(self) -> Iterable[tuple[str, str]]:
        """Name and label of each, in the active language, whoever may see them: an import passes over them."""


sources: list[Source] = []


def _plain(name: str) -> Callable[[Batch], Sequence[Any]]:
    return lambda batch: batch.of(name)


def own(name: str, *, path: str = "") -> Column:
    """A column that is a column of Customer."""
    return Column(name, FIELDS[name], _plain(path or name), needs=(path or name,))


def _kinds(batch: Batch) -> Sequence[str]:
    return _worded(batch, "kind", CustomerKind)


def _states(batch: Batch) -> Sequence[str]:
    return _worded(batch, "status", Status)


def _worded(batch: Batch, name: str, choices: Any) -> Sequence[str]:
    labels = {value: str(label) for value, label in choices.choices}
    return [labels.get(value, value) for value in batch.of(name)] if batch.reader.words else batch.of(name)


def _terms(batch: Batch) -> Sequence[str]:
    """In words as an import reads them back, or in the canonical form."""
    if not batch.reader.words:
        return batch.of("terms")
    return [_described(terms, get_language()) for terms in batch.of("terms")]


@lru_cache(maxsize=512)
def _described(terms: str, language: str | None) -> str:
    try:
        return Terms.parse(terms).describe() if terms else ""
    except ValidationError:
        return terms


def _id_numbers(batch: Batch) -> Sequence[str]:
    return batch.open_own("id_number")


def _remarks(batch: Batch) -> Sequence[str]:
    return batch.open_own("remarks")


def _days(name: str) -> Callable[[Batch], Sequence[Any]]:
    return lambda batch: [localdate(moment) for moment in batch.of(name)]


BEFORE: tuple[Column, ...] = (
    own("code"),
    own("name"),
    own("short_name"),
    own("mnemonic"),
    Column("kind", FIELDS["kind"], _kinds),
    own("tax_id"),
    Column(
        "id_number", FIELDS["id_number"], _id_numbers,
        kind=IDENTITY, secret=True, mask=mask_id_number, needs=("id_number",),
    ),
    own("portfolio", path="portfolio__code"),
    Column("portfolio_name", _("Portfolio's name"), _plain("portfolio__name"), needs=("portfolio__name",)),
    Column("status", FIELDS["status"], _states, needs=("status",)),
    Column("terms", FIELDS["terms"], _terms, needs=("terms",)),
    own("external_id"),
    Column("remarks", FIELDS["remarks"], _remarks, kind=CONTACT, secret=True, needs=("remarks",)),
)  # fmt: skip
AFTER: tuple[Column, ...] = (
    Column("created_on", _("Entered on"), _days("created_at"), DAYS, form=Form.DAY, needs=("created_at",)),
    Column("updated_on", _("Changed on"), _days("updated_at"), DAYS, form=Form.DAY, needs=("updated_at",)),
)

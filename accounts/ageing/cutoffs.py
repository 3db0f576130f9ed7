"""The columns of an ageing and the settings that say where they end (E3): upper bounds are inclusive."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.settings import Definition, declare, setting

DUE_DAYS, DOCUMENT_YEARS = "ageing_due_days", "ageing_document_years"
MOST = 12  # cut-offs


class Basis(models.TextChoices):
    """What an item's age is counted from."""

    DUE = "due", gettext_lazy("by due date")
    DOCUMENT = "document", gettext_lazy("by document date")


@dataclass(frozen=True)
class Column:
    """One column: ages from ``first`` to ``last``, both included, None being open-ended; days, or years by document."""

    key: str
    label: str
    first: int | None
    last: int | None
    begins: datetime.date | None
    ends: datetime.date | None

    @property
    def is_due(self) -> bool:
        """Whether something in it is overdue, by due date."""
        return self.first is not None


def columns(basis: Basis, as_of: datetime.date) -> list[Column]:
    """The columns, the youngest first; ``begins`` and ``ends`` are the days whose items stand in it."""
    return list(_by_document(as_of) if basis == Basis.DOCUMENT else _by_due(as_of))


def _by_due(as_of: datetime.date) -> Iterator[Column]:
    cuts: Sequence[int] = setting(DUE_DAYS)
    day = lambda age: as_of - datetime.timedelta(days=age)  # noqa: E731
    yield Column("not_due", _("Not due"), None, 0, as_of, None)
    for before, last in zip((0, *cuts), cuts, strict=False):
        key, label = f"d{before + 1}_{last}", _("%(first)d–%(last)d days") % {"first": before + 1, "last": last}
        yield Column(key, label, before + 1, last, day(last), day(before + 1))
    label = _("Over %(last)d days") % {"last": cuts[-1]}
    yield Column(f"over_{cuts[-1]}", label, cuts[-1] + 1, None, None, day(cuts[-1] + 1))


def _by_document(as_of: datetime.date) -> Iterator[Column]:
    cuts: Sequence[int] = setting(DOCUMENT_YEARS)
    ends: datetime.date | None = None
    for before, last in zip((0, *cuts), cuts, strict=False):
        begins = years_before(as_of, last)
        yield Column(f"y{before}_{last}", _years(before, last), before, last, begins, ends)
        ends = begins - datetime.timedelta(days=1)
    yield Column(f"over_{cuts[-1]}y", _("Over %(last)d years") % {"last": cuts[-1]}, cuts[-1], None, None, ends)


def _years(before: int, last: int) -> str:
    if not before:
        return _("Within %(last)d year") % {"last": last} if last == 1 else _("Within %(last)d years") % {"last": last}
    return _("%(first)d–%(last)d years") % {"first": before, "last": last}


def years_before(day: datetime.date, years: int) -> datetime.date:
    """The same day so many years earlier; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


@dataclass(frozen=True)
class Ascending:
    """Whole numbers from 1 to ``high``, each greater than the one before, typed with commas between them."""

    high: int
    unit: str | Promise

    def field(self) -> forms.Field:
        return forms.CharField(widget=forms.TextInput(attrs={"autocomplete": "off"}), max_length=100)

    def clean(self, typed: Any) -> list[int]:
        """Raises ValidationError ``setting_cut_offs``."""
        pieces = [piece.strip() for piece in str(typed).replace("，", ",").split(",")]
        if all(piece.isascii() and piece.isdecimal() and len(piece) < 6 for piece in pieces) and len(pieces) <= MOST:
            numbers = list(map(int, pieces))
            if numbers[0] >= 1 and numbers[-1] <= self.high and numbers == sorted(set(numbers)):
                return numbers
        sentence = _(
            "Write at most %(most)d whole numbers from 1 to %(high)d, each greater than the one before: 30, 60."
        )
        raise ValidationError(sentence, "setting_cut_offs", {"most": MOST, "high": self.high})

    def initial(self, kept: Any) -> str:
        return ", ".join(map(str, kept))

    def read(self, kept: Any) -> tuple[int, ...]:
        return tuple(kept)

    def words(self, kept: Any) -> str:
        return f"{self.initial(kept)} {self.unit}"


SETTINGS = (
    Definition(
        DUE_DAYS,
        "thresholds",
        Ascending(3_650, gettext_lazy("days")),
        [30, 60, 90, 180, 365],
        gettext_lazy("Ageing by due date: columns end at"),
        gettext_lazy("Days past the due date, each the last of its column: 30, 60, 90, 180, 365."),
    ),
    Definition(
        DOCUMENT_YEARS,
        "thresholds",
        Ascending(30, gettext_lazy("years")),
        [1, 2, 3, 4, 5],
        gettext_lazy("Ageing by document date: columns end at"),
        gettext_lazy("Years since the document date, each the last of its column: 1, 2, 3, 4, 5."),
    ),
)


def register() -> None:
    """Declare the settings; called in AccountsConfig.ready()."""
    for definition in SETTINGS:
        declare(definition)

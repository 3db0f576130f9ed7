"""Terms of payment (E1): when a document falls due, kept as a short text.

The canonical text, which is stored, exchanged in files and over the API, is one of

=================== ==========================================================================
``net 30``          30 days after the document date, 0 to 366
``month_end+30``    30 days after the end of the document's month, 0 to 366
``day 25 of +1``    the 25th of the next month, 1 to 31 (a short month: its last day), +1 to +12
=================== ==========================================================================

``parse`` also reads what ``str(describe())`` prints in either language, in any case and spacing: 净 30 天,
月末后 30 天, 次月 25 日, 后第 2 个月 25 日.
"""

import calendar
import datetime
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

Kind = Literal["net", "month_end", "day"]

_FORMS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("net", re.compile(r"net([0-9]{1,3})(?:days?)?|净([0-9]{1,3})[天日]")),
    ("month_end", re.compile(r"(?:month_end|endofmonth)\+([0-9]{1,3})(?:days?)?|月[末底]后([0-9]{1,3})[天日]")),
    ("day", re.compile(r"day(?P<day>[0-9]{1,2})of(?:\+|the)(?P<months>[0-9]{1,2})(?:\.nextmonth)?")),
    ("day", re.compile(r"day(?P<day>[0-9]{1,2})ofthenextmonth")),
    ("day", re.compile(r"(?:次月|后第(?P<months>[0-9]{1,2})个月)(?P<day>[0-9]{1,2})[日号]")),
)
# Four years: every length of month in every position, leap day included.
_FIRST_DAY = datetime.date(2024, 1, 1)
_EVERY_DAY = tuple(_FIRST_DAY + datetime.timedelta(days=days) for days in range(4 * 365 + 1))


@dataclass(frozen=True, slots=True)
class Terms:
    """When documents fall due: ``days`` after the document or its month's end, or ``day`` of the ``months``-th next."""

    kind: Kind
    days: int = 0
    day: int = 0
    months: int = 0

    def __post_init__(self) -> None:
        in_range = 1 <= self.day <= 31 and 1 <= self.months <= 12 if self.kind == "day" else 0 <= self.days <= 366
        if not in_range:
            raise ValidationError(
                _("Terms count 0 to 366 days, or name the day 1 to 31 of the 1st to 12th next month."),
                "terms_out_of_range",
            )

    @classmethod
    def parse(cls, text: object) -> "Terms":
        """Return the terms ``text`` states; raises ValidationError ``terms_malformed`` or ``terms_out_of_range``."""
        plain = re.sub(r"\s+", "", text).lower() if isinstance(text, str) else ""
        for kind, form in _FORMS:
            # Full-width digits match nothing here: they are refused as in every code and amount.
            if found := form.fullmatch(plain):
                return cls._found(kind, found)
        raise ValidationError(
            _("These terms are not understood. Write them like “net 30”, “month_end+30” or “day 25 of +1”."),
            "terms_malformed",
        )

    @classmethod
    def _found(cls, kind: Kind, found: re.Match[str]) -> "Terms":
        if kind == "day":
            named = found.groupdict()
            return cls(kind, day=int(named["day"]), months=int(named.get("months") or 1))
        return cls(kind, days=int(found[1] or found[2]))

    def __str__(self) -> str:
        """Return the canonical text, which ``parse`` reads back."""
        if self.kind == "day":
            return f"day {self.day} of +{self.months}"
        return f"net {self.days}" if self.kind == "net" else f"month_end+{self.days}"

    def describe(self) -> str:
        """Return the terms in words, in the language in use: 净 30 天, 月末后 30 天, 次月 25 日."""
        if self.kind == "net":
            return _("net %(days)d days") % {"days": self.days}
        if self.kind == "month_end":
            return _("end of month + %(days)d days") % {"days": self.days}
        if self.months == 1:
            return _("day %(day)d of the next month") % {"day": self.day}
        return _("day %(day)d of the %(months)d. next month") % {"day": self.day, "months": self.months}

    def due_date(self, document_date: datetime.date) -> datetime.date:
        """Return the day a document of ``document_date`` falls due, never before it (E1).

        Raises ValidationError ``due_date_out_of_range`` where the calendar ends, in the year 9999.
        """
        try:
            return self._due_date(document_date)
        except (OverflowError, ValueError):
            raise ValidationError(_("The due date would be after the year 9999."), "due_date_out_of_range") from None

    def _due_date(self, document_date: datetime.date) -> datetime.date:
        if self.kind == "net":
            return document_date + datetime.timedelta(days=self.days)
        if self.kind == "month_end":
            return _in_month(document_date, months=0, day=31) + datetime.timedelta(days=self.days)
        return _in_month(document_date, months=self.months, day=self.day)

    def longer_than(self, other: "Terms | None") -> bool:
        """Say whether a document of any date would fall due later than under ``other``, None being without terms (E7).

        Terms of different kinds may each be longer than the other in some month: then both need approval.
        """
        return self != other and _ever_later(self, other)


def due_date(terms: Terms | None, document_date: datetime.date) -> datetime.date:
    """Return the day a document falls due; without terms that is the document date (E1)."""
    return terms.due_date(document_date) if terms else document_date


def _in_month(date: datetime.date, *, months: int, day: int) -> datetime.date:
    """Return ``day`` of the month ``months`` after that of ``date``, its last day where it has fewer."""
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day, calendar.monthrange(year, month + 1)[1]))


@lru_cache(maxsize=1024)
def _ever_later(terms: Terms, other: Terms | None) -> bool:
    return any(terms.due_date(day) > due_date(other, day) for day in _EVERY_DAY)

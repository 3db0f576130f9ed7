"""What a report is asked for, read alike from a page's address and from the API's parameters."""

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.drafts import ledger_today
from accounts.members import Members, one_of, read_day, text_of
from accounts.models import Side
from accounts.reports.scope import currencies
from exchange.money import clean_currency

HOME = "CNY"  # the currency of a report that names none, where there is anything in it
TEXT = text_of(200)  # a code or a name
SIDES = one_of(frozenset(Side), Side)


class Asked(Members):
    """The parameters of one report; what is wrong is raised together by ``done``, by name."""

    def __init__(self, raw: Mapping[str, str]):
        super().__init__(raw, frozenset(raw))

    def day(self, name: str = "as_of") -> datetime.date:
        """The day a report is about: today where none is given."""
        found: datetime.date = self.take(name, read_day, default=ledger_today())
        return found

    def side(self) -> Side:
        found: Side = self.take("side", SIDES, default=Side.RECEIVABLE)
        return found

    def currency(self, user: Any, side: Side) -> str:
        """The currency: where none is given CNY, or what there is."""
        return self.take("currency", clean_currency) or usual(currencies(user, side))

    def choice(self, name: str, choices: Mapping[str, Any], default: str) -> Any:
        return self.take(name, one_of(frozenset(choices), choices.__getitem__), default=choices[default])

    def period(self, first: Callable[[datetime.date], datetime.date]) -> tuple[datetime.date, datetime.date]:
        """``from`` and ``to``, both included; ``first`` says where a period that only ends begins."""
        end = self.day("to")
        start = self.take("from", read_day, default=first(end))
        if start > end:
            self.refuse("from", ValidationError(_("The period ends before it begins."), "period_reversed"))
        return start, end


def usual(found: list[str]) -> str:
    """The currency to begin with, of those there are."""
    return HOME if HOME in found or not found else found[0]


def beginning_of_year(day: datetime.date) -> datetime.date:
    return day.replace(month=1, day=1)

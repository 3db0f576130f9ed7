"""The members of a raw mapping, cleaned one by one, with every error under its member's path."""

import datetime
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from exchange.money import parse_money
from exchange.text import clean_text

MOST_PARTS = 200  # instalments, or documents named, in one entry
ISO_DAY = re.compile(r"(?:19|2[0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}")


class Members:
    """The members of one raw mapping, cleaned one by one; ``errors`` collects what is wrong by path."""

    def __init__(self, raw: Mapping[str, Any], known: frozenset[str], path: str = ""):
        self.raw, self.path = raw, path
        self.errors: dict[str, Any] = {
            f"{path}{str(name)[:100]}": [ValidationError(_("There is no such member."), "unknown")]
            for name in raw
            if name not in known
        }

    def take(self, name: str, clean: Callable[[Any], Any], *, required: bool = False, default: Any = None) -> Any:
        value = self.raw.get(name)
        if value is None or value == "":
            if required:
                self.refuse(name, ValidationError(_("This is required."), "required"))
            return default
        try:
            return clean(value)
        except ValidationError as error:
            self.refuse(name, error)
            return default

    def refuse(self, name: str, error: ValidationError) -> None:
        if hasattr(error, "error_dict"):
            self.errors |= error.error_dict
        else:
            self.errors.setdefault(f"{self.path}{name}", []).append(error)

    def done(self) -> None:
        if self.errors:
            raise ValidationError(self.errors)


def parts(items: Any, name: str, read_one: Callable[[Mapping[str, Any], str], Any]) -> tuple[Any, ...]:
    if not isinstance(items, list | tuple) or len(items) > MOST_PARTS:
        raise ValidationError(_("This is a list of at most %(most)d."), "not_a_list", {"most": MOST_PARTS})
    errors: dict[str, Any] = {}
    made = []
    for index, item in enumerate(items):
        try:
            if not isinstance(item, Mapping):
                raise ValidationError({f"{name}.{index}": [ValidationError(_("This is an object."), "not_an_object")]})
            made.append(read_one(item, f"{name}.{index}."))
        except ValidationError as error:
            errors |= error.error_dict
    if errors:
        raise ValidationError(errors)
    return tuple(made)


def read_day(text: object) -> datetime.date:
    """Return the day that ISO text states, in the years 1900 to 2999. Raises ValidationError ``date_malformed``."""
    if isinstance(text, datetime.date) and not isinstance(text, datetime.datetime):
        text = text.isoformat()
    try:
        if isinstance(text, str) and ISO_DAY.fullmatch(text):
            return datetime.date.fromisoformat(text)
    except ValueError:
        pass  # 31 February reads like any other text that is no date
    raise ValidationError(_("This is not a date. Write it like 2026-01-31."), "date_malformed")


def money_of(currency: str) -> Callable[[Any], Decimal]:
    return lambda text: parse_money(text, currency)


def positive(money: Callable[[Any], Decimal]) -> Callable[[Any], Decimal]:
    def clean(text: Any) -> Decimal:
        amount = money(text)
        if amount <= 0:
            raise ValidationError(
                _("The amount is greater than zero. Its kind says which way it goes."), "not_positive"
            )
        return amount

    return clean


def text_of(most: int) -> Callable[[Any], str]:
    def clean(value: Any) -> str:
        text = clean_text(value)
        if len(text) > most:
            raise ValidationError(_("This is longer than %(most)d characters."), "too_long", {"most": most})
        return text

    return clean


def one_of(allowed: frozenset[Any], made: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def clean(value: Any) -> Any:
        if not isinstance(value, str) or value not in allowed:
            choices = ", ".join(sorted(map(str, allowed)))
            raise ValidationError(_("This is one of %(choices)s."), "not_a_choice", {"choices": choices})
        return made(value)

    return clean

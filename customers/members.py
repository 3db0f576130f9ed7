"""How one typed member is read, and how what is wrong with the members of one input is collected."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from access.masks import looks_masked
from exchange.files import looks_like_formula
from exchange.strict import UNKNOWN_MEMBER
from exchange.text import clean_text

Value = TypeVar("Value")
Clean = Callable[[object], Value]
MAX_REMARKS = 2_000  # characters
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Errors:
    """What is wrong, by member path such as ``contacts.0.mobile``; nothing is raised before all was read."""

    def __init__(self) -> None:
        self._found: dict[str, list[ValidationError]] = {}

    def add(self, path: str, error: ValidationError) -> None:
        self._found.setdefault(path, []).append(error)

    def add_all(self, path: str, error: ValidationError) -> None:
        """Note errors keyed by member, below ``path``."""
        for name, faults in error.error_dict.items():
            for fault in faults:
                self.add(f"{path}.{name}", fault)

    def are_below(self, path: str) -> bool:
        """Whether anything at ``path`` or below it is wrong."""
        return any(found == path or found.startswith(f"{path}.") for found in self._found)

    def read(self, path: str, clean: "Clean[Value]", value: object, default: Value) -> Value:
        """Return ``clean(value)``; where that refuses, note why and return ``default``."""
        try:
            return clean(value)
        except ValidationError as error:
            self.add(path, error)
            return default

    def refuse_unknown(self, raw: Mapping[str, Any], known: Collection[str], *, within: str = "") -> None:
        """Note each member that is not ``known``, by name."""
        for name in raw:
            if name not in known:
                self.add(f"{within}{str(name)[:100]}", ValidationError(UNKNOWN_MEMBER, "unknown"))

    def require(self, raw: Mapping[str, Any], *names: str, within: str = "") -> None:
        """Note each of ``names`` that is missing."""
        for name in names:
            if name not in raw:
                self.add(f"{within}{name}", required())

    def raise_any(self) -> None:
        """Raise ValidationError keyed by path if anything is wrong."""
        if self._found:
            raise ValidationError(dict(self._found))


def required() -> ValidationError:
    return ValidationError(_("This is required. Fill it in."), "required")


def line(limit: int, *, needed: bool = False) -> "Clean[str]":
    """A reader of one line of at most ``limit`` characters that no spreadsheet would run as a formula.

    A formula is refused here and not only in files: what is typed today is exported tomorrow.
    """

    def clean(value: object) -> str:
        _refuse_long(value, limit)
        text = clean_text(value)
        if needed and not text:
            raise required()
        if looks_like_formula(text):
            raise ValidationError(
                _("A spreadsheet would run this as a formula. It must not begin with = + - or @."), "formula"
            )
        return text

    return clean


def secret(clean: "Clean[str]") -> "Clean[str]":
    """``clean`` for a value that people see masked: a mask read back is refused, nothing at all stays nothing."""

    def unmasked(value: object) -> str:
        if looks_masked(value):
            raise ValidationError(
                _("This is a mask, not the value. Type the value in full, or leave the member out to keep it."),
                "masked",
            )
        return clean(value) if value != "" else ""

    return unmasked


def paragraph(value: object) -> str:
    """Return remarks: several lines, at most MAX_REMARKS characters; a mask read back is refused."""
    _refuse_long(value, MAX_REMARKS)
    text = clean_text(value, multiline=True)
    if text and not text.strip("*• \n"):
        raise ValidationError(
            _("This is a mask, not the value. Type the value in full, or leave the member out to keep it."), "masked"
        )
    return text


def one_of(choices: Collection[str]) -> "Clean[str]":
    """A reader of one of ``choices``."""

    def clean(value: object) -> str:
        if not isinstance(value, str) or value not in choices:
            raise ValidationError(_("Choose one of: %(choices)s."), "choice", {"choices": ", ".join(choices)})
        return value

    return clean


def day(value: object) -> date | None:
    """Return a day from 1900 on, written as in ISO 8601; nothing at all is None."""
    if value is None or value == "":
        return None
    try:
        if isinstance(value, str) and ISO_DAY.fullmatch(value) and value >= "1900":
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise ValidationError(_("This is not a day of the calendar. Write it like 2026-01-31."), "day_malformed")


def flag(value: object) -> bool:
    """Return a truth value; nothing else is taken for one."""
    if not isinstance(value, bool):
        raise ValidationError(_("This must be true or false."), "not_a_flag")
    return value


def listed(path: str, value: object, limit: int, errors: Errors) -> Iterator[tuple[str, Any]]:
    """Yield path and value of each item of a list of at most ``limit`` items."""
    if not isinstance(value, list | tuple):
        errors.add(path, ValidationError(_("This must be a list."), "not_a_list"))
    elif len(value) > limit:
        message = _("There are at most %(limit)d of these, not %(length)d.")
        errors.add(path, ValidationError(message, "too_many", {"limit": limit, "length": len(value)}))
    else:
        yield from ((f"{path}.{number}", item) for number, item in enumerate(value))


def not_an_object() -> ValidationError:
    return ValidationError(_("This must be an object with named members."), "not_an_object")


def _refuse_long(value: object, limit: int) -> None:
    if isinstance(value, str) and len(value.strip()) > limit:
        raise ValidationError(
            _("This has at most %(limit)d characters, not %(length)d. Shorten it."),
            "too_long",
            {"limit": limit, "length": len(value.strip())},
        )

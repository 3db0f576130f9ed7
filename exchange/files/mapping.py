"""Which column of a file fills which field, and how the file writes its dates."""

import json
import re
from collections.abc import Callable, Sequence, Set
from collections.abc import Mapping as Members
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from exchange.files.refusals import FileRefused
from exchange.files.writing import ERROR_COLUMNS, Literal, looks_like_formula

CATEGORY = re.compile(r"category:[a-z0-9_]{1,64}")
ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
ISO_FORMAT = "%Y-%m-%d"
MAX_MAPPING = 1 << 20  # bytes


@dataclass(frozen=True)
class Fields:
    """What a file may fill. ``dates`` come out as ISO 8601; ``texts`` are refused where they look like a formula.

    With ``categories``, ``category:<dimension>`` is a field as well, and a text; so is what fits one of ``patterns``.
    ``heads()`` tells what else a head may say where no mapping names the columns: the field it means, or "" where the
    column is passed over.
    """

    names: Set[str]
    dates: Set[str] = frozenset()
    texts: Set[str] = frozenset()
    categories: bool = False
    patterns: tuple[re.Pattern[str], ...] = ()
    heads: Callable[[], Members[str, str]] | None = None

    def __contains__(self, name: str) -> bool:
        return name in self.names or (self.categories and CATEGORY.fullmatch(name) is not None) or self._fits(name)

    def _fits(self, name: str) -> bool:
        return any(pattern.fullmatch(name) for pattern in self.patterns)

    def is_text(self, name: str) -> bool:
        return name in self.texts or name.startswith("category:") or self._fits(name)

    def named_by(self, header: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """The field of each column whose head names one, without the columns that are passed over."""
        others = self.heads() if self.heads and any(name not in self for name in header) else {}
        found = {name: name if name in self else others.get(name, name) for name in header}
        return {name: (field,) for name, field in found.items() if field}


@dataclass(frozen=True)
class Mapping:
    """File column -> fields, constants, and the date format. Without ``columns`` the header names the fields."""

    fields: Fields
    columns: Members[str, tuple[str, ...]] | None = None
    constants: Members[str, str] = field(default_factory=dict)
    dates: str | None = None

    @classmethod
    def from_json(cls, text: str, fields: Fields) -> "Mapping":
        """Read ``{"columns": …, "constants": …, "dates": …}``. Raises FileRefused, naming what is wrong."""
        members = _members(text)
        columns = {name: _targets(name, value) for name, value in members["columns"].items()}
        constants = {name: _constant(name, value) for name, value in members["constants"].items()}
        _check_targets([*(target for targets in columns.values() for target in targets), *constants], fields)
        mapping = cls(fields, columns or None, constants, _date_format(members["dates"]))
        for name in constants:
            mapping._checked(name, constants[name], row=None, column=None)
        return mapping

    def bind(self, header: Sequence[str]) -> "BoundMapping":
        """Fit the mapping to a file's header. Raises FileRefused for a column the file or a field the system lacks."""
        columns = self.columns
        if columns is None:
            columns = self.fields.named_by([name for name in header if name not in ERROR_COLUMNS])
            _check_targets([*(target for (target,) in columns.values()), *self.constants], self.fields)
        for name in columns:
            if name not in header:
                raise FileRefused("file_column_absent", name=name)
        places = [(header.index(name), name, targets) for name, targets in columns.items()]
        return BoundMapping(self, places)

    def apply(self, header: Sequence[str], row: Sequence[str], number: int | None = None) -> dict[str, str]:
        """Return field -> value of one row; for many rows ``bind`` once instead."""
        return self.bind(header).apply(row, number)

    def _checked(self, target: str, value: str, *, row: int | None, column: str | None) -> str:
        if value and target in self.fields.dates:
            found = _iso(value, self.dates)
            if found is None:
                raise FileRefused(
                    "file_date", row=row, column=column, value=value[:40], format=self.dates or ISO_FORMAT
                )
            return found
        if self.fields.is_text(target) and looks_like_formula(value):
            raise FileRefused("file_formula", row=row, column=column)
        return value


@dataclass(frozen=True)
class BoundMapping:
    """A mapping that knows where its columns stand: (index, column, fields)."""

    mapping: Mapping
    places: Sequence[tuple[int, str, tuple[str, ...]]]

    def apply(self, row: Sequence[str], number: int | None = None) -> dict[str, str]:
        """Return field -> value, without white space around it; dates as ISO 8601. Raises FileRefused for this row."""
        values = dict(self.mapping.constants)
        for index, column, targets in self.places:
            value = row[index].strip()
            if isinstance(row[index], Literal):  # no formula, so that what is wrong with it is for its field to say
                values |= dict.fromkeys(targets, value)
                continue
            for target in targets:
                values[target] = self.mapping._checked(target, value, row=number, column=column)
        return values


def mapping_text(path: Path) -> str:
    """The text of a mapping's file, UTF-8. Raises FileRefused, OSError."""
    with path.open("rb") as file:
        content = file.read(MAX_MAPPING + 1)
    if len(content) > MAX_MAPPING:
        raise FileRefused("file_mapping_unreadable", reason=f"> {MAX_MAPPING >> 20} MB")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefused("file_encoding", offset=error.start) from error


def _members(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text, object_pairs_hook=_once)
        json.dumps(found, ensure_ascii=False).encode()  # a lone surrogate could be neither shown nor stored
    except (ValueError, RecursionError) as error:
        raise FileRefused("file_mapping_unreadable", reason=str(error)[:100]) from error
    if not isinstance(found, dict):
        raise FileRefused("file_mapping_unreadable", reason=type(found).__name__)
    members: dict[str, Any] = {"columns": {}, "constants": {}, "dates": None}
    for name in found:
        if name not in members:
            raise FileRefused("file_mapping_member", name=name)
    members |= found
    for name in ("columns", "constants"):
        if not isinstance(members[name], dict):
            raise FileRefused("file_mapping_value", name=name, expected="{…}")
    return members


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Build an object whose members occur once each."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise FileRefused("file_mapping_twice", name=name)
        found[name] = value
    return found


def _targets(column: str, value: object) -> tuple[str, ...]:
    targets = [value] if isinstance(value, str) else value
    if not (isinstance(targets, list) and targets and all(isinstance(target, str) for target in targets)):
        raise FileRefused("file_mapping_value", name=column, expected='"…", ["…"]')
    return tuple(targets)


def _constant(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise FileRefused("file_mapping_value", name=name, expected='"…"')
    return value.strip()


def _check_targets(targets: Sequence[str], fields: Fields) -> None:
    seen = set()
    for target in targets:
        if target not in fields:
            raise FileRefused("file_field_unknown", name=target)
        if target in seen:
            raise FileRefused("file_mapping_twice", name=target)
        seen.add(target)


def _date_format(value: object) -> str | None:
    """Return the format if it names year, month and day once each and nothing else.

    Year-day-month is refused: real dates of a workbook arrive as year-month-day, and the two cannot be told apart.
    """
    if value is None:
        return None
    if not isinstance(value, str):
        raise FileRefused("file_mapping_value", name="dates", expected='"%Y-%m-%d"')
    if sorted(re.findall("%.?", value)) != ["%Y", "%d", "%m"] or re.search("%Y.*%d.*%m", value):
        raise FileRefused("file_mapping_dates", format=value)
    return value


@lru_cache(maxsize=4096)
def _iso(value: str, form: str | None) -> str | None:
    """Return the date as ISO 8601, None where it is none; a workbook's own dates are ISO already."""
    if any(letter.isdigit() and not letter.isascii() for letter in value):
        return None
    try:
        if ISO.fullmatch(value):
            return date.fromisoformat(value).isoformat()
        return datetime.strptime(value, form).date().isoformat() if form else None  # noqa: DTZ007 - a calendar day
    except ValueError:
        return None

"""A file on its way in: rows in batches, what came of each, and the refused ones in a file of their own.

Which rows those are is the business of the rooms that import (customers/importing.py, accounts/importing.py).
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from audit.refusals import Refused
from exchange.files import BoundMapping, ErrorFile, FileRefused, Table, open_table
from exchange.files import Mapping as FileMapping

OUTCOMES = ("created", "updated", "unchanged", "proposed", "review", "refused")
REFUSALS = (Refused, ValidationError, PermissionDenied)
Refusal = Refused | ValidationError | PermissionDenied


class Row(NamedTuple):
    """A row of the file: its number (the header is 1), its cells as they came, and field -> value."""

    number: int
    cells: list[str]
    values: dict[str, str]


@dataclass
class Course:
    """One import. ``counts`` says how often each of OUTCOMES happened; a row may be both updated and proposed.

    Rows under review are ``queued``, taken in and to be looked at, or wait in the file of errors.
    """

    table: Table
    mapping: BoundMapping
    errors: ErrorFile
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(OUTCOMES, 0))
    done: int = 0
    queued: int = 0
    watch: Callable[[int], None] = lambda done: None  # told after each batch how many rows are done

    @cached_property
    def columns(self) -> dict[str, str]:
        """The file column of each field that has one."""
        return {target: column for _index, column, targets in self.mapping.places for target in targets}

    def batches(self, size: int) -> Iterator[list[Row]]:
        """Yield the rows that can be read, ``size`` at a time; each batch is done when the next one is asked for."""
        batch: list[Row] = []
        for number, cells in self.table.rows(self._refuse_cells):
            try:
                batch.append(Row(number, cells, self.mapping.apply(cells, number)))
            except FileRefused as refusal:
                self._refuse_cells(number, cells, refusal)
            if len(batch) == size:
                yield from self._one(batch)
                batch = []
        yield from self._one(batch)

    def _one(self, batch: list[Row]) -> Iterator[list[Row]]:
        if batch:
            yield batch
            self.done += len(batch)
        self.watch(self.done)

    def count(self, *outcomes: str) -> None:
        """Note what came of a row."""
        for outcome in outcomes:
            self.counts[outcome] += 1

    def queue(self) -> None:
        """Note that a row was taken in and that somebody shall look at what it is similar to."""
        self.queued += 1
        self.count("review")

    def refuse(self, row: Row, error: Refusal, field_of: Callable[[str], str], *, outcome: str = "refused") -> None:
        """Put a row into the file of errors; ``field_of`` says which field of the mapping a member path is."""
        problems = list(_problems(error, field_of))
        column = next((self._column(name) for name, _reason in problems if name), None)
        self.errors.add(row.number, row.cells, reason=self._sentence(problems), column=column)
        self.count(outcome)

    def _sentence(self, problems: list[tuple[str, str]]) -> str:
        """The reasons in one cell; where there are several, each after its column."""
        if len(problems) == 1:
            return problems[0][1]
        return " ".join(f"{self._column(name)}: {reason}" if name else reason for name, reason in problems)

    def _column(self, name: str) -> str:
        return self.columns.get(name, name)

    def _refuse_cells(self, number: int, cells: list[str], refusal: FileRefused) -> None:
        self.errors.add(number, cells, reason=refusal.reason, column=refusal.column)
        self.count("refused")
        self.done += 1


def _problems(error: Refusal, field_of: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    """Yield field and reason of everything an error says; the field is "" where it concerns the whole row."""
    if isinstance(error, PermissionDenied):
        yield "", _("The person who imports may not do this.")
    elif isinstance(error, Refused):
        yield field_of(error.field) if error.field else "", error.message
    elif hasattr(error, "error_dict"):
        for path, messages in error.message_dict.items():
            yield field_of(path), " ".join(messages)
    else:
        yield "", " ".join(error.messages)


@contextmanager
def course_of(path: Path, mapping: FileMapping, *, errors_beside: Path) -> Iterator[Course]:
    """Open a file for import; refused rows go to ``errors_beside``.errors.csv. Raises FileRefused."""
    with open_table(path) as table:
        bound = mapping.bind(table.header)
        with ErrorFile(errors_beside, table.header) as errors:
            yield Course(table, bound, errors)


def count_rows(path: Path) -> int:
    """How many rows a file has. Reads it to its end and raises FileRefused where it cannot be read that far."""
    refused: list[int] = []
    with open_table(path) as table:
        return sum(1 for _row in table.rows(lambda number, _cells, _flaw: refused.append(number))) + len(refused)


def values_of(values: Mapping[str, str]) -> dict[str, str]:
    """The fields of a row that are filled: an empty cell leaves things as they are."""
    return {name: value for name, value in values.items() if value}

"""A file on its way in: rows in batches, what came of each, and the ones left out in a file of their own.

Which rows those are is the business of the rooms that import (customers/importing.py, accounts/importing.py).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from exchange.files import BoundMapping, FileRefused, Table, csv_lines, open_table
from exchange.files import Mapping as FileMapping
from exchange.files.records import Record
from exchange.files.writing import ERROR_COLUMNS
from exchange.runs.results import REFUSALS, Refusal, cause_of, problems_of

__all__ = [
    "OUTCOMES",
    "REFUSALS",
    "UNCHANGED",
    "Course",
    "Refusal",
    "Row",
    "Told",
    "count_rows",
    "course_of",
    "values_of",
]

UNCHANGED = "unchanged"
OUTCOMES = ("created", "updated", UNCHANGED, "proposed", "review", "refused")


class Row(NamedTuple):
    """A row of the file: its number (the header is 1), its cells as they came, and field -> value."""

    number: int
    cells: list[str]
    values: dict[str, str]


class Told(NamedTuple):
    """What came of a row: outcomes, the first one its own; the code of what it led to; why it was refused, if it was.

    ``cause`` is a code, ``column`` the file's column at fault, ``reason`` the words; an unchanged row has some where
    what it says was asked for already.
    """

    number: int
    cells: list[str]
    outcomes: tuple[str, ...]
    code: str = ""
    cause: str = ""
    column: str = ""
    reason: str = ""

    @property
    def left_out(self) -> bool:
        """Whether the row was not taken in: refused, or waiting until somebody says who it is."""
        return bool(self.reason) and self.outcomes[0] != UNCHANGED


@dataclass
class Course:
    """One import. ``counts`` says how often each of OUTCOMES happened; a row may be both updated and proposed.

    Rows under review are ``queued``, taken in and to be looked at, or wait among those ``left_out``. ``listen`` is told
    what came of each row; a batch is taken in within the context ``enclose``; rows up to ``begun`` are done already.
    What needs a second person is asked for as one batch of ``source`` (E7).
    """

    table: Table
    mapping: BoundMapping
    listen: Callable[[Told], None] = lambda told: None
    enclose: Callable[[], AbstractContextManager[Any]] = nullcontext
    source: UUID = field(default_factory=uuid4)
    begun: int = 0
    limit: int | None = None  # of rows that are read
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(OUTCOMES, 0))
    done: int = 0
    queued: int = 0
    left_out: int = 0
    reached: int = 0  # the number of the last row read
    watch: Callable[[int], None] = lambda done: None  # told after each batch how many rows are done

    @cached_property
    def columns(self) -> dict[str, str]:
        """The file column of each field that has one."""
        return {target: column for _index, column, targets in self.mapping.places for target in targets}

    def walk(self, size: int, take_in: Callable[[list[Row]], None]) -> None:
        """Give the rows that can be read to ``take_in``, of at most ``size`` rows of the file at a time."""
        for records in self._batches(size):
            self.reached = records[-1].number
            with self.enclose():
                if rows := self._readable(records):
                    take_in(rows)
            self.done += len(records)
            self.watch(self.done)
        self.watch(self.done)

    def _batches(self, size: int) -> Iterator[list[Record]]:
        records = islice(self.table.records(), self.limit)
        left = (record for record in records if record.number > self.begun)
        while batch := list(islice(left, size)):
            yield batch

    def _readable(self, records: Iterable[Record]) -> list[Row]:
        rows = []
        for number, cells, flaw in records:
            try:
                if flaw:
                    raise flaw
                rows.append(Row(number, cells, self.mapping.apply(cells, number)))
            except FileRefused as refusal:
                told = {"cause": refusal.code, "column": refusal.column or "", "reason": refusal.reason}
                self._tell(Told(number, cells, ("refused",), **told))
        return rows

    def _tell(self, told: Told) -> None:
        for outcome in told.outcomes:
            self.counts[outcome] += 1
        self.left_out += told.left_out
        self.listen(told)

    def tell(self, row: Row, *outcomes: str, code: str = "", reason: str = "") -> None:
        """Note what came of a row that was taken in; under ``review`` somebody shall look at what it is similar to."""
        self.queued += outcomes.count("review")
        self._tell(Told(row.number, row.cells, outcomes, code, reason=reason))

    def refuse(self, row: Row, error: Refusal, field_of: Callable[[str], str], *, outcome: str = "refused") -> None:
        """Note that a row is left out; ``field_of`` says which field of the mapping a member path is."""
        problems = list(problems_of(error, field_of))
        column = next((self._column(name) for name, _reason in problems if name), "")
        why = {"cause": cause_of(error), "column": column, "reason": self._sentence(problems)}
        self._tell(Told(row.number, row.cells, (outcome,), **why))

    def _sentence(self, problems: list[tuple[str, str]]) -> str:
        """The reasons in one cell; where there are several, each after its column."""
        if len(problems) == 1:
            return problems[0][1]
        return " ".join(f"{self._column(name)}: {reason}" if name else reason for name, reason in problems)

    def _column(self, name: str) -> str:
        return self.columns.get(name, name)


@contextmanager
def course_of(path: Path, mapping: FileMapping) -> Iterator[Course]:
    """Open a file for import. Raises FileRefused."""
    with open_table(path) as table:
        yield Course(table, mapping.bind(table.header))


def error_lines(path: Path, told: Iterable[tuple[int, str, str]]) -> Iterator[bytes]:
    """Yield the rows of a file that were left out as CSV, with number, column and reason of ``told``, by number.

    Corrected, they can be imported again: the added columns are known by name and passed over.
    """
    with open_table(path) as table:
        kept = [index for index, name in enumerate(table.header) if name not in ERROR_COLUMNS]
        yield from csv_lines(
            [*(table.header[index] for index in kept), *ERROR_COLUMNS], _left_out(table.records(), told, kept)
        )


def _left_out(
    records: Iterator[Record], told: Iterable[tuple[int, str, str]], kept: Sequence[int]
) -> Iterator[list[str]]:
    for number, column, reason in told:
        cells = next(record.cells for record in records if record.number == number)
        original = [cells[index] if index < len(cells) else "" for index in kept]
        yield [*original, str(number), column, reason]


def count_rows(path: Path) -> int:
    """How many rows a file has. Reads it to its end and raises FileRefused where it cannot be read that far."""
    with open_table(path) as table:
        return sum(1 for _record in table.records())


def values_of(values: Mapping[str, str]) -> dict[str, str]:
    """The fields of a row that are filled: an empty cell leaves things as they are."""
    return {name: value for name, value in values.items() if value}

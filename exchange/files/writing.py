"""Writing CSV that a spreadsheet program shows and never executes."""

import csv
import io
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import TextIO

BATCH = 200  # rows encoded and sent together
BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"  # without it spreadsheets read UTF-8 as the system's own encoding
MARKED = "utf-8-sig"
ENCODINGS = (MARKED, "utf-8", "gb18030")
PLAIN_NUMBER = re.compile(r"[+-]?[0-9]{1,15}([.][0-9]+)?", re.ASCII)
NEGATIVE_NUMBER = re.compile(r"-[0-9]+([.][0-9]+)?")
TELEPHONE = re.compile(r"\+[0-9][0-9 ()./-]*")
# A spreadsheet evaluates what starts so; in Chinese settings the full-width forms as well.
EXECUTABLE = re.compile(r"'*[\s\x00-\x1f]*[=+\-@＝＋－＠]|'*[\t\r\n]")
ERROR_COLUMNS = ("errors.row", "errors.column", "errors.reason")


def looks_like_formula(value: str) -> bool:
    """Whether a text would run as a formula in a spreadsheet; numbers and telephone numbers do not.

    >>> [looks_like_formula(text) for text in ("=1+1", "@SUM(A1)", "-cmd", "+86 138 0013 8000", "-12.50", "A-B")]
    [True, True, True, False, False, False]
    """
    text = value.strip()
    if PLAIN_NUMBER.fullmatch(text) or TELEPHONE.fullmatch(text):
        return False
    return EXECUTABLE.match(text) is not None


def safe_cell(text: str) -> str:
    """Return the text with an apostrophe before it where a spreadsheet would execute it; ``plain_cell`` undoes it."""
    if EXECUTABLE.match(text) and not NEGATIVE_NUMBER.fullmatch(text):
        return "'" + text
    return text


class Literal(str):
    """A text that had an apostrophe before it: whoever wrote the cell means no formula, whatever it looks like."""

    __slots__ = ()


def plain_cell(text: str) -> str:
    """Return the text without the apostrophe ``safe_cell`` put before it, as a Literal where there was one."""
    return Literal(text[1:]) if text.startswith("'") and EXECUTABLE.match(text, 1) else text


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[str]], *, encoding: str = MARKED) -> Iterator[bytes]:
    """Yield a CSV file in one of ENCODINGS: the header at once, then the rows in batches.

    UTF-8 has a byte order mark as ``utf-8-sig``, by which spreadsheets know it.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    code = "utf-8" if encoding == MARKED else encoding
    if encoding == MARKED:
        buffer.write(BYTE_ORDER_MARK)
    writer.writerow([safe_cell(name) for name in header])
    yield _taken(buffer, code)
    for number, row in enumerate(rows, start=1):
        writer.writerow([safe_cell(cell) for cell in row])
        if number % BATCH == 0:
            yield _taken(buffer, code)
    if buffer.tell():
        yield _taken(buffer, code)


def _taken(buffer: io.StringIO, encoding: str) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode(encoding)


class ErrorFile:
    """The refused rows of a file as they came, each with its row number, column and reason.

    Written beside the file as ``FILE.errors.csv``, and only if there is one; an older one is removed. Only its owner
    reads it, as it repeats what was in the rows. Corrected, it can be imported again: the added columns are known by
    name and passed over.
    """

    def __init__(self, path: Path, header: Sequence[str]) -> None:
        self.path = path.with_name(path.name + ".errors.csv")
        self.count = 0
        self._header = list(header)
        self._kept = [index for index, name in enumerate(header) if name not in ERROR_COLUMNS]
        self._file: TextIO | None = None

    def __enter__(self) -> "ErrorFile":
        self.path.unlink(missing_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file:
            self._file.close()

    def add(self, row: int, cells: Sequence[str], *, reason: str, column: str | None = None) -> None:
        """Add one refused row; cells a ragged row lacks are left empty, those it has too many are dropped."""
        file = self._file
        if file is None:
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            file = self._file = os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="")
            self._write(file, [*(self._header[index] for index in self._kept), *ERROR_COLUMNS])
        original = [cells[index] if index < len(cells) else "" for index in self._kept]
        self._write(file, [*original, str(row), column or "", reason])
        self.count += 1

    @staticmethod
    def _write(file: TextIO, cells: Sequence[str]) -> None:
        csv.writer(file).writerow([safe_cell(cell) for cell in cells])

"""Reading CSV: which encoding, which delimiter, and rows that cannot exhaust the memory."""

import codecs
import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO

from exchange.files.records import MAX_CELL, MAX_COLUMNS, Record, column_letter
from exchange.files.refusals import FileRefused

DELIMITERS = ",;\t"
MAX_LINE = 1_000_000  # characters between two line ends
MAX_LINES = 1_048_576  # rows, the header included: as many as a spreadsheet has
CHUNK = 1 << 20
SAMPLE = 20_000  # characters beyond ASCII on which an encoding is judged
QUOTED = re.compile('"[^"]*"?')
BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")


@contextmanager
def delimited_records(path: Path) -> Iterator[Iterator[Record]]:
    """Open a CSV file of UTF-8 or GB18030, its delimiter comma, semicolon or tab as the header shows."""
    encoding = detect_encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        yield _records(file, _delimiter(file))


def detect_encoding(path: Path) -> str:
    """Return ``utf-8-sig`` or ``gb18030``, having read the whole file. Raises FileRefused ``encoding`` or ``nul``."""
    with path.open("rb") as file:
        broken_utf8 = _first_broken_byte(file, "utf-8")
        if broken_utf8 is None:
            return "utf-8-sig"
        broken_gb = _first_broken_byte(file, "gb18030")
        if broken_gb is None and _reads_like_chinese(file):
            return "gb18030"
        offset = max(broken_utf8, broken_gb or 0)
        raise FileRefused("file_encoding", row=_line_of(file, offset), offset=offset)


def _first_broken_byte(file: BinaryIO, encoding: str) -> int | None:
    """Return the offset of the first byte ``encoding`` cannot read, None where it reads them all."""
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    offset = 0
    while True:
        chunk = file.read(CHUNK)
        if (nul := chunk.find(b"\0")) >= 0 and not _starts_with_foreign_mark(file):
            raise FileRefused("file_nul", row=_line_of(file, offset + nul), offset=offset + nul)
        waiting = len(decoder.getstate()[0])
        try:
            decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            return offset - waiting + error.start
        if not chunk:
            return None
        offset += len(chunk)


def _starts_with_foreign_mark(file: BinaryIO) -> bool:
    """Whether the file announces UTF-16 or UTF-32, whose NULs are better called a wrong encoding."""
    position = file.tell()
    file.seek(0)
    mark = file.read(4)
    file.seek(position)
    return mark.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE))


def _reads_like_chinese(file: BinaryIO) -> bool:
    """Whether what GB18030 makes of the file is mostly the Chinese of GB 2312 or of its four-byte characters.

    Nearly any bytes decode as GB18030: Latin-1, Big5 and Shift-JIS turn into rare characters without an error.
    """
    file.seek(0)
    sample = "".join(BEYOND_ASCII.findall(codecs.getincrementaldecoder("gb18030")().decode(file.read(CHUNK))))[:SAMPLE]
    usual = sum(len(letter.encode("gb18030")) == 4 or bool(letter.encode("gb2312", "ignore")) for letter in sample)
    return usual >= 0.6 * len(sample)


def _line_of(file: BinaryIO, offset: int) -> int:
    """Return the line, counted from 1, in which the byte at ``offset`` stands."""
    file.seek(0)
    line = 1
    while offset > 0 and (chunk := file.read(min(CHUNK, offset))):
        line += chunk.count(b"\n") or chunk.count(b"\r")
        offset -= len(chunk)
    return line


def _delimiter(file: TextIO) -> str:
    """Return the delimiter that gives the first line most columns, the comma where none gives two."""
    first = QUOTED.sub("", _line(file, 1))
    file.seek(0)
    return max(DELIMITERS, key=first.count)


def _line(file: TextIO, number: int) -> str:
    line = file.readline(MAX_LINE + 1)
    if len(line) > MAX_LINE:
        raise FileRefused("file_line_too_long", row=number, limit=MAX_LINE)
    return line


def _records(file: TextIO, delimiter: str) -> Iterator[Record]:
    """Yield the rows; a row refused here ends the file, because nobody knows where the next one starts."""
    number = 0

    def lines() -> Iterator[str]:
        while line := _line(file, number + 1):
            yield line

    reader = csv.reader(lines(), delimiter=delimiter, strict=True)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _unreadable(error, number + 1) from error
        number += 1
        if number > MAX_LINES:
            raise FileRefused("file_rows_too_many", row=number, limit=MAX_LINES)
        yield _checked(number, cells)


def _unreadable(error: csv.Error, row: int) -> FileRefused:
    if "field limit" in str(error):
        return FileRefused("file_cell_too_long", row=row, limit=MAX_CELL)
    return FileRefused("file_quotes", row=row)


def _checked(number: int, cells: list[str]) -> Record:
    if len(cells) > MAX_COLUMNS:
        raise FileRefused("file_columns_too_many", row=number, column=column_letter(MAX_COLUMNS), limit=MAX_COLUMNS)
    if any(len(cell) > MAX_CELL for cell in cells):
        return Record(number, cells, FileRefused("file_cell_too_long", row=number, limit=MAX_CELL))
    return Record(number, cells)

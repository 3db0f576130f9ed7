"""A file as a table: one header, then rows as wide as the header, whatever the format."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from exchange.files.delimited import delimited_records
from exchange.files.records import MAX_COLUMNS, MAX_FILE_MB, Record, column_letter
from exchange.files.refusals import FileRefused
from exchange.files.workbook import workbook_records
from exchange.files.writing import plain_cell

Refuse = Callable[[int, list[str], FileRefused], None]
ZIP, OLE = b"PK", b"\xd0\xcf\x11\xe0"
LOCKED = "EncryptedPackage".encode("utf-16-le")  # a workbook with a password is a document of the old kind around it


class Table:
    """An open file. ``header`` holds the column names in order; ``rows`` can be walked once."""

    def __init__(self, records: Iterator[Record]) -> None:
        self._records = records
        first = next(records, Record(1, []))
        self._width = len(first.cells)
        self.header = _header(first)
        self._names = {column_letter(index): name for index, name in enumerate(self.header)}

    def rows(self, refuse: Refuse | None = None) -> Iterator[tuple[int, list[str]]]:
        """Yield row number (the header is 1) and as many cells as the header has; blank rows are passed over.

        A row refused for itself goes to ``refuse(number, cells, refusal)``, or is raised where nobody listens.
        """
        for number, cells, flaw in self.records():
            if flaw is None:
                yield number, cells
            elif refuse is None:
                raise flaw
            else:
                refuse(number, cells, flaw)

    def records(self) -> Iterator[Record]:
        """Yield each row that is not blank, with why it alone is refused, if it is: its cells are as they came then."""
        for number, cells, flaw in self._records:
            if flaw is None and not any(cell.strip() for cell in cells):
                continue
            flaw = self._named(flaw) if flaw else self._misfit(number, cells)
            if flaw:
                yield Record(number, cells, flaw)
            else:
                yield Record(number, [plain_cell(cell) for cell in cells[: len(self.header)]])

    def _named(self, flaw: FileRefused) -> FileRefused:
        """Give the column its name instead of its letter."""
        if flaw.column:
            flaw.column = self._names.get(flaw.column, flaw.column)
        return flaw

    def _misfit(self, number: int, cells: list[str]) -> FileRefused | None:
        """Say why the cells do not fit the header, None where they do."""
        if len(cells) != self._width:
            code = "file_row_short" if len(cells) < self._width else "file_row_long"
            return FileRefused(code, row=number, found=len(cells), expected=self._width)
        for index in range(len(self.header), self._width):
            if cells[index].strip():
                return FileRefused("file_cell_without_header", row=number, column=column_letter(index))
        return None


@contextmanager
def open_table(path: Path) -> Iterator[Table]:
    """Open a CSV or XLSX file, told by its content, not by its name. Raises FileRefused."""
    with path.open("rb") as file:
        start = file.read(4)
    if not start:
        raise FileRefused("file_empty")
    if path.stat().st_size > MAX_FILE_MB << 20:
        raise FileRefused("file_too_large", limit_mb=MAX_FILE_MB)
    if start == OLE:
        raise FileRefused("file_workbook_encrypted" if _is_locked(path) else "file_format")
    with workbook_records(path) if start.startswith(ZIP) else delimited_records(path) as records:
        yield Table(records)


def _is_locked(path: Path) -> bool:
    """Whether an OLE file names a locked workbook in its directory; the size of the file was checked."""
    return LOCKED in path.read_bytes()


def _header(record: Record) -> list[str]:
    """Return the column names, without the nameless columns at the end. Raises FileRefused."""
    if record.flaw:
        raise record.flaw
    names = [cell.strip() for cell in record.cells]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise FileRefused("file_header_missing", row=record.number)
    if len(names) > MAX_COLUMNS:
        column = column_letter(MAX_COLUMNS)
        raise FileRefused("file_columns_too_many", row=record.number, column=column, limit=MAX_COLUMNS)
    seen = set()
    for index, name in enumerate(names):
        if not name:
            raise FileRefused("file_header_blank", row=record.number, column=column_letter(index))
        if name in seen:
            raise FileRefused("file_header_duplicate", row=record.number, column=name)
        seen.add(name)
    return names

"""Reading XLSX: the first sheet, each cell as the text a clerk sees."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from exchange.files.archive import repack
from exchange.files.records import MAX_CELL, Record, column_letter
from exchange.files.refusals import FileRefused
from exchange.files.sheet import Workbook

Value = str | float | bool | date | time | timedelta
FIRST_LOST = 10**15  # the smallest whole number a spreadsheet cannot be trusted to keep


@contextmanager
def workbook_records(path: Path) -> Iterator[Iterator[Record]]:
    """Open the first sheet of an XLSX workbook, formulas by their last value. Raises FileRefused."""
    seen = Workbook()
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as measured:
        repack(path, measured, seen.inspect)
        measured.flush()
        flaws = seen.flaws_of_first_sheet()
        yield _records(_first_sheet(measured.name), flaws)


def _first_sheet(path: str) -> CalamineSheet:
    try:
        with CalamineWorkbook.from_path(path) as workbook:
            return workbook.get_sheet_by_index(0)
    except CalamineError as error:
        raise FileRefused("file_workbook_damaged", part="xlsx") from error


def _records(sheet: CalamineSheet, flaws: dict[int, FileRefused]) -> Iterator[Record]:
    """Yield the rows from row 1 on, and the columns from A on though the reader leaves out empty ones in front."""
    number = 0
    before = [""] * (sheet.start[1] if sheet.start else 0)
    for number, values in enumerate(_rows(sheet), start=1):
        lost = next((index for index, value in enumerate(values) if _digits_lost(value)), None)
        flaw = flaws.get(number)
        if lost is not None and flaw is None:
            flaw = FileRefused("file_digits_lost", row=number, column=column_letter(len(before) + lost))
        cells = before + [_text(value) for value in values]
        if flaw is None and any(len(cell) > MAX_CELL for cell in cells):
            flaw = FileRefused("file_cell_too_long", row=number, limit=MAX_CELL)
        yield Record(number, cells, flaw)
    for row in sorted(row for row in flaws if row > number):  # below the last row that has a value
        yield Record(row, [], flaws[row])


def _rows(sheet: CalamineSheet) -> Iterator[list[Value]]:
    """Yield the rows of values. Raises FileRefused where a number is no date or time though it is formatted as one."""
    rows, number = sheet.iter_rows(), 0
    while True:
        number += 1
        try:
            values = next(rows)
        except StopIteration:
            return
        except (OverflowError, ValueError) as error:
            raise FileRefused("file_date_impossible", row=number) from error
        yield values


def _digits_lost(value: Value) -> bool:
    return isinstance(value, float) and not -FIRST_LOST < value < FIRST_LOST


def _text(value: Value) -> str:
    """Return the cell as text: dates by ISO 8601, whole numbers without a point, no exponents.

    >>> _text(13800138000.0), _text(0.1 + 0.2), _text(0.00001)
    ('13800138000', '0.3', '0.00001')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float | int):
        return format(Decimal(format(value, ".15g")), "f")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(" ")
    return str(value) if isinstance(value, timedelta) else value.isoformat()

"""Writing XLSX row by row: texts stay texts, amounts are numbers, days are days."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from exchange.files.writing import looks_like_formula, plain_cell, safe_cell

MAX_ROWS = 1_048_575  # of a sheet, besides the header
FIRST, LAST = date(1900, 3, 1), date(9999, 12, 31)  # days that every spreadsheet counts alike
# What the library would take for mark-up of its own, and an escape that overlaps another, which it misses.
MISREAD = re.compile(r"<r>.*</r>|.*_x[0-9A-Fa-f]{4}_x[0-9A-Fa-f]{4}_.*", re.DOTALL)


class Form(StrEnum):
    """What a column holds: identifiers and words, money with two decimals, days."""

    TEXT = "text"
    AMOUNT = "amount"
    DAY = "day"


FORMATS = {Form.TEXT: "@", Form.AMOUNT: "#,##0.00", Form.DAY: "yyyy-mm-dd"}
WIDTHS = {Form.TEXT: 18, Form.AMOUNT: 16, Form.DAY: 12}


class Head(NamedTuple):
    """The head of a column and the form of what stands below it."""

    text: str
    form: Form = Form.TEXT


def sheet_text(text: str) -> str:
    """Return the text as a cell of text shows it: inert there, it gets an apostrophe only where it must.

    Saved as CSV by a spreadsheet, what looks like a formula would come to life; and an import takes away an apostrophe
    before such, so that one which was typed needs a second.

    >>> sheet_text("=1+1"), sheet_text("+49 30 123456"), sheet_text("平安银行")
    ("'=1+1", '+49 30 123456', '平安银行')
    """
    return safe_cell(text) if looks_like_formula(text) or plain_cell(text) != text else text


def write_workbook(path: Path, *, title: str, heads: Sequence[Head], rows: Iterable[Sequence[Any]]) -> int:
    """Write one sheet to ``path``, holding one row in memory at a time; returns how many rows there were.

    Values are str, Decimal, date or None by the form of their column. The folder of ``path`` takes the library's
    own temporary files as well: have it readable by its owner alone.
    """
    count = 0
    options = {"constant_memory": True, "tmpdir": str(path.parent), "strings_to_formulas": False}
    with Workbook(str(path), options) as workbook:
        sheet = workbook.add_worksheet(title)
        _prepare(workbook, sheet, heads)
        forms = [head.form for head in heads]
        for count, row in enumerate(rows, start=1):
            for column, (form, value) in enumerate(zip(forms, row, strict=True)):
                _write(sheet, count, column, form, value)
        sheet.autofilter(0, 0, max(count, 1), max(len(heads) - 1, 0))
    return count


def _prepare(workbook: Workbook, sheet: Worksheet, heads: Sequence[Head]) -> None:
    """Give each column its width and format, and write the heads, which stay in sight."""
    bold = workbook.add_format({"bold": True, "num_format": "@", "bottom": 1})
    formats = {form: workbook.add_format({"num_format": code}) for form, code in FORMATS.items()}
    for column, head in enumerate(heads):
        sheet.set_column(column, column, max(WIDTHS[head.form], len(head.text) + 4), formats[head.form])
    sheet.freeze_panes(1, 0)
    for column, head in enumerate(heads):
        _write_text(sheet, 0, column, head.text, bold)


def _write(sheet: Worksheet, row: int, column: int, form: Form, value: Any) -> None:
    if value is None or value == "":
        return
    if form == Form.TEXT:
        _write_text(sheet, row, column, value, None)
    elif isinstance(value, Decimal):
        sheet.write_number(row, column, value)
    elif FIRST <= value <= LAST:
        sheet.write_datetime(row, column, value)
    else:
        sheet.write_string(row, column, value.isoformat())


def _write_text(sheet: Worksheet, row: int, column: int, text: str, style: Any) -> None:
    text = sheet_text(text)
    if MISREAD.fullmatch(text):
        sheet.write_rich_string(row, column, *text, *([style] if style else []))  # letter by letter nothing is
    else:
        sheet.write_string(row, column, text, style)

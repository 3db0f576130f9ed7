"""What the tests of exports share: a file asked for, written and read again."""

import csv
import io
import tempfile
from pathlib import Path

from python_calamine import CalamineWorkbook

from customers.exports import choice, exporting
from customers.exports.asking import Format, Wanted
from customers.exports.scope import Scope


def wanted(*columns, query="", codes=(), **options):
    """What is asked for; the columns ``code`` and ``name`` unless others are named."""
    scope = Scope(query=query, codes=tuple(codes))
    return Wanted(scope=scope, columns=columns or ("code", "name"), **{"format": Format.CSV, "words": False} | options)


def everything(person, *, unmasked=False):
    """The names of all columns that exist for ``person``."""
    return tuple(column.name for column in choice.offered(person, unmasked=unmasked))


def content(person, *columns, **options):
    """The bytes of an export by ``person``."""
    ask = wanted(*columns, **options)
    return b"".join(exporting.Export(ask, person, "web").begin().parts())


def table(person, *columns, **options):
    """The rows of an export as CSV, by the names of their columns."""
    text = content(person, *columns, **options).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def sheet(person, *columns, **options):
    """The rows of an export as a workbook, the head first: each value of the type its cell has."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.xlsx"
        path.write_bytes(content(person, *columns, format=Format.XLSX, **options))
        with CalamineWorkbook.from_path(str(path)) as book:
            return book.get_sheet_by_index(0).to_python()

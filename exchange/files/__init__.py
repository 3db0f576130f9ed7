"""How files come and go: CSV and XLSX read without trust, CSV written without harm."""

from exchange.files.mapping import BoundMapping, Fields, Mapping
from exchange.files.refusals import FileRefused
from exchange.files.spreadsheet import MAX_ROWS, Form, Head, write_workbook
from exchange.files.table import Table, open_table
from exchange.files.writing import ENCODINGS, ErrorFile, csv_lines, looks_like_formula, safe_cell

__all__ = [
    "ENCODINGS",
    "MAX_ROWS",
    "BoundMapping",
    "ErrorFile",
    "Fields",
    "FileRefused",
    "Form",
    "Head",
    "Mapping",
    "Table",
    "csv_lines",
    "looks_like_formula",
    "open_table",
    "safe_cell",
    "write_workbook",
]

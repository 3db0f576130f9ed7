"""How files come and go: CSV and XLSX read without trust, CSV written without harm."""

from exchange.files.mapping import BoundMapping, Fields, Mapping
from exchange.files.refusals import FileRefused
from exchange.files.table import Table, open_table
from exchange.files.writing import ErrorFile, csv_lines, looks_like_formula, safe_cell

__all__ = [
    "BoundMapping",
    "ErrorFile",
    "Fields",
    "FileRefused",
    "Mapping",
    "Table",
    "csv_lines",
    "looks_like_formula",
    "open_table",
    "safe_cell",
]

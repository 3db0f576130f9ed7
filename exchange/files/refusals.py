"""Why a file is refused, always by row and column where they are known."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.refusals import Refused, declare

MESSAGES: dict[str, str | Promise] = {
    "file_empty": gettext_lazy("The file is empty. Choose the one with the rows."),
    "file_too_large": gettext_lazy("The file is larger than %(limit_mb)s MB. Split it into smaller files."),
    "file_format": gettext_lazy("This is neither a CSV file nor an XLSX workbook. Save it as one of these."),
    "file_encoding": gettext_lazy("Byte %(offset)s is neither UTF-8 nor GB18030. Save the file as UTF-8."),
    "file_nul": gettext_lazy(
        "There is a NUL byte at byte %(offset)s: this is no text file. Save it as CSV in UTF-8, or as XLSX."
    ),
    "file_header_missing": gettext_lazy("The first row has no column names. Put them there, or take the template."),
    "file_header_blank": gettext_lazy("The column has no name. Name it in the first row, or delete it."),
    "file_header_duplicate": gettext_lazy("The column name occurs twice. Rename or delete one of the two."),
    "file_columns_too_many": gettext_lazy("There are more than %(limit)s columns. Delete those that are not imported."),
    "file_rows_too_many": gettext_lazy("There are more than %(limit)s rows. Split it into smaller files."),
    "file_line_too_long": gettext_lazy("The line is longer than %(limit)s characters. Is a quotation mark left open?"),
    "file_cell_too_long": gettext_lazy("The cell is longer than %(limit)s characters. Is a quotation mark left open?"),
    "file_quotes": gettext_lazy("The quotation marks do not pair. Close the open one; inside a cell write each twice."),
    "file_row_short": gettext_lazy(
        "The row has %(found)s cells, the header %(expected)s. Put a cell with a comma in quotation marks."
    ),
    "file_row_long": gettext_lazy(
        "The row has %(found)s cells, the header %(expected)s. Put a cell with a comma in quotation marks."
    ),
    "file_cell_without_header": gettext_lazy(
        "The cell stands in a column without a name. Name the column in the first row, or empty the cell."
    ),
    "file_workbook_damaged": gettext_lazy(
        "The workbook cannot be read: %(part)s. Open it in a spreadsheet program and save it anew."
    ),
    "file_workbook_too_large": gettext_lazy(
        "The workbook unpacks to more than %(limit_mb)s MB. Split it into smaller files."
    ),
    "file_workbook_nested": gettext_lazy("The workbook contains another file: %(part)s. Remove it."),
    "file_workbook_encrypted": gettext_lazy("The workbook is protected by a password. Save it without one."),
    "file_cells_too_many": gettext_lazy("The sheet spans more than %(limit)s cells. Split it into smaller files."),
    "file_text_too_long": gettext_lazy(
        "The texts of the sheet are longer than %(limit_mb)s MB together. Split it into smaller files."
    ),
    "file_digits_lost": gettext_lazy(
        "A number of more than 15 digits: the spreadsheet has already changed its last digits. "
        "Format the column as text and type the value again."
    ),
    "file_formula_error": gettext_lazy(
        "The formula of the cell has no result. Correct it, or paste the value instead."
    ),
    "file_date_impossible": gettext_lazy(
        "A number is formatted as a date or time and is none. Format the cell as a number or text."
    ),
    "file_formula": gettext_lazy(
        "The text starts like a formula (= + - @). Delete that sign, or put an apostrophe before it."
    ),
    "file_date": gettext_lazy(
        "“%(value)s” is not a date of the form %(format)s. Write it so, or name the form in the mapping."
    ),
    "file_mapping_unreadable": gettext_lazy(
        "The mapping is not a JSON object: %(reason)s. Write it as docs/import.md shows."
    ),
    "file_mapping_member": gettext_lazy(
        "The mapping has an unknown member “%(name)s”. It takes columns, constants and dates."
    ),
    "file_mapping_value": gettext_lazy("“%(name)s” in the mapping must be %(expected)s. Correct it."),
    "file_mapping_dates": gettext_lazy(
        "“%(format)s” is not a date format: give %%Y, %%m and %%d once each, year-day-month not."
    ),
    "file_mapping_twice": gettext_lazy("The field “%(name)s” is filled twice. Leave one of its columns out."),
    "file_field_unknown": gettext_lazy(
        "There is no field “%(name)s”. Correct the column's name, or take the template."
    ),
    "file_column_absent": gettext_lazy(
        "The file has no column “%(name)s”. Correct the mapping, or name the column so."
    ),
}


for _code, _message in MESSAGES.items():
    declare(_code, _message, status=413 if _code == "file_too_large" else 422)


class FileRefused(Refused):
    """A file, or one row of it, that is not taken in: a code, where it happened, and the figures of the message.

    ``row`` counts from 1, the header being row 1; ``column`` is the column's name, or its letter where it has none.
    """

    def __init__(self, code: str, *, row: int | None = None, column: str | None = None, **figures: object) -> None:
        super().__init__(code, column, **figures)
        self.row, self.column = row, column

    @property
    def reason(self) -> str:
        """The sentence without the place, for a column of reasons, in the language now active."""
        return super().message

    @property
    def message(self) -> str:
        """The sentence with row and column, in the language now active."""
        place = {"row": self.row, "column": self.column, "reason": self.reason}
        if self.row is None:
            return self.reason if self.column is None else _("Column “%(column)s”: %(reason)s") % place
        if self.column is None:
            return _("Row %(row)s: %(reason)s") % place
        return _("Row %(row)s, column “%(column)s”: %(reason)s") % place

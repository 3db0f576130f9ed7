"""The inside of a workbook, before its reader sees it: how far the cells spread and how much text they hold.

The reader lays a sheet out as a full rectangle with a copy of each text, so two cells far apart, or one long text
used a million times, would take more memory than any machine has. Here nothing grows with the file but the lengths of
the shared texts.
"""

import re
from array import array
from collections.abc import Callable
from xml.parsers import expat

from exchange.files.records import MAX_COLUMNS, column_index, column_letter
from exchange.files.refusals import FileRefused

MAX_CELLS = 500_000
MAX_TAGS = 5_000_000
MAX_TEXT_MB = 24
MAX_DEPTH = 40
MAX_TOKEN = 1 << 20  # bytes between two angle brackets
MAX_FLAWS = 10_000
WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
NUMBER = re.compile("[0-9]{1,9}")
DIGITS = "0123456789"

Attributes = dict[str, str]


class Workbook:
    """What was seen in the parts of one workbook: the shared texts' lengths and the cells without a value."""

    def __init__(self) -> None:
        self.sizes = array("L")  # bytes of each shared text, mark-up included
        self.tags = 0
        self.sheets: list[str] = []  # relation names, in the order of the tabs
        self.targets: dict[str, str] = {}  # relation name -> part
        self.flaws: dict[str, dict[int, FileRefused]] = {}

    def inspect(self, name: str) -> Callable[[bytes], None]:
        """Return what takes the bytes of the part ``name`` one chunk after another, the last one empty."""
        return Part(self, name).feed

    def flaws_of_first_sheet(self) -> dict[int, FileRefused]:
        """Return row number -> refusal of the first tab. Raises FileRefused where nobody can say which that is."""
        part = self.targets.get(self.sheets[0], "") if self.sheets else ""
        part = part.lstrip("/") if part.startswith("/") else f"xl/{part}"
        if part not in self.flaws:
            raise FileRefused("file_workbook_damaged", part=part)
        return self.flaws[part]


class Part:
    """One XML part on its way through. Raises FileRefused."""

    def __init__(self, workbook: Workbook, name: str) -> None:
        self.workbook, self.name = workbook, name
        self.flaws = workbook.flaws.setdefault(name, {})
        self.fed = self.depth = self.row = self.column = self.text = self.began = 0
        self.top = self.bottom = self.left = self.right = -1  # of the rectangle of what has a value
        self.shared = self.formula = False
        self.index = ""
        self.starts = {"row": self._row, "c": self._cell, "f": self._formula, "v": self._value}
        self.starts |= {"is": self._inline, "si": self._string, "sheet": self._tab, "Relationship": self._relation}
        self.ends = {"c": self._cell_ends, "v": self._value_ends, "is": self._inline_ends, "si": self._string_ends}
        self.parser = expat.ParserCreate("UTF-8")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._doctype

    def feed(self, chunk: bytes) -> None:
        self.workbook.tags += chunk.count(b"<") + chunk.count(b"/>")
        if self.workbook.tags > MAX_TAGS:
            raise FileRefused("file_cells_too_many", limit=MAX_CELLS)
        if b"\0" in chunk:  # UTF-16, which this parser would read and the reader of the cells would not
            raise self._damaged()
        try:
            self.parser.Parse(chunk, not chunk)
        except expat.ExpatError as error:
            raise self._damaged() from error
        self.fed += len(chunk)
        if chunk and self.fed - self.parser.CurrentByteIndex > MAX_TOKEN:
            raise self._damaged()

    def _damaged(self) -> FileRefused:
        return FileRefused("file_workbook_damaged", part=self.name)

    def _doctype(self, *declaration: object) -> None:
        raise self._damaged()

    def _start(self, name: str, attributes: Attributes) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self._damaged()
        known = self.starts.get(name) or self.starts.get(name.rpartition(":")[2])
        if known:
            known(attributes)

    def _end(self, name: str) -> None:
        self.depth -= 1
        known = self.ends.get(name) or self.ends.get(name.rpartition(":")[2])
        if known:
            known()

    def _tab(self, attributes: Attributes) -> None:
        if self.name == WORKBOOK:
            self.workbook.sheets += [value for key, value in attributes.items() if key.rpartition(":")[2] == "id"]

    def _relation(self, attributes: Attributes) -> None:
        if self.name == RELATIONS:
            self.workbook.targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def _row(self, attributes: Attributes) -> None:
        number = attributes.get("r", "")
        self.row = int(number) if NUMBER.fullmatch(number) else self.row + 1
        self.column = -1

    def _cell(self, attributes: Attributes) -> None:
        if reference := attributes.get("r"):
            letters = reference.rstrip(DIGITS)
            self.column = column_index(letters)
            if self.column < 0 or not 0 < len(reference) - len(letters) < 8:
                raise self._damaged()
            self.row = int(reference[len(letters) :])
        else:
            self.column += 1
        kind = attributes.get("t")
        self.formula, self.shared = False, kind == "s"
        if kind == "e":
            self._flaw()

    def _cell_ends(self) -> None:
        if self.formula:
            self._flaw()

    def _formula(self, attributes: Attributes) -> None:
        self.formula = True

    def _value(self, attributes: Attributes) -> None:
        self.formula = False
        self._spread()
        if self.shared:
            self.index = ""
            self.parser.CharacterDataHandler = self._collect

    def _collect(self, text: str) -> None:
        self.index += text[:10]

    def _value_ends(self) -> None:
        if self.shared:
            self.parser.CharacterDataHandler = None
            index = int(self.index) if NUMBER.fullmatch(self.index) else len(self.workbook.sizes)
            if index >= len(self.workbook.sizes):
                raise self._damaged()
            self._text(self.workbook.sizes[index])

    def _string(self, attributes: Attributes) -> None:
        """Begin a text, a shared one (``si``) or one inside its cell (``is``); its bytes bound its length."""
        self.began = self.parser.CurrentByteIndex

    def _string_ends(self) -> None:
        self.workbook.sizes.append(self.parser.CurrentByteIndex - self.began)

    def _inline(self, attributes: Attributes) -> None:
        self._spread()
        self._string(attributes)

    def _inline_ends(self) -> None:
        self._text(self.parser.CurrentByteIndex - self.began)

    def _text(self, size: int) -> None:
        self.text += size
        if self.text > MAX_TEXT_MB << 20:
            raise FileRefused("file_text_too_long", row=self.row, limit_mb=MAX_TEXT_MB)

    def _spread(self) -> None:
        """Widen the rectangle to the present cell, and refuse it where it becomes too large."""
        row, column = self.row, self.column
        if self.top <= row <= self.bottom and self.left <= column <= self.right:
            return
        if column >= MAX_COLUMNS:
            raise FileRefused("file_columns_too_many", row=row, column=column_letter(column), limit=MAX_COLUMNS)
        first = self.bottom < 0
        self.top, self.bottom = row if first else min(self.top, row), max(self.bottom, row)
        self.left, self.right = column if first else min(self.left, column), max(self.right, column)
        if (self.bottom - self.top + 1) * (self.right - self.left + 1) > MAX_CELLS:
            raise FileRefused("file_cells_too_many", row=row, column=column_letter(column), limit=MAX_CELLS)

    def _flaw(self) -> None:
        self._spread()
        flaw = FileRefused("file_formula_error", row=self.row, column=column_letter(self.column))
        if len(self.flaws) >= MAX_FLAWS:
            raise flaw
        self.flaws.setdefault(self.row, flaw)

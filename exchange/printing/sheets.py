"""An A4 sheet written from top to bottom: facts, tables whose heads repeat, a foot with page numbers.

All measures are points. The bytes depend on what is written alone: no time, no random identifier (ReportLab's
``invariant``), so that the same document printed again is the same file.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from exchange.printing.fonts import lines_of, runs, width_of

WIDTH, HEIGHT = A4
SIDE, TOP, FOOT = 30.0, 36.0, 40.0
BODY, SMALL = 8.0, 7.0
LEADING = 1.35  # of the size of the type
PADDING = 2.5
GREY, RED = (0.45, 0.45, 0.45), (0.75, 0.1, 0.1)


@dataclass(frozen=True)
class Column:
    """A column of a table: its head, its width in points, and whether it holds amounts."""

    title: str
    width: float
    numeric: bool = False


class Numbered(Canvas):
    """A canvas that writes its foot when it knows how many pages there are."""

    def __init__(self, *args: Any, foot: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._foot = foot
        self._finished: list[dict[str, Any]] = []

    def showPage(self) -> None:
        self._finished.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for number, page in enumerate(self._finished, start=1):
            self.__dict__.update(page)
            write(self, SIDE, FOOT - 14, self._foot, size=SMALL, colour=GREY)
            words = _("Page %(number)d of %(all)d") % {"number": number, "all": len(self._finished)}
            write(self, WIDTH - SIDE - width_of(words, SMALL), FOOT - 14, words, size=SMALL, colour=GREY)
            super().showPage()
        super().save()


class Sheet:
    """What is printed, written downwards; ``close`` returns the bytes of the PDF."""

    def __init__(self, *, title: str, foot: str):
        self._file = BytesIO()
        self._canvas = Numbered(self._file, pagesize=A4, invariant=1, pageCompression=1, foot=foot)
        self._canvas.setTitle(title)
        self._canvas.setCreator("Kehu")
        self._y = HEIGHT - TOP

    def line(self, words: str, *, size: float = BODY, bold: bool = False, centred: bool = False) -> None:
        """Write a paragraph over the whole width."""
        for text in lines_of(words, WIDTH - 2 * SIDE, size, bold=bold):
            self._make_room(size * LEADING)
            x = (WIDTH - width_of(text, size, bold=bold)) / 2 if centred else SIDE
            self._y -= size * LEADING
            write(self._canvas, x, self._y, text, size=size, bold=bold)

    def gap(self, height: float = 8.0) -> None:
        self._y -= height

    def facts(self, pairs: Iterable[tuple[str, str]], *, beside: int = 2) -> None:
        """Write labels and values, ``beside`` of each to a row."""
        width = (WIDTH - 2 * SIDE) / beside
        columns = [Column("", width) for _place in range(beside)]
        cells = [f"{label}: {value}" for label, value in pairs]
        for start in range(0, len(cells), beside):
            self._row(columns, cells[start : start + beside], bold=False)

    def table(
        self, columns: Sequence[Column], rows: Iterable[Sequence[str]], *, strong: frozenset[int] = frozenset()
    ) -> None:
        """Write a table; its head repeats on each page. ``strong`` are the places of rows that are sums."""
        self._head(columns)
        for place, cells in enumerate(rows):
            if self._y - self._height(columns, cells) < FOOT:
                self._next_page()
                self._head(columns)
            self._row(columns, cells, bold=place in strong)
            self._rule()

    def keep(self, height: float) -> None:
        """Go on to the next page unless ``height`` is left on this one."""
        self._make_room(height)

    def rule_dashed(self) -> None:
        """Draw the line to cut along."""
        self._canvas.setDash(3, 2)
        self._rule(0.5)
        self._canvas.setDash()

    def close(self) -> bytes:
        """Finish the last page and return the file."""
        self._canvas.showPage()
        self._canvas.save()
        return self._file.getvalue()

    def _head(self, columns: Sequence[Column]) -> None:
        self._rule(0.8)
        self._row(columns, [column.title for column in columns], bold=True)
        self._rule(0.8)

    def _row(self, columns: Sequence[Column], cells: Sequence[str], *, bold: bool) -> None:
        height = self._height(columns, cells, bold=bold)
        self._make_room(height)
        x = SIDE
        for column, cell in zip(columns, cells, strict=False):
            self._cell(column, cell, x, bold)
            x += column.width
        self._y -= height

    def _cell(self, column: Column, cell: str, x: float, bold: bool) -> None:
        y = self._y - PADDING
        for text in lines_of(cell, column.width - 2 * PADDING, BODY, bold=bold):
            y -= BODY * LEADING
            right = column.width - PADDING - width_of(text, BODY, bold=bold)
            colour = RED if column.numeric and text.startswith("-") else None
            write(self._canvas, x + (right if column.numeric else PADDING), y + 2, text, bold=bold, colour=colour)

    def _height(self, columns: Sequence[Column], cells: Sequence[str], *, bold: bool = False) -> float:
        pairs = zip(columns, cells, strict=False)
        most = max(len(lines_of(cell, column.width - 2 * PADDING, BODY, bold=bold)) for column, cell in pairs)
        return most * BODY * LEADING + 2 * PADDING

    def _rule(self, thickness: float = 0.25) -> None:
        self._canvas.setLineWidth(thickness)
        self._canvas.setStrokeColorRGB(*GREY)
        self._canvas.line(SIDE, self._y, WIDTH - SIDE, self._y)

    def _make_room(self, height: float) -> None:
        if self._y - height < FOOT:
            self._next_page()

    def _next_page(self) -> None:
        self._canvas.showPage()
        self._y = HEIGHT - TOP


def write(
    canvas: Canvas, x: float, y: float, text: str, *, size: float = BODY, bold: bool = False, colour: Any = None
) -> None:
    """Write one line of text at a place, each part in the face that has it."""
    canvas.setFillColorRGB(*(colour or (0, 0, 0)))
    drawn = canvas.beginText(x, y)
    for name, part in runs(text, bold=bold):
        drawn.setFont(name, size)
        drawn.textOut(part)
    canvas.drawText(drawn)

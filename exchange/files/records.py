"""What both kinds of file come down to: numbered rows of text cells."""

from functools import lru_cache
from typing import NamedTuple

from exchange.files.refusals import FileRefused

MAX_COLUMNS = 1_000
MAX_CELL = 32_767  # characters; what a spreadsheet cell holds
MAX_FILE_MB = 64


class Record(NamedTuple):
    """One row: its number from 1, its cells as text, and why it alone is refused, if it is."""

    number: int
    cells: list[str]
    flaw: FileRefused | None = None


def column_letter(index: int) -> str:
    """Return the spreadsheet's name of the column, counted from 0.

    >>> column_letter(0), column_letter(25), column_letter(26), column_letter(16383)
    ('A', 'Z', 'AA', 'XFD')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@lru_cache(maxsize=2048)
def column_index(letters: str) -> int:
    """Return the column of the letters in front of a cell reference, counted from 0; -1 where they name none."""
    index = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z":
            return -1
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1 if len(letters) <= 3 else -1

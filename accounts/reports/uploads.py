"""A list that somebody uploads: CSV or XLSX through the doors of ``exchange``, its columns known by their heads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from exchange.files import FileRefused, open_table
from exchange.imports.bringing import as_path

MOST_ROWS = 20_000
MOST_BYTES = 8 << 20
Heads = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Line:
    """A row of the file: its number (the header is 1), and what stands in the columns that were known."""

    number: int
    values: dict[str, str]


def lines_of(file: UploadedFile, heads: Heads, *, required: Sequence[str]) -> list[Line]:
    """The rows of ``file``. Raises ValidationError for the member ``file``: unreadable, too long, a column missing."""
    if (file.size or 0) > MOST_BYTES:
        raise _refused(_("The file is larger than %(mb)d MB. Split it.") % {"mb": MOST_BYTES >> 20})
    try:
        with as_path(file) as path, open_table(path) as table:
            places = places_of(table.header, heads, required)
            found = []
            for number, cells in table.rows():
                found.append(Line(number, {name: cells[place].strip() for name, place in places.items()}))
                if len(found) > MOST_ROWS:
                    raise _refused(_("The file has more than %(most)d rows. Split it.") % {"most": MOST_ROWS})
    except FileRefused as refusal:
        raise _refused(refusal.message) from refusal
    if not found:
        raise _refused(_("The file has no rows below its heads."))
    return found


def places_of(header: Sequence[str], heads: Heads, required: Sequence[str]) -> dict[str, int]:
    """Where each column is; a head serves in any case, with or without spaces. Raises ValidationError."""
    known = {name: place for place, name in reversed(list(enumerate(map(_plain, header))))}
    places = {field: known[name] for field, names in heads.items() for name in reversed(names) if name in known}
    if missing := [field for field in required if field not in places]:
        names = ", ".join(" / ".join(heads[field]) for field in missing)
        raise _refused(_("A column is missing. Name its head: %(names)s.") % {"names": names})
    return places


def _plain(head: str) -> str:
    return "".join(head.casefold().replace("_", "").split())


def _refused(words: str) -> ValidationError:
    return ValidationError({"file": [words]})

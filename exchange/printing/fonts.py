"""The fonts of printed documents: Noto Sans with the characters of GB 18030, and one more for rare ones.

ReportLab knows no fallback and prints nothing where a glyph is missing. Here a text is cut into runs of the first face
that has each character, and characters that none has are refused by name (docs/decisions/024).
"""

import re
from collections.abc import Callable, Sequence
from functools import cache
from itertools import groupby

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfbase.ttfonts import TTFont

from audit.refusals import Refused, declare

REGULAR, BOLD, RARE = "KehuSans", "KehuSansBold", "KehuSansRare"
FILES = {
    REGULAR: "@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf",
    BOLD: "@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf",
    RARE: "@expo-google-fonts/noto-sans-jp/400Regular/NotoSansJP_400Regular.ttf",
}
CANNOT_PRINT = declare(
    "cannot_print",
    _("No font has the characters %(characters)s, so nothing was printed. Write them in another way in the record."),
)
WORD = re.compile("[!-~]{2}")
BEYOND = re.compile("<([0-9A-F]{5,6})>")


def in_utf16(written: Callable[[str, Sequence[int]], str]) -> Callable[[str, Sequence[int]], str]:
    """Let the map that readers take text from name characters beyond U+FFFF as PDF asks for: in UTF-16.

    ReportLab 5.1 writes their code points, which readers refuse; 𠮷 could be seen, but not be copied or found.
    """

    def write(name: str, subset: Sequence[int]) -> str:
        return BEYOND.sub(
            lambda found: f"<{chr(int(found[1], 16)).encode('utf-16-be').hex().upper()}>", written(name, subset)
        )

    return write


ttfonts.makeToUnicodeCMap = in_utf16(ttfonts.makeToUnicodeCMap)


@cache
def font(name: str) -> TTFont:
    """The face of ``name``, read and made known to ReportLab once a process."""
    read = TTFont(name, str(settings.KEHU_FONTS / FILES[name]))
    pdfmetrics.registerFont(read)
    return read


def runs(text: str, *, bold: bool = False) -> list[tuple[str, str]]:
    """Cut ``text`` into (face, part), in order. Raises Refused ``cannot_print`` with the characters no face has."""
    faces = (BOLD, REGULAR, RARE) if bold else (REGULAR, RARE)
    chosen = [(next((name for name in faces if has(name, one)), ""), one) for one in text]
    if missing := sorted({one for name, one in chosen if not name}):
        raise Refused(CANNOT_PRINT, characters=" ".join(f"{one} (U+{ord(one):04X})" for one in missing))
    return [(name, "".join(one for _name, one in part)) for name, part in groupby(chosen, key=lambda pair: pair[0])]


def has(name: str, character: str) -> bool:
    """Whether the face draws ``character``."""
    return ord(character) in font(name).face.charToGlyph


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """How wide ``text`` is in points."""
    return sum(font(name).stringWidth(part, size) for name, part in runs(text, bold=bold))


def lines_of(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """Break ``text`` into lines no wider than ``width`` points: Latin words at spaces, anything else anywhere."""
    lines: list[str] = []
    rest = text
    while rest:
        end = _fitting(rest, width, size, bold)
        if WORD.fullmatch(rest[end - 1 : end + 1]) and (space := rest.rfind(" ", 1, end)) > 0:
            end = space
        lines.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return lines or [""]


def _fitting(text: str, width: float, size: float, bold: bool) -> int:
    """How many characters of ``text`` fit, at least one."""
    used = 0.0
    for place, one in enumerate(text):
        used += width_of(one, size, bold=bold)
        if used > width and place:
            return place
    return len(text)

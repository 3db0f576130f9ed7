"""What typed text may contain, for every text field of every form, API and file.

A name is kept as typed (E11): nothing is composed, folded or replaced here. What cannot be seen, or turns the
reading direction, is refused by name instead of being dropped, so that nobody's text changes behind their back.
"""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Letters, marks and symbols by category, but drawn as nothing: two names could differ in them alone.
INVISIBLE = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
    + "".join(map(chr, range(0xFE00, 0xFE10)))
    + "".join(map(chr, range(0xE0100, 0xE01F0)))
)
NAMES_OF_CONTROLS = {"\x00": "NUL", "\t": "TAB", "\n": "LINE FEED", "\r": "CARRIAGE RETURN", "\x1b": "ESCAPE"}
LINE_BREAKS_AND_TABS = frozenset("\n\t")
# Cc controls, Cf format (bidi, zero width), Cs surrogates, Co private use, Cn unassigned, Zl and Zp separators.
REFUSED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Python 3.11 does not know the newest Han extensions, which people's names do use: planes 2 and 3 pass unasked.
HAN_PLANES = range(0x20000, 0x3FFFE)
OUTER_SPACE = " \t\r\n\u00a0\u3000\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u1680"

CONFUSABLES = str.maketrans(
    "АВЕЅІЈКМНОРСТУХҮԌԚԜҺ" + "аеѕіјорсухһԛԝ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ" + "αονρυϲ" + "Ӏӏı",
    "ABESIJKMHOPCTYXYGQWH" + "aesijopcyxhqw" + "ABEZHIKMNOPTYX" + "aovpuc" + "III",
)
ALPHABETS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC")
UNITS = "μΩ"  # 5μm is ordinary Latin
_WORD = re.compile(r"[^\W\d_]+")


def clean_text(value: object, *, multiline: bool = False) -> str:
    """Return ``value`` without its outer white space, otherwise as typed.

    ``multiline`` lets tabs and line breaks stay, the latter as ``\\n``. Raises ValidationError with code
    ``not_text`` for anything but a string and ``character_refused`` for the first character that may not be
    stored; its params are ``character`` (``U+202E``), ``name`` and ``position``, counted from 1.
    """
    if not isinstance(value, str):
        raise ValidationError(_("This must be text, not %(type)s."), "not_text", {"type": type(value).__name__})
    text = value.replace("\r\n", "\n") if multiline else value
    _refuse_hidden_characters(text.strip(OUTER_SPACE), multiline=multiline)
    return text.strip(OUTER_SPACE)


def _refuse_hidden_characters(text: str, *, multiline: bool) -> None:
    for position, character in enumerate(text, start=1):
        if not (multiline and character in LINE_BREAKS_AND_TABS) and _is_refused(character):
            raise ValidationError(
                _("The character %(character)s (%(name)s) at position %(position)d is not allowed. Delete it."),
                "character_refused",
                {"character": f"U+{ord(character):04X}", "name": _name(character), "position": position},
            )


def _is_refused(character: str) -> bool:
    if character.isascii():
        return not character.isprintable()
    if ord(character) in HAN_PLANES and ord(character) & 0xFFFE != 0xFFFE:
        return False
    return character in INVISIBLE or unicodedata.category(character) in REFUSED_CATEGORIES


def _name(character: str) -> str:
    kinds = {"Cs": "SURROGATE", "Co": "PRIVATE USE", "Cn": "UNASSIGNED"}
    kind = kinds.get(unicodedata.category(character), "CONTROL CHARACTER")
    return NAMES_OF_CONTROLS.get(character, unicodedata.name(character, kind))


def has_mixed_scripts(name: str) -> bool:
    """Say whether ``name`` mixes alphabets the way look-alikes do: a hint to a human, never a refusal.

    True for Latin with Cyrillic or Greek in one word, and for a word made of look-alikes alone beside a Latin
    one. Chinese, kana, digits and signs may stand beside any alphabet.
    """
    words = _WORD.findall(unicodedata.normalize("NFKC", name))
    alphabets = [_alphabets(word) for word in words]
    if any(len(found) > 1 for found in alphabets):
        return True
    beside_latin = {"LATIN"} in alphabets
    return beside_latin and any(_is_disguised(word) for word in words)


def _alphabets(word: str) -> set[str]:
    return {
        alphabet
        for letter in word
        if letter not in UNITS and (alphabet := unicodedata.name(letter, "").partition(" ")[0]) in ALPHABETS
    }


def _is_disguised(word: str) -> bool:
    return len(word) > 1 and not word.isascii() and skeleton(word).isascii()


def skeleton(name: str) -> str:
    """Return the form in which look-alikes are equal: NFKC, Cyrillic and Greek twins as Latin, upper case.

    For comparison only, never shown or stored as the name. ``skeleton("ТСL")`` with a Cyrillic Т and С is ``TCL``.
    """
    folded = unicodedata.normalize("NFKC", name).translate(CONFUSABLES).upper()
    return unicodedata.normalize("NFKC", folded).translate(CONFUSABLES)

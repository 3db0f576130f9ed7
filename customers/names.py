"""Names compared and found: normal form and fuzzy key (E11), and the words of the search index.

The index is one array of words per customer, asked by containment: ``words @> ARRAY[…]``. Each word tells its kind:

===== ==========================================================================
``n:`` two neighbouring characters of the normal form, so that parts are found
``f:`` the first character of the normal form, for queries of one character
``p:`` the beginning of a mnemonic, lower case, up to 12 letters
``b:`` the beginning of the name's pinyin, run together, up to 12 letters
``y:`` a syllable of the name's pinyin; ``y:chong q``: a syllable and the next or a
      beginning of it
``z:`` the same in other readings of its characters; ``z:^zho``: the beginning of
      another reading of the first one
``e:`` the beginning of the short name's normal form; ``e:中石油$``: all of it
``c:`` the beginning of the code, from two characters, and the code itself
===== ==========================================================================

Containment of all ``n:`` words does not say that they follow each other: where that matters, the query compares
the normal form as well, ``normal_name LIKE '%…%'``, on the few rows that are left.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from customers.mnemonics import readings, spellings
from customers.pinyin import cut, letters_of

LEGAL_FORMS = re.compile("有限责任公司|有限公司|股份|集团")
FORM = 1  # of the words below: one more whenever they change, so that rows of old form are built anew
PREFIX = 12
SEARCHED_READINGS = 8
SEARCHED_SYLLABLES = 10
SYLLABLE_READINGS = 3
_OF_A_COMPANY = re.compile("有限(责任)?公司$")  # nobody spells it out
_WHITE_SPACE = re.compile(r"\s+")


def normal_form(name: str) -> str:
    """Return ``name`` as names are compared: NFKC, without white space, （） as (), in upper case (E11)."""
    folded = unicodedata.normalize("NFKC", name).upper()
    return unicodedata.normalize("NFKC", _WHITE_SPACE.sub("", folded))


def fuzzy_key(name: str) -> str:
    """Return the normal form without 有限公司, 有限责任公司, 股份 and 集团 (E11).

    A name made of nothing else keeps its normal form, lest all such names be duplicates of each other.
    """
    normal = normal_form(name)
    return LEGAL_FORMS.sub("", normal) or normal


def search_words(name: str, *, short_name: str = "", mnemonic: str = "", code: str = "") -> list[str]:
    """Return the index words of a customer, sorted, each once."""
    words = _code_words(code) | _mnemonic_words(mnemonic)
    for title in filter(None, (name, short_name)):
        words |= _name_words(title) | _pinyin_words(title)
    return sorted(words | _short_name_words(short_name))


def query_words(query: str) -> list[list[str]]:
    """Return the ways ``query`` may match, each a list of words that must all be there; none for an empty query.

    A query of two or more characters is a part of a name, the beginning of a mnemonic, of the pinyin or of a code; one
    of a single character is the beginning of a name or a mnemonic. For pinyin within a name see ``spelled_words``.
    """
    normal = normal_form(query)
    if not normal:
        return []
    ways = [_bigrams(normal) if len(normal) > 1 else [f"f:{normal}"]]
    if normal.isascii():
        ways += [[initials_word(normal)]] if normal.isalnum() else []
        ways += [[f"c:{normal}"]] if len(normal) > 1 else []
    return ways + beginning_words(query)


def beginning_words(query: str) -> list[list[str]]:
    """Return the ways ``query`` may be the pinyin, or the Latin letters, with which a name begins; none if longer."""
    letters = letters_of(query)
    return [[f"b:{letters}"]] if 1 < len(letters) <= PREFIX else []


def initials_word(letters: str) -> str:
    """Return the word of a mnemonic that begins with ``letters``."""
    return f"p:{letters.lower()[:PREFIX]}"


def spelled_words(query: str) -> list[list[tuple[str, ...]]]:
    """Return the ways ``query`` may be pinyin from any syllable on: of each group one word must be there.

    The first word of a group is in the likeliest reading, the others are in other readings of the characters.
    """
    return [_groups(way) for way in cut(letters_of(query))]


def _groups(way: Sequence[str]) -> list[tuple[str, ...]]:
    if len(way) == 1:
        return [(f"y:{way[0]}", f"z:{way[0]}", f"z:^{way[0]}")]
    return [(f"y:{one} {following}", f"z:{one} {following}") for one, following in pairwise(way)]


def _bigrams(normal: str) -> list[str]:
    return sorted({f"n:{normal[start : start + 2]}" for start in range(len(normal) - 1)})


def _name_words(name: str) -> set[str]:
    normal = normal_form(name)
    return {f"f:{normal[:1]}", *_bigrams(normal)} if normal else set()


def _pinyin_words(name: str) -> set[str]:
    told = _OF_A_COMPANY.sub("", unicodedata.normalize("NFKC", name)) or name
    read = [syllables[:SYLLABLE_READINGS] for syllables in spellings(told)[:SEARCHED_SYLLABLES]]
    likeliest = [syllables[0] for syllables in read]
    words = {f"b:{beginning}" for beginning in _beginnings("".join(likeliest))}
    words |= {f"y:{sound}" for sound in _sounds([(syllable,) for syllable in likeliest])}
    words |= {f"z:{sound}" for sound in _sounds(read) if f"y:{sound}" not in words}
    words |= {f"z:^{part}" for syllables in read[:1] for other in syllables[1:] for part in _beginnings(other)}
    return words.union(*(_mnemonic_words(reading) for reading in readings(name)[:SEARCHED_READINGS]))


def _sounds(read: Sequence[Sequence[str]]) -> Iterator[str]:
    """The syllables, and each with the next or a beginning of that."""
    yield from (syllable for syllables in read for syllable in syllables)
    for these, following in pairwise(read):
        yield from (f"{one} {part}" for one in these for other in following for part in _beginnings(other))


def _beginnings(word: str) -> list[str]:
    return [word[:length] for length in range(1, min(len(word), PREFIX) + 1)]


def _short_name_words(short_name: str) -> set[str]:
    normal = normal_form(short_name)
    return {f"e:{normal}$", *(f"e:{beginning}" for beginning in _beginnings(normal))} if normal else set()


def _mnemonic_words(mnemonic: str) -> set[str]:
    return {f"p:{letters}" for letters in _beginnings(normal_form(mnemonic).lower())}


def _code_words(code: str) -> set[str]:
    folded = code.upper()
    beginnings = {f"c:{folded[:length]}" for length in range(2, min(len(folded), PREFIX) + 1)}
    return beginnings | {f"c:{folded}"} if folded else set()

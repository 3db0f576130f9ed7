"""Names compared and found: normal form and fuzzy key (E11), and the words of the search index.

The index is one array of words per customer, asked by containment: ``words @> ARRAY[…]``. Each word tells its kind:

===== ==========================================================================
``n:`` two neighbouring characters of the normal form, so that parts are found
``f:`` the first character of the normal form, for queries of one character
``p:`` the beginning of a mnemonic, lower case, up to 12 letters
``y:`` the beginning of the spelled-out pinyin, lower case, whole syllables
``c:`` the beginning of the code, from two characters, and the code itself
===== ==========================================================================

Containment of all ``n:`` words does not say that they follow each other: where that matters, the query compares
the normal form as well, ``normal_name LIKE '%…%'``, on the few rows that are left.
"""

import re
import unicodedata

from customers.mnemonics import readings, spelling

LEGAL_FORMS = re.compile("有限责任公司|有限公司|股份|集团")
PREFIX = 12
SEARCHED_READINGS = 8
SEARCHED_SYLLABLES = 8
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
    return sorted(words)


def query_words(query: str) -> list[list[str]]:
    """Return the ways ``query`` may match, each a list of words that must all be there; none for an empty query.

    A query of two or more characters is a part of a name, the beginning of a mnemonic or of the pinyin, or the
    beginning of a code; one of a single character is the beginning of a name or a mnemonic.
    """
    normal = normal_form(query)
    if not normal:
        return []
    ways = [_bigrams(normal) if len(normal) > 1 else [f"f:{normal}"]]
    if normal.isascii():
        ways += _latin_ways(normal)
    return ways


def _latin_ways(normal: str) -> list[list[str]]:
    letters = normal.lower()
    ways = [[f"p:{letters[:PREFIX]}"], [f"y:{letters}"]] if letters.isalnum() else []
    return ways + ([[f"c:{normal}"]] if len(normal) > 1 else [])


def _bigrams(normal: str) -> list[str]:
    return sorted({f"n:{normal[start : start + 2]}" for start in range(len(normal) - 1)})


def _name_words(name: str) -> set[str]:
    normal = normal_form(name)
    return {f"f:{normal[:1]}", *_bigrams(normal)} if normal else set()


def _pinyin_words(name: str) -> set[str]:
    syllables = spelling(name)[:SEARCHED_SYLLABLES]
    spelled = {f"y:{''.join(syllables[:count])}" for count in range(1, len(syllables) + 1)}
    return spelled.union(*(_mnemonic_words(reading) for reading in readings(name)[:SEARCHED_READINGS]))


def _mnemonic_words(mnemonic: str) -> set[str]:
    letters = normal_form(mnemonic).lower()
    return {f"p:{letters[:length]}" for length in range(1, min(len(letters), PREFIX) + 1)}


def _code_words(code: str) -> set[str]:
    folded = code.upper()
    beginnings = {f"c:{folded[:length]}" for length in range(2, min(len(folded), PREFIX) + 1)}
    return beginnings | {f"c:{folded}"} if folded else set()

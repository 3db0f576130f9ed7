"""助记码: the initials of a name's pinyin, as clerks type them and as the exchanges publish them.

pypinyin knows which reading a character has in a word (银行 YH, 行动 XD, 重庆 CQ). What it misses in the names of
companies is corrected by words and characters below; words win. Nothing here is a list of whole names: people
edit the mnemonic that is offered where it is wrong.
"""

import itertools
import re
import unicodedata
from functools import lru_cache

from pypinyin import Style, pinyin

READINGS = 64

# A character that companies are named with in one reading, where the library prefers another one.
CHARACTERS = {"长": "C", "晟": "S", "鹄": "H"}
# Words whose readings differ from the character's own, an initial for each character.
WORDS = {
    **dict.fromkeys(("成长", "助长"), "CZ"),
    "增长": "ZZ",
    "生长": "SZ",
    "家长": "JZ",
    "校长": "XZ",
    "船长": "CZ",
    "院长": "YZ",
    "董事长": "DSZ",
    # 重 for the city of 重庆, in the short names of what belongs to it
    **{f"重{letter}": f"C{initial}" for letter, initial in zip("庆药百钢啤燃", "QYBGPR", strict=True)},
    # 厦 for the city of 厦门
    **{f"厦{letter}": f"X{initial}" for letter, initial in zip("门工钨新航大", "MGWXHD", strict=True)},
    "华厦": "HX",
    # 藏 for Tibet
    "藏格": "ZG",
    "藏药": "ZY",
    # 行 for a trade or a bank
    **{f"{letter}行": f"{initial}H" for letter, initial in zip("商车洋酒药粮茶港", "SCYJYLCG", strict=True)},
    **{f"{letter}行": f"{initial}H" for letter, initial in zip("分支央农工建", "FZYNGJ", strict=True)},
    "乐歌": "LG",
    "飞乐": "FL",
    "泊尔": "BE",
    "大参": "DS",
}
HAN = r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003fffd]"
_PART = re.compile(rf"(?P<han>{HAN}+)|[A-Za-z0-9]+")
_WORD = re.compile("|".join(sorted(WORDS, key=len, reverse=True)))


def offered(name: str) -> str:
    """Return the mnemonic to offer for ``name``: capital initials, its ASCII letters and digits, nothing else.

    Full-width letters are folded and accents dropped. As long as the name at most; empty where nothing is readable.

    >>> offered("万科Ａ"), offered("重庆银行"), offered("TCL科技")
    ('WKA', 'CQYH', 'TCLKJ')
    """
    return "".join(choices[0] for choices in _initials(name))


def readings(name: str) -> list[str]:
    """Return every plausible mnemonic of ``name``, the offered one first, at most ``READINGS``.

    Where characters with several readings make more, those nearest to the offered one are kept.
    """
    choices = _initials(name)
    found = dict.fromkeys([offered(name)])
    ambiguous = [position for position, letters in enumerate(choices) if len(letters) > 1]
    for changed in range(1, len(ambiguous) + 1):
        for positions in itertools.combinations(ambiguous, changed):
            for letters in itertools.product(*(choices[position][1:] for position in positions)):
                found[_replaced(choices, dict(zip(positions, letters, strict=True)))] = None
                if len(found) == READINGS:
                    return list(found)
    return list(found)


def spelling(name: str) -> list[str]:
    """Return the pinyin of ``name`` without tones in lower case, a syllable or an ASCII word each.

    >>> spelling("长城Motor")
    ['chang', 'cheng', 'motor']
    """
    return [syllables[0] for _choices, syllables in _read(name)]


def spellings(name: str) -> list[tuple[str, ...]]:
    """Return for each character of ``name`` all its readings, the likeliest first; for an ASCII word the word.

    >>> spellings("重庆TCL")
    [('chong', 'zhong', 'tong'), ('qing',), ('tcl',)]
    """
    return [syllables for _choices, syllables in _read(name)]


def _initials(name: str) -> list[str]:
    """Return for each letter of the mnemonic what it may be, the likeliest first."""
    choices: list[str] = []
    for letters, syllables in _read(name):
        choices.extend([letters] if letters else list(syllables[0].upper()))
    return choices


def _replaced(choices: list[str], letters: dict[int, str]) -> str:
    return "".join(letters.get(position, choice[0]) for position, choice in enumerate(choices))


@lru_cache(maxsize=256)  # one name is read for its mnemonic, its readings and its spelling
def _read(name: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return for each Han character its possible initials and its syllables; ASCII words have no initials."""
    return tuple(pair for part in _PART.finditer(_folded(name)) for pair in _read_part(part))


def _read_part(part: re.Match[str]) -> list[tuple[str, tuple[str, ...]]]:
    return _read_han(part[0]) if part["han"] else [("", (part[0].lower(),))]


def _folded(name: str) -> str:
    """Return ``name`` with full-width forms and accented letters as ASCII."""
    decomposed = unicodedata.normalize("NFKD", name)
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _read_han(text: str) -> list[tuple[str, tuple[str, ...]]]:
    readable = "".join(han for han in text if _syllables(han))
    likeliest = [item[0] for item in pinyin(readable, style=Style.NORMAL)]
    corrections = {position: CHARACTERS[han] for position, han in enumerate(readable) if han in CHARACTERS}
    for word in _WORD.finditer(readable):
        corrections.update(enumerate(WORDS[word[0]], start=word.start()))
    return [_choose(han, likeliest[position], corrections.get(position)) for position, han in enumerate(readable)]


def _choose(han: str, likeliest: str, correction: str | None) -> tuple[str, tuple[str, ...]]:
    """Return all initials of ``han``, the chosen one first, and its syllables, first the one that begins with it."""
    syllables = _plain([likeliest, *_syllables(han)])
    first = correction or syllables[0][0].upper()
    chosen = next((syllable for syllable in syllables if syllable[0].upper() == first), syllables[0])
    letters = dict.fromkeys([first, *(syllable[0].upper() for syllable in syllables)])
    return "".join(letters), tuple(dict.fromkeys([chosen, *syllables]))


@lru_cache(maxsize=30_000)
def _syllables(han: str) -> tuple[str, ...]:
    """Return every reading of one character without tones, none for one the library does not know."""
    found = pinyin(han, style=Style.NORMAL, heteronym=True, errors="ignore")
    return tuple(_plain(found[0])) if found else ()


def _plain(syllables: list[str]) -> list[str]:
    """Leave out interjections such as ê and ḿ, which begin with no letter of the alphabet."""
    return [syllable for syllable in syllables if syllable[:1].isascii() and syllable[:1].isalpha()]

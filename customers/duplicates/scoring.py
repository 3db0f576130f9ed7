"""How alike two names are, from 0 to 100; below LEAST they are two customers."""

from functools import lru_cache

from pypinyin import Style, pinyin
from rapidfuzz.distance import OSA, Levenshtein

from customers.duplicates.cores import Core

LEAST = 70
SAME, VARIANT, SOUNDS_ALIKE, SLIP, OTHER_CHARACTER = 100, 95, 88, 80, 72
DISTINCT = 3  # characters of a core that says who it is without a place: 银行 does not
FANCY = 2  # characters at the beginning of a core that are the firm's own (字号)
LONG = 6  # characters of a core in which one other character may be a slip of typing
# Characters by which firms of one name are told apart: never a slip of typing.
TELLING = frozenset("0123456789一二三四五六七八九十百千万亿零甲乙丙丁戊己庚辛壬癸东南西北中上下左右前后大小新老男女")


def score(one: Core, other: Core) -> int:
    """100 for the same normal form, less for a variant of place or form, a slip of typing; 0 where they differ."""
    if one.normal == other.normal:
        return SAME
    if one.places and other.places and not one.places & other.places:
        return 0
    if one.text == other.text:
        return VARIANT if len(one.text) >= DISTINCT or one.places == other.places else 0
    return _slip(one.text, other.text)


def _slip(one: str, other: str) -> int:
    """What one slip of typing between two cores is worth; 0 for more than one, or where it tells firms apart."""
    least = min(len(one), len(other))
    if least < 3 or OSA.distance(one, other, score_cutoff=1) > 1:
        return 0
    edits = Levenshtein.editops(one, other)
    if len(edits) > 1:  # two neighbours changed round
        return SLIP
    (edit,) = edits
    if edit.tag == "replace":
        return _replaced(one, other, edit.src_pos)
    longer, at = (one, edit.src_pos) if edit.tag == "delete" else (other, edit.dest_pos)
    return SLIP if _is_doubled(longer, at) or (least > 3 and not _tells(longer[at])) else 0


def _is_doubled(text: str, at: int) -> bool:
    return text[at] in (text[at - 1 : at], text[at + 1 : at + 2])


def _tells(character: str) -> bool:
    return character in TELLING or character.isdigit()


def _replaced(one: str, other: str, at: int) -> int:
    """One character for another: alike where both are read the same, as input methods offer them.

    Others only in a long core, and behind its first two characters, by which firms of one trade are told apart.
    """
    was, now = one[at], other[at]
    if _tells(was) and _tells(now):
        return 0
    if _reading(was) == _reading(now) != "":
        return SOUNDS_ALIKE
    return OTHER_CHARACTER if len(one) >= LONG and at >= FANCY else 0


@lru_cache(maxsize=20_000)
def _reading(character: str) -> str:
    """The usual reading without its tone; "" of what is not Chinese."""
    found = pinyin(character, style=Style.NORMAL, errors="ignore")
    return found[0][0] if found else ""

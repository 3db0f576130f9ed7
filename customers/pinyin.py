"""Pinyin as people type it: syllables without tones, run together, the last one perhaps not finished."""

import unicodedata

MAX_LETTERS = 40  # of one query
MAX_WAYS = 6  # to cut one query into syllables

_FINALS = {
    "": "a ai an ang ao e ei en eng er o ou",
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u",
    "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u",
    "f": "a an ang ei en eng iao o ou u",
    "d": "a ai an ang ao e ei en eng i ia ian iao ie in ing iu ong ou u uan ui un uo",
    "t": "a ai an ang ao e ei eng i ian iao ie ing ong ou u uan ui un uo",
    "n": "a ai an ang ao e ei en eng i ia ian iang iao ie in ing iu ong ou u uan un uo v ve",
    "l": "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu o ong ou u uan un uo v ve",
    "g": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "k": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "h": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    **dict.fromkeys("jqx", "i ia ian iang iao ie in ing iong iu u uan ue un"),
    "zh": "a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo",
    "ch": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "sh": "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo",
    "r": "an ang ao e en eng i ong ou u ua uan ui un uo",
    "z": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "c": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "s": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "y": "a an ang ao e i in ing o ong ou u uan ue un",
    "w": "a ai an ang ao ei en eng o u",
}
SYLLABLES = frozenset(initial + final for initial, finals in _FINALS.items() for final in finals.split())
BEGINNINGS = frozenset(syllable[:length] for syllable in SYLLABLES for length in range(1, len(syllable) + 1))
LONGEST = max(map(len, SYLLABLES))
_AS_STORED = {"lue": "lve", "nue": "nve"}


def letters_of(text: str) -> str:
    """Return ``text`` as bare lower-case letters and digits, "" where it is something else.

    Spaces, apostrophes and tone marks are let go, ü is v.

    >>> letters_of("Xī'ān 360"), letters_of("lǜ sè"), letters_of("西安")
    ('xian360', 'lvse', '')
    """
    umlauts = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).lower()).replace("u\u0308", "v")
    letters = "".join(char for char in umlauts if not (unicodedata.combining(char) or char.isspace() or char in "'’"))
    return letters if letters.isascii() and letters.isalnum() else ""


def cut(letters: str) -> list[tuple[str, ...]]:
    """Return the ways to cut ``letters`` into syllables, the last of which may be a beginning; longest first.

    Where there is none, the head is taken for a word of Latin letters, as in TCL科技.

    >>> cut("xian")
    [('xian',), ('xia', 'n'), ('xi', 'an')]
    >>> cut("tclke")
    [('tcl', 'ke')]
    """
    if not 1 < len(letters) <= MAX_LETTERS:
        return []
    return (
        _cut(letters, MAX_WAYS)
        or [(letters[:at], *rest) for at in range(1, len(letters)) for rest in _cut(letters[at:], 1)][-MAX_WAYS:]
    )


def _cut(letters: str, most: int) -> list[tuple[str, ...]]:
    """At most ``most`` ways; what follows each place is found once, so that no text makes it slow."""
    known: dict[int, list[tuple[str, ...]]] = {len(letters): [()]}
    for start in range(len(letters) - 1, -1, -1):
        rest = letters[start:]
        ways: list[tuple[str, ...]] = [(rest,)] if rest in BEGINNINGS and rest not in SYLLABLES else []
        for length in range(min(LONGEST, len(rest)), 0, -1):
            if (syllable := _AS_STORED.get(rest[:length], rest[:length])) in SYLLABLES:
                ways += [(syllable, *following) for following in known[start + length]]
        known[start] = ways[:most]
    return known[0]

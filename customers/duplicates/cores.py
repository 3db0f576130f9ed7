"""What distinguishes a name: its core, without places and legal forms, and the keys by which typing slips are found.

Two cores that differ by one slip of typing (a character more, fewer, another one, two changed round) share a key made
by leaving one character out: a look into an index finds them among a million.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from categories.regions import regions
from customers.names import normal_form
from exchange.text import skeleton

MAX_CORE = 24  # characters that are compared; longer names differ before that or not at all
LEAST_FOR_SLIPS = 3  # shorter cores have too many neighbours
FORMS = re.compile(
    r"(?:股份有限责任公司|有限责任公司|股份有限公司|有限公司|股份公司|集团公司|总公司|公司|集团|控股|股份"
    r"|(?<=[A-Z0-9&.,])(?:CO\.?,?LTD\.?|CORPORATION|COMPANY|LIMITED|HOLDINGS?|GROUP|GMBH|CORP\.?|INC\.?|LTD\.?|LLC|PLC))$"
)
FORMS_IN_BRACKETS = re.compile(r"\((?:集团|控股|股份)\)")
SIGNS = re.compile(r"[\s()\[\]【】·・.,,。、\-—_/&'\"*]+")
PLACE_ENDS = re.compile(r"(?:省|市|自治区|特别行政区)$")
COUNTRY = ("中国",)  # a place like others: 中国银行 is not 北京银行


@dataclass(frozen=True)
class Core:
    """A name taken apart: ``text`` distinguishes, ``places`` say where, ``normal`` is E11's normal form."""

    normal: str
    text: str
    places: frozenset[str]


@lru_cache(maxsize=10_000)
def core_of(name: str) -> Core:
    """Take ``name`` apart. One made of nothing but a place and a form keeps its normal form as core."""
    normal = skeleton(normal_form(name))
    rest, places = _without_places(FORMS_IN_BRACKETS.sub("", normal))
    rest = _without_forms(rest)
    text = SIGNS.sub("", rest) or SIGNS.sub("", _without_forms(normal)) or normal
    return Core(normal, text[:MAX_CORE], frozenset(places))


def keys_of(core: str) -> list[str]:
    """The core itself (``=``) and, of a longer one, the core with each of its characters left out (``-``)."""
    keys = {f"={core}"}
    if len(core) >= LEAST_FOR_SLIPS:
        keys |= {f"-{core}"} | {f"-{core[:at]}{core[at + 1 :]}" for at in range(len(core))}
    return sorted(keys)


def _without_forms(name: str) -> str:
    """The name without the legal forms at its end, one after the other; never without everything."""
    while (shorter := FORMS.sub("", name.rstrip(".,"))) and shorter != name:
        name = shorter
    return name


def _without_places(name: str) -> tuple[str, set[str]]:
    """The name without a place at its beginning and in brackets, and those places."""
    places: set[str] = set()
    beginning = _beginning()
    while (found := beginning.match(name)) and len(SIGNS.sub("", name[found.end() :])) >= 2:
        places.add(_short(found[0]))
        name = name[found.end() :]
    for inside in re.findall(r"\(([^()]{2,12})\)", name):
        if beginning.fullmatch(inside):
            places.add(_short(inside))
            name = name.replace(f"({inside})", "")
    return name, places


def _short(place: str) -> str:
    return PLACE_ENDS.sub("", place)


@lru_cache(maxsize=1)
def _beginning() -> re.Pattern[str]:
    """Every province and city by its long and its short name, the longest first."""
    names = {name for region in regions() for name in (region.name_zh, *region.aliases) if not name.isascii()}
    return re.compile("|".join(sorted({*names, *COUNTRY}, key=len, reverse=True)))

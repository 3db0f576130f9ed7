"""What a search text asks for, as a condition on the search rows (customers/search.py)."""

from collections.abc import Iterable, Iterator
from functools import reduce
from itertools import chain
from operator import and_, or_
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Case, IntegerField, Q, Value, When

from access.encryption import search_token
from access.fields import BANK, CONTACT, RULES, may_see
from access.permissions import rights_of
from customers.identifiers import clean_phone, clean_resident_id, clean_uscc
from customers.names import PREFIX, beginning_words, initials_word, normal_form, query_words, spelled_words
from exchange.text import clean_text

MAX_QUERY = 100  # characters
BEST_FIRST = ("match", "name", "code")
NARROWING = 24  # portfolios up to which their tokens make a search's index scan shorter
CLOSE = 4  # levels of _levels: code, name, beginnings, initials


def condition(text: str, person: Any) -> Q | None:
    """What must hold of a customer that ``person`` finds by ``text``: any one of the ways. None where none can be."""
    found = ways(text, person)
    return _any(found) if found else None


def ways(text: str, person: Any) -> list[Q]:
    """How ``text`` may be meant: each a condition with an index of its own.

    Numbers count only for who may reveal contacts; for others they find nothing, and nothing says so.
    """
    plain = _plain(text)
    if not plain:
        return []
    found = [_where(_has(words), person) & _rechecked(words, plain) for words in query_words(plain)]
    found += [_where(_sounding(groups), person) for groups in spelled_words(plain)]
    return found + [_where(_has([token]), person) for token in _numbers(normal_form(plain), person)]


def closeness(text: str) -> Case:
    """How well a found customer matches, 0 the best; what ``_levels`` says, and the rest after it."""
    plain = _plain(text)
    levels = _levels(plain, normal_form(plain))
    whens = [When(_any(conditions), then=Value(level)) for level, conditions in enumerate(levels) if conditions]
    return Case(*whens, default=Value(len(levels)), output_field=IntegerField())


def near(text: str) -> list[Q]:
    """The conditions of which one holds for whatever is as close as its code, name, beginning or initials say.

    Each has an index of its own, and holds for no row that is less close than those it is there for, so that none
    hides behind another's first rows.
    """
    return _conditions(text)[0]


def far(text: str, person: Any) -> list[Q]:
    """The same of whatever else is found: in other readings, within a name, and every way it may be meant."""
    return [*_conditions(text)[1], *ways(text, person)]


def _conditions(text: str) -> tuple[list[Q], list[Q]]:
    plain = _plain(text)
    levels = _levels(plain, normal_form(plain))
    return list(chain(*levels[:CLOSE])), list(chain(*levels[CLOSE:]))


def _levels(plain: str, normal: str) -> list[list[Q]]:
    """What makes each closeness, best first; the rest is a part of a name, a part in other readings, a number.

    Code; name or mnemonic; beginnings; initials; the whole name in other readings, then a beginning; pinyin within.
    """
    named = [Q(search__normal=normal), _has([f"e:{normal}$"])]
    begun = [Q(name__startswith=start) for start in sorted({plain, normal})]
    begun += [_has([f"e:{normal}"])] if len(normal) <= PREFIX else []
    spelled = spelled_words(plain)
    if not (spelled or normal.isascii()):
        return [[], named, begun]
    begun += [Q(code__startswith=normal), *map(_has, beginning_words(plain))]
    initials = _has([initials_word(normal)])
    otherwise = [_sounding([_first_of(groups), *groups]) for groups in spelled]
    within = [_has([words[0] for words in groups]) for groups in spelled]
    wholly = [_sounding([*groups, _last_of(groups)]) & _as_long_as(_syllables(groups)) for groups in spelled]
    return [
        [Q(code=normal)],
        [*named, initials & Q(mnemonic=normal)],
        begun,
        [initials & Q(mnemonic__startswith=normal)],
        [_any([initials & _as_long_as(len(normal)), *wholly])],
        [_any([initials, *otherwise])],
        [_any(within)] if within else [],
    ]


def _first_of(groups: list[tuple[str, ...]]) -> tuple[str, str]:
    """The words of names that begin with the first syllable of a way to spell them, in any reading."""
    syllable = groups[0][0].removeprefix("y:").partition(" ")[0]
    return (f"b:{syllable}", f"z:^{syllable}")


def _syllables(groups: list[tuple[str, ...]]) -> int:
    return len(groups) + (" " in groups[0][0])


def _last_of(groups: list[tuple[str, ...]]) -> tuple[str, str]:
    """The words of names that have the last syllable of a way to spell them, and not only its beginning."""
    syllable = groups[-1][0].rpartition(" ")[2].removeprefix("y:")
    return (f"y:{syllable}", f"z:{syllable}")


def _as_long_as(characters: int) -> Q:
    """Names of so many characters, the words of every company's name counted or not (E11)."""
    all_of_it = f"^.{{{characters}}}$"
    return Q(search__normal__regex=all_of_it) | Q(search__fuzzy__regex=all_of_it)


def _has(words: Iterable[str]) -> Q:
    return Q(search__tokens__contains=list(words))


def _sounding(groups: Iterable[Iterable[str]]) -> Q:
    """Search rows with one word of each group."""
    return reduce(and_, (Q(search__tokens__overlap=list(words)) for words in groups))


def _any(conditions: Iterable[Q]) -> Q:
    return reduce(or_, conditions)


def _plain(text: str) -> str:
    """The text if it can be a part of anything stored; else nothing."""
    try:
        return clean_text(text) if len(text) <= MAX_QUERY else ""
    except ValidationError:
        return ""


def _rechecked(words: list[str], plain: str) -> Q:
    """What the words leave open: whether bigrams follow each other, and what a prefix is too short to tell."""
    normal = normal_form(plain)
    if words[0].startswith("n:") and len(normal) > 2:
        named = Q(search__normal__contains=normal) | Q(search__former__contains=normal)
        return named | Q(short_name__icontains=plain)
    if words[0].startswith("p:") and len(normal) > PREFIX:
        return Q(mnemonic__startswith=normal)
    return Q()


def _where(found: Q, person: Any) -> Q:
    """Search rows of ``found`` where the person's portfolios are; visible_to remains the caller's to ask."""
    rights = rights_of(person)
    portfolios = [f"in:{key}" for key in rights.portfolios]
    if rights.everywhere or not portfolios or len(portfolios) > NARROWING:
        return found
    within = found & (Q(search__tokens__overlap=portfolios) if len(portfolios) > 1 else _has(portfolios))
    return within | (Q(search__customer_id__in=list(rights.customers)) & found) if rights.customers else within


def _numbers(digits: str, person: Any) -> Iterator[str]:
    """The tokens of what ``digits``, a normal form, may be as a number."""
    if RULES[CONTACT].reveals not in rights_of(person).may:
        return
    if len(digits) == 4 and digits.isascii() and digits[:3].isdigit():
        yield search_token("last4", digits)
        if may_see(person, BANK):
            yield search_token("bank4", digits)
    readers = ((clean_phone, "phone"), (clean_resident_id, "id"))
    for clean, kind in readers:
        try:
            yield search_token(kind, clean(digits).partition(";")[0])
        except ValidationError:
            continue
    try:
        yield f"t:{clean_uscc(digits)}"
    except ValidationError:
        return

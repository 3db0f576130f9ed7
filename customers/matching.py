"""What a search text asks for, as a condition on the search rows (customers/search.py)."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Case, IntegerField, Q, Value, When

from access.encryption import search_token
from access.fields import BANK, CONTACT, RULES, may_see
from access.permissions import rights_of
from access.querysets import WALKED
from customers.identifiers import clean_phone, clean_resident_id, clean_uscc
from customers.names import PREFIX, normal_form, query_words
from exchange.text import clean_text

MAX_QUERY = 100  # characters
BEST_FIRST = ("match", "name", "code")


def condition(text: str, person: Any) -> Q | None:
    """What must hold of a customer that ``person`` finds by ``text``: any one of the ways. None where none can be.

    Numbers count only for who may reveal contacts; for others they find nothing, and nothing says so.
    """
    plain = _plain(text)
    if not plain:
        return None
    ways = [_holding(words, person) & _rechecked(words, plain) for words in query_words(plain)]
    ways += [_holding([token], person) for token in _numbers(plain, person)]
    found = ways[0]
    for way in ways[1:]:
        found |= way
    return found


def closeness(text: str) -> Case:
    """How well a found customer matches: 0 its code, 1 its name or mnemonic, 2 a beginning of these, 3 the rest."""
    plain = _plain(text)
    normal = normal_form(plain)
    begins = Q(name__startswith=plain) | Q(name__startswith=normal) | Q(mnemonic__startswith=normal)
    return Case(
        When(code=normal, then=Value(0)),
        When(Q(search__normal=normal) | Q(mnemonic=normal), then=Value(1)),
        When(begins, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )


def near(text: str) -> list[Q]:
    """The conditions of which one holds for whatever is closer than the rest, each with an index of its own.

    Each closeness has at least one to itself, so that none hides behind another's first rows.
    """
    plain = _plain(text)
    normal = normal_form(plain)
    conditions = [Q(search__normal=normal), *(Q(name__startswith=start) for start in sorted({plain, normal}))]
    if normal.isascii():
        indexed = Q(search__tokens__contains=[f"p:{normal.lower()[:PREFIX]}"])
        conditions += [Q(code=normal), indexed & Q(mnemonic=normal), indexed & Q(mnemonic__startswith=normal)]
    return conditions


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
        return Q(search__normal__contains=normal) | Q(short_name__icontains=plain)
    if words[0].startswith("p:") and len(normal) > PREFIX:
        return Q(mnemonic__startswith=normal)
    return Q()


def _holding(words: list[str], person: Any) -> Q:
    """Search rows with all ``words``, where the person's portfolios are; visible_to remains the caller's to ask."""
    rights = rights_of(person)
    portfolios = [f"in:{key}" for key in rights.portfolios]
    if rights.everywhere or not portfolios or len(portfolios) > WALKED:
        return Q(search__tokens__contains=words)
    if len(portfolios) == 1:
        within = Q(search__tokens__contains=[*words, *portfolios])
    else:
        within = Q(search__tokens__contains=words) & Q(search__tokens__overlap=portfolios)
    return within | _granted(words, rights.customers)


def _granted(words: list[str], customers: Iterable[UUID]) -> Q:
    keys = list(customers)
    return Q(search__customer_id__in=keys) & Q(search__tokens__contains=words) if keys else Q()


def _numbers(plain: str, person: Any) -> Iterator[str]:
    """The tokens of what ``plain`` may be as a number."""
    if RULES[CONTACT].reveals not in rights_of(person).may:
        return
    digits = plain.upper()
    if len(digits) == 4 and digits.isascii() and digits[:3].isdigit():
        yield search_token("last4", digits)
        if may_see(person, BANK):
            yield search_token("bank4", digits)
    readers = ((clean_phone, "phone"), (clean_resident_id, "id"))
    for clean, kind in readers:
        try:
            yield search_token(kind, clean(plain).partition(";")[0])
        except ValidationError:
            continue
    try:
        yield f"t:{clean_uscc(plain)}"
    except ValidationError:
        return

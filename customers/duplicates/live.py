"""Who may be meant, asked while a name or a number is still being typed (E11, ux 18).

It tells of customers the person may see and of nothing else: that a number is taken by another, only the save says. By
a mobile or a person's id number it finds for those who may read these in full, as the search does.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection

from access.fields import CONTACT, IDENTITY, may_reveal
from customers.duplicates.cores import core_of, keys_of
from customers.duplicates.matches import Match, find_hard, others_of, visible_keys
from customers.duplicates.radar import likeness_of
from customers.duplicates.similar import Traits, city_key, similar
from customers.identifiers import clean_phone, clean_tax_id, is_mobile
from customers.models import Customer, CustomerKind
from customers.names import fuzzy_key, normal_form
from customers.search import phone_token
from exchange.text import clean_text, skeleton

LEAST = 2  # characters of a name that say anything
NEAREST = 200  # customers whose names are compared
ORDER = ("tax_id", "id_number", "name", "lookalike", "variant", "slip", "fuzzy", "mobile")  # the most telling first
IN_FULL = {"mobile": CONTACT, "id_number": IDENTITY}
NEAR = """
SELECT n.customer_id, n.name, c.kind FROM customers_namecore n JOIN customers_customer c ON c.id = n.customer_id
 WHERE n.keys && %(keys)s::text[] AND c.status <> 'deleted' LIMIT %(nearest)s"""


@dataclass(frozen=True)
class Typed:
    """What stands in the form so far, as typed; ``customer`` is the edited one."""

    name: str = ""
    kind: str = CustomerKind.ORGANISATION
    number: str = ""
    mobiles: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    customer: Customer | None = None


def look(typed: Typed, actor: Any) -> list[Match]:
    """The customers ``actor`` may see that may be the one typed, the most telling first, each once.

    Half a number, or text that no save would take, finds nobody. What was said to be another one stays away.
    """
    found: dict[UUID, Match] = {}
    for match in _all(typed, _sound_name(typed.name)):
        if match.why not in IN_FULL or may_reveal(actor, IN_FULL[match.why], match.customer):
            found.setdefault(match.customer.pk, match)
    seen = visible_keys(found.values(), actor) - set(others_of(typed.customer) if typed.customer else ())
    told = [match for key, match in found.items() if key in seen]
    return sorted(told, key=lambda match: (ORDER.index(match.why), match.customer.code))


def _all(typed: Typed, name: str) -> Iterator[Match]:
    yield from _by_number(typed)
    traits = _traits(typed, name)
    exclude = typed.customer.pk if typed.customer else None
    if name or traits.mobiles:
        for row, why in similar([traits], exclude=exclude)[0].values():
            yield Match(row.customer, why)
    if name:
        yield from _mistyped(name, typed.kind, exclude)


def _sound_name(text: str) -> str:
    try:
        name = clean_text(text)
    except ValidationError:
        return ""
    return name if len(normal_form(name)) >= LEAST else ""


def _by_number(typed: Typed) -> list[Match]:
    try:
        number = clean_tax_id(typed.number, kind=typed.kind)
    except ValidationError:
        return []
    return find_hard(typed.kind, number, exclude=typed.customer)


def _traits(typed: Typed, name: str) -> Traits:
    normal = normal_form(name)
    cities = frozenset(map(city_key, typed.cities)) - {""}
    return Traits(normal, fuzzy_key(name), skeleton(normal), frozenset(_tokens(typed.mobiles)), cities, frozenset())


def _tokens(mobiles: Iterable[str]) -> Iterator[str]:
    for text in mobiles:
        try:
            number = clean_phone(text)
        except ValidationError:
            continue
        if is_mobile(number):
            yield phone_token(number)


def _mistyped(name: str, kind: str, exclude: UUID | None) -> Iterator[Match]:
    """Those whose names differ by a slip of typing, or by place or legal form alone (cores.py)."""
    whys: dict[UUID, str] = {}
    with connection.cursor() as cursor:
        cursor.execute(NEAR, {"keys": keys_of(core_of(name).text), "nearest": NEAREST})
        for key, other, its_kind in cursor:
            individual = CustomerKind.INDIVIDUAL in (kind, its_kind)
            if key != exclude and (likeness := likeness_of(name, other, individual=individual)):
                whys[key] = str(likeness.why)
    for key, customer in Customer.objects.in_bulk(whys).items():
        yield Match(customer, whys[key])

"""Which customers are similar to some typed ones (E11): one rule for a form and for a thousand rows of a file."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from categories.labels import label_key
from customers.identifiers import is_mobile
from customers.intake import Intake
from customers.models import Address, Classification, CustomerSearch
from customers.names import fuzzy_key, normal_form
from customers.search import phone_token
from exchange.text import skeleton

MOST_ALIKE = 100  # customers of one name that are looked at
MOST = 5_000  # customers looked at together
# One look into an index for each name and token: a thousand of them in one condition would be compared with every row.
NEAR = """
SELECT near.customer_id FROM (
  SELECT s.customer_id FROM unnest(%(names)s::text[]) AS wanted (name), LATERAL (
    SELECT customer_id FROM customers_customersearch WHERE normal = wanted.name LIMIT %(alike)s) s
   UNION
  SELECT s.customer_id FROM unnest(%(fuzzy)s::text[]) AS wanted (name), LATERAL (
    SELECT customer_id FROM customers_customersearch WHERE fuzzy = wanted.name LIMIT %(alike)s) s
   UNION
  SELECT s.customer_id FROM unnest(%(tokens)s::text[]) AS wanted (token)
    JOIN customers_customersearch s ON s.tokens @> ARRAY[wanted.token]
) near JOIN customers_customer c ON c.id = near.customer_id
 WHERE c.status <> 'deleted' AND c.id IS DISTINCT FROM %(exclude)s::uuid LIMIT %(most)s"""


@dataclass(frozen=True)
class Traits:
    """By what somebody is compared. ``mobiles`` as search tokens, ``cities`` as compared, ``regions`` keys."""

    normal: str
    fuzzy: str
    look: str
    mobiles: frozenset[str]
    cities: frozenset[str]
    regions: frozenset[UUID]

    @classmethod
    def of(cls, intake: Intake) -> "Traits":
        normal = normal_form(intake.name)
        regions = intake.categories.items()
        return cls(
            normal,
            fuzzy_key(intake.name),
            skeleton(normal),
            frozenset(phone_token(contact.mobile) for contact in intake.contacts if is_mobile(contact.mobile)),
            frozenset(map(city_key, (address.city for address in intake.addresses))) - {""},
            frozenset(c.pk for dimension, found in regions if dimension.code == "region" for c in found if c.parent_id),
        )

    @property
    def tokens(self) -> set[str]:
        """The search tokens of which one suffices."""
        return {f"s:{self.look}", *self.mobiles}

    def why(self, row: CustomerSearch, places: "Places") -> str | None:
        """Why ``row`` is similar: name, lookalike, mobile or fuzzy; None where it is not."""
        if row.normal == self.normal:
            return "name"
        if row.normal == self.look or f"s:{self.look}" in row.tokens:
            return "lookalike"
        if self.mobiles & set(row.tokens):
            return "mobile"
        return "fuzzy" if row.fuzzy == self.fuzzy and places.shared(self, row.customer_id) else None


@dataclass
class Places:
    """Where customers are: the cities of their addresses and the cities they are classified in."""

    cities: Mapping[UUID, set[str]]
    regions: Mapping[UUID, set[UUID]]

    def shared(self, traits: Traits, customer: UUID) -> bool:
        cities, regions = self.cities.get(customer, set()), self.regions.get(customer, set())
        return bool(traits.cities & cities or traits.regions & regions)


def similar(typed: Sequence[Traits], *, exclude: UUID | None = None) -> list[dict[UUID, tuple[CustomerSearch, str]]]:
    """For each of ``typed`` the living customers that are similar, with their search row and why. Three queries."""
    rows = list(_candidates(typed, exclude))
    places = _places(rows, {traits.fuzzy for traits in typed if traits.cities or traits.regions})
    by_name, by_token = _indexed(rows, {token for traits in typed for token in traits.tokens})
    found = []
    for traits in typed:
        near = {*by_name[traits.normal], *by_name[traits.look], *by_name[f"f:{traits.fuzzy}"]}
        near.update(*(by_token[token] for token in traits.tokens))
        reasons = ((rows[place], traits.why(rows[place], places)) for place in sorted(near))
        found.append({row.customer_id: (row, why) for row, why in reasons if why is not None})
    return found


def _candidates(typed: Sequence[Traits], exclude: UUID | None) -> Iterable[CustomerSearch]:
    parameters: dict[str, Any] = {
        "names": sorted({name for traits in typed for name in (traits.normal, traits.look)}),
        "fuzzy": sorted({traits.fuzzy for traits in typed}),
        "tokens": sorted({token for traits in typed for token in traits.tokens}),
        "alike": MOST_ALIKE,
        "exclude": exclude,
        "most": MOST,
    }
    with connection.cursor() as cursor:
        cursor.execute(NEAR, parameters)
        keys = [key for (key,) in cursor.fetchall()]
    return CustomerSearch.objects.filter(pk__in=keys).select_related("customer").order_by("pk")


def _indexed(rows: Sequence[CustomerSearch], wanted: set[str]) -> tuple[dict[str, set[int]], dict[str, set[int]]]:
    """Places in ``rows`` by normal form, by fuzzy key (``f:``), and by those of their tokens that are wanted."""
    by_name: dict[str, set[int]] = defaultdict(set)
    by_token: dict[str, set[int]] = defaultdict(set)
    for place, row in enumerate(rows):
        by_name[row.normal].add(place)
        by_name[f"f:{row.fuzzy}"].add(place)
        for token in wanted.intersection(row.tokens):
            by_token[token].add(place)
    return by_name, by_token


def _places(rows: Iterable[CustomerSearch], fuzzy: set[str]) -> Places:
    """Where those of ``rows`` are whose fuzzy key somebody typed together with a city."""
    keys = [row.customer_id for row in rows if row.fuzzy in fuzzy]
    cities: dict[UUID, set[str]] = defaultdict(set)
    regions: dict[UUID, set[UUID]] = defaultdict(set)
    if keys:
        for customer, city in Address.objects.filter(customer__in=keys).values_list("customer_id", "city"):
            cities[customer].add(city_key(city))
        current = Classification.objects.filter(customer__in=keys, dimension__code="region", valid_to=None)
        for customer, category in current.values_list("customer_id", "category_id"):
            regions[customer].add(category)
    return Places(cities, regions)


def city_key(name: str) -> str:
    """A city as compared: 杭州 and 杭州市 are the same."""
    return label_key(name).removesuffix("市")

"""Who may be the same customer (E11)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from audit.refusals import Refused
from categories.labels import label_key
from customers.identifiers import is_mobile
from customers.intake import Intake
from customers.models import Address, Classification, Customer, CustomerKind, CustomerSearch
from customers.names import fuzzy_key, normal_form
from customers.refusals import taken
from customers.search import id_token, phone_token
from exchange.text import skeleton

HARD = frozenset({"tax_id", "id_number"})


@dataclass(frozen=True)
class Match:
    """A customer that may be the same. ``why``: tax_id or id_number (hard); name, lookalike, mobile, fuzzy (soft)."""

    customer: Customer
    why: str

    @property
    def hard(self) -> bool:
        return self.why in HARD


def find(intake: Intake, *, exclude: Customer | None = None) -> list[Match]:
    """The customers that may be the one typed, hard matches first, each once, in every portfolio.

    Deleted ones do not count. Whether the asking person may see them is the caller's to check.
    """
    matches = {match.customer.pk: match for match in _soft(intake, exclude)}
    matches |= {match.customer.pk: match for match in find_hard(intake.kind, intake.tax_id, exclude=exclude)}
    return sorted(matches.values(), key=lambda match: (not match.hard, match.customer.code))


def visible_keys(matches: Iterable[Match], actor: Any) -> set[UUID]:
    """The keys of those customers among ``matches`` that ``actor`` may see; the others do not exist for them."""
    keys = [match.customer.pk for match in matches]
    return set(Customer.objects.visible_to(actor).filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()


def find_hard(kind: str, number: str, *, exclude: Customer | None = None) -> list[Match]:
    """The customers with the same USCC or id number."""
    if not number:
        return []
    if kind == CustomerKind.INDIVIDUAL:
        condition, why = Q(search__tokens__contains=[id_token(number)]), "id_number"
    else:
        condition, why = Q(tax_id=number), "tax_id"
    living = _besides(Customer.objects.exclude_deleted(), exclude)
    return [Match(customer, why) for customer in living.filter(condition).order_by("code")]


def refusal(match: Match, *, seen: bool) -> Refused:
    """What the person who typed a number that ``match`` has is told; one they cannot see is not named."""
    what = _("identity number") if match.why == "id_number" else _("unified social credit code")
    if not seen:
        return taken(what, "tax_id")
    who = f"{match.customer.name} ({match.customer.code})"
    found = [{"code": match.customer.code, "name": match.customer.name}]
    return taken(what, "tax_id", who=who, remedy=_("Open that customer instead."), matches=found)


def lock_number(kind: str, number: str) -> None:
    """Let only one transaction at a time give a person's id number; a USCC has its unique constraint."""
    if kind == CustomerKind.INDIVIDUAL and number:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [id_token(number)])


def _soft(intake: Intake, exclude: Customer | None) -> list[Match]:
    """Same normal form, look-alike name, same mobile, or same fuzzy key in the same city."""
    normal, fuzzy = normal_form(intake.name), fuzzy_key(intake.name)
    look = skeleton(normal)
    mobiles = {phone_token(contact.mobile) for contact in intake.contacts if is_mobile(contact.mobile)}
    condition = Q(normal__in={normal, look}) | Q(fuzzy=fuzzy) | Q(tokens__contains=[f"s:{look}"])
    for token in mobiles:
        condition |= Q(tokens__contains=[token])
    living = _besides(CustomerSearch.objects.filter(condition).exclude(customer__status="deleted"), exclude)
    rows = list(living.select_related("customer").order_by("pk")[:100])
    cities = _in_the_same_city(intake, [row.customer_id for row in rows if row.fuzzy == fuzzy])
    return [Match(row.customer, why) for row in rows if (why := _why(row, normal, look, mobiles, cities)) is not None]


def _besides(rows: Any, exclude: Customer | None) -> Any:
    return rows.exclude(pk=exclude.pk) if exclude else rows


def _why(row: CustomerSearch, normal: str, look: str, mobiles: set[str], cities: set[UUID]) -> str | None:
    if row.normal == normal:
        return "name"
    if row.normal == look or f"s:{look}" in row.tokens:
        return "lookalike"
    if mobiles & set(row.tokens):
        return "mobile"
    return "fuzzy" if row.customer_id in cities else None


def _in_the_same_city(intake: Intake, customers: list[UUID]) -> set[UUID]:
    """Those of ``customers`` with an address in a city of the typed ones, or classified in the same city."""
    cities = {_city(address.city) for address in intake.addresses} - {""}
    regions = [
        category.pk
        for dimension, found in intake.categories.items()
        for category in found
        if dimension.code == "region" and category.parent_id
    ]
    if not customers or not (cities or regions):
        return set()
    return _with_address_in(customers, cities) | _classified_in(customers, regions)


def _with_address_in(customers: list[UUID], cities: set[str]) -> set[UUID]:
    rows = Address.objects.filter(customer__in=customers).values_list("customer_id", "city") if cities else ()
    return {customer for customer, city in rows if _city(city) in cities}


def _classified_in(customers: list[UUID], regions: Iterable[UUID]) -> set[UUID]:
    if not regions:
        return set()
    rows = Classification.objects.filter(customer__in=customers, category__in=regions, valid_to=None)
    return set(rows.values_list("customer_id", flat=True))


def _city(name: str) -> str:
    """A city as compared: 杭州 and 杭州市 are the same."""
    return label_key(name).removesuffix("市")

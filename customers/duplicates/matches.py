"""Who may be the same customer (E11)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zlib import crc32

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from audit.refusals import Refused
from customers.duplicates.similar import Traits, similar
from customers.intake import Intake
from customers.models import Customer, CustomerKind, CustomerSearch, NotDuplicate
from customers.refusals import taken
from customers.search import id_token

HARD = frozenset({"tax_id", "id_number"})
LOCKS = 1_024


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
    hard = find_hard(intake.kind, intake.tax_id, exclude=exclude)
    return _sorted(similar([Traits.of(intake)], exclude=exclude.pk if exclude else None)[0], hard)


def find_renamed(customer: Customer, intake: Intake) -> list[Match]:
    """The customers that the name ``intake`` gives ``customer`` looks like; none where the name stays.

    What was said to be another one stays away. Whether the asking person may see them is the caller's to check.
    """
    if "name" not in intake.given or intake.name == customer.name:
        return []
    near, others = similar([Traits.of(intake)], exclude=customer.pk)[0], set(others_of(customer))
    named = {key: found for key, found in near.items() if found[1] != "mobile" and key not in others}
    return _sorted(named, [])


def others_of(customer: Customer) -> Iterator[UUID]:
    """Those of which somebody said that they are not ``customer``."""
    words = NotDuplicate.objects.filter(Q(customer=customer) | Q(other=customer))
    for pair in words.values_list("customer_id", "other_id"):
        yield from pair


def find_all(intakes: Sequence[Intake]) -> list[list[Match]]:
    """The same for each of many, in a handful of queries for all of them."""
    numbers = _holders(intakes)
    alike = similar([Traits.of(intake) for intake in intakes])
    return [_sorted(near, numbers[intake.kind, intake.tax_id]) for intake, near in zip(intakes, alike, strict=True)]


def _sorted(near: Mapping[UUID, tuple[CustomerSearch, str]], hard: Iterable[Match]) -> list[Match]:
    matches = {key: Match(row.customer, why) for key, (row, why) in near.items()}
    matches |= {match.customer.pk: match for match in hard}
    return sorted(matches.values(), key=lambda match: (not match.hard, match.customer.code))


def _holders(intakes: Iterable[Intake]) -> dict[tuple[str, str], list[Match]]:
    """Who has the numbers of ``intakes``, by kind and number."""
    found: dict[tuple[str, str], list[Match]] = defaultdict(list)
    given = {(intake.kind, intake.tax_id) for intake in intakes if intake.tax_id}
    codes = [number for kind, number in given if kind != CustomerKind.INDIVIDUAL]
    if codes:
        for customer in Customer.objects.exclude_deleted().filter(tax_id__in=codes).order_by("code"):
            found[CustomerKind.ORGANISATION.value, customer.tax_id].append(Match(customer, "tax_id"))
    for kind, number in given:
        if kind == CustomerKind.INDIVIDUAL:  # few in a file, and each is looked up under its lock
            found[kind, number] = find_hard(kind, number)
    return found


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
    lock_numbers([(kind, number)])


def lock_numbers(numbers: Iterable[tuple[str, str]]) -> None:
    """The same for many, by kind and number, in an order in which two cannot wait for each other.

    There are LOCKS of them, so that a file of any length in one transaction fits into the database's table of locks.
    """
    tokens = {id_token(number) for kind, number in numbers if kind == CustomerKind.INDIVIDUAL and number}
    with connection.cursor() as cursor:
        for lock in sorted({crc32(token.encode()) % LOCKS for token in tokens}):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('customers.id_number'), %s)", [lock])


def _besides(rows: Any, exclude: Customer | None) -> Any:
    return rows.exclude(pk=exclude.pk) if exclude else rows

"""The radar: finds look-alikes among all customers, a batch of changed ones at a time, in bounded memory (E11, S47).

A changed customer is compared with those that share a key of its core (cores.py) or a mobile number. Since every
customer changes once, when it is made, every pair is found when the later of its two is looked at.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from access.data_keys import open_rows, text_of
from customers.duplicates.cores import core_of, keys_of
from customers.duplicates.noting import MOBILE, Likeness, Pair, note, pair_of
from customers.duplicates.scoring import LEAST, SAME, VARIANT, score
from customers.identifiers import is_mobile
from customers.models import Contact, Customer, CustomerKind, LookAlike, NameCore, NotDuplicate, RadarSweep, Verdict
from customers.names import normal_form
from customers.search import phone_token
from exchange.pages import Walk

BATCH = 200  # customers looked at in one transaction
NEAREST = 200  # others compared with each
KEPT = 20  # pairs kept of each, the most alike first
SHARED = 20  # customers up to which a number shared by all of them says something
OVERLAP = timedelta(minutes=10)  # transactions that began before the last look may have changed customers
LOCK = "SELECT pg_try_advisory_xact_lock(hashtext('kehu.radar'))"
NEAR = """
SELECT mine.customer_id, near.customer_id, near.name, near.kind FROM customers_namecore mine, LATERAL (
  SELECT n.customer_id, n.name, c.kind FROM customers_namecore n JOIN customers_customer c ON c.id = n.customer_id
   WHERE n.keys && mine.keys AND n.customer_id <> mine.customer_id AND c.status <> 'deleted' LIMIT %(nearest)s) near
 WHERE mine.customer_id = ANY(%(keys)s)"""
CALLING = """
SELECT wanted.token, near.customer_id FROM unnest(%(tokens)s::text[]) AS wanted (token), LATERAL (
  SELECT s.customer_id FROM customers_customersearch s JOIN customers_customer c ON c.id = s.customer_id
   WHERE s.tokens @> ARRAY[wanted.token] AND c.status <> 'deleted' LIMIT %(shared)s) near"""


def is_due() -> bool:
    """Whether customers changed since the last look. Goes back a little, where it has just been, for late commits."""
    with transaction.atomic():
        sweep = _state()
        if sweep.changed_at > timezone.now() - 2 * OVERLAP:
            sweep.changed_at, sweep.code = sweep.changed_at - OVERLAP, ""
            sweep.save()
        return _changed(sweep, 1) != []


def look() -> bool:
    """Look at the next batch of changed customers; False where there is none, or another worker is at it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOCK)
        if not cursor.fetchone()[0]:
            return False
        sweep = _state()
        customers = _changed(sweep, BATCH)
        if not customers:
            return False
        compare(customers)
        sweep.changed_at, sweep.code = customers[-1].updated_at, customers[-1].code
        sweep.save()
    return True


def _state() -> RadarSweep:
    sweep, _made = RadarSweep.objects.get_or_create(pk=1, defaults={"changed_at": datetime(2000, 1, 1, tzinfo=UTC)})
    return sweep


def _changed(sweep: RadarSweep, size: int) -> list[Customer]:
    walk = Walk(Customer.objects.only("id", "code", "name", "kind", "status", "updated_at"), ("updated_at", "code"))
    return list(walk.after([sweep.changed_at, sweep.code])[:size])


def compare(customers: Sequence[Customer]) -> None:
    """Renew what the radar knows of ``customers``, and their pairs: found ones noted, others gone unless spoken of."""
    living = {customer.pk: customer for customer in customers if not customer.is_deleted}
    NameCore.objects.filter(customer__in={customer.pk for customer in customers} - living.keys()).delete()
    _write_cores(living.values())
    found = _by_mobile(living) | _by_name(living)
    for pair in _spoken_of(living):
        found.pop(pair, None)
    _forget([customer.pk for customer in customers], found)
    _note(living, found)


def _write_cores(customers: Iterable[Customer]) -> None:
    cores = [NameCore(customer=one, name=one.name, keys=keys_of(core_of(one.name).text)) for one in customers]
    NameCore.objects.bulk_create(
        cores, update_conflicts=True, unique_fields=["customer"], update_fields=["name", "keys"], batch_size=BATCH
    )


def _by_name(living: dict[UUID, Customer]) -> dict[Pair, Likeness]:
    found: dict[Pair, Likeness] = {}
    with connection.cursor() as cursor:
        cursor.execute(NEAR, {"keys": list(living), "nearest": NEAREST})
        for mine, other, name, kind in cursor:
            customer = living[mine]
            individual = CustomerKind.INDIVIDUAL in (customer.kind, kind)
            if likeness := likeness_of(customer.name, name, individual=individual):
                found[pair_of(mine, other)] = likeness
    return found


def likeness_of(one: str, other: str, *, individual: bool = False) -> Likeness | None:
    """How alike two names are; None for two customers. People are alike by the very same name only."""
    points = score(core_of(one), core_of(other))
    if points == SAME:
        return Likeness("name" if normal_form(one) == normal_form(other) else "lookalike", points)
    if individual or points < LEAST:
        return None
    return Likeness("variant" if points == VARIANT else "slip", points)


def _by_mobile(living: dict[UUID, Customer]) -> dict[Pair, Likeness]:
    """Those that share a mobile number, unless so many share it that it is an agent's."""
    owners: dict[str, set[UUID]] = defaultdict(set)
    for contact in open_rows(Contact.objects.filter(customer__in=list(living))):
        if is_mobile(number := text_of(contact.mobile)):
            owners[phone_token(number)].add(contact.customer_id)
    calling: dict[str, set[UUID]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(CALLING, {"tokens": sorted(owners), "shared": SHARED + 1})
        for token, customer in cursor:
            calling[token].add(customer)
    return {
        pair_of(mine, other): MOBILE
        for token, customers in calling.items()
        if len(customers) <= SHARED
        for mine in owners[token]
        for other in customers - {mine}
    }


def _spoken_of(living: dict[UUID, Customer]) -> Iterator[Pair]:
    """The pairs of which somebody said that they are two."""
    keys = list(living)
    words = NotDuplicate.objects.filter(Q(customer__in=keys) | Q(other__in=keys))
    return (pair_of(one, other) for one, other in words.values_list("customer_id", "other_id"))


def _forget(keys: list[UUID], found: dict[Pair, Likeness]) -> None:
    """Drop open pairs that are alike no more; what a file's rows were noted for (fuzzy) is not the radar's to judge."""
    open_pairs = LookAlike.objects.filter(Q(one__in=keys) | Q(other__in=keys), verdict=Verdict.OPEN)
    stale = [
        key
        for key, one, other in open_pairs.exclude(why=LookAlike.Why.FUZZY).values_list("pk", "one_id", "other_id")
        if (one, other) not in found
    ]
    LookAlike.objects.filter(pk__in=stale, verdict=Verdict.OPEN).delete()


def _note(living: dict[UUID, Customer], found: dict[Pair, Likeness]) -> None:
    left = dict.fromkeys(living, KEPT)
    kept = []
    for pair, likeness in sorted(found.items(), key=lambda item: (-item[1].score, item[0])):
        if all(left.get(key, 1) > 0 for key in pair):
            kept.append((pair, likeness))
            left |= {key: left[key] - 1 for key in pair if key in left}
    note(kept)

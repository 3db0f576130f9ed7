"""Which categories a customer has, and since when (E9)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, prefetch_related_objects

from access.models import User
from audit.models import Channel
from categories.models import Category, Dimension
from categories.operations import file_category
from customers.models import Classification, Customer

Wanted = Mapping[Dimension, list[Category]]
FETCHED = "classifications_today"


def ensure(wanted: Iterable[Wanted], *, actor: User, channel: Channel) -> dict[tuple[int, str], Category]:
    """File the new categories among ``wanted`` in their open dimensions; returns them by dimension and code."""
    new = {(c.dimension_id, c.code): c for each in wanted for found in each.values() for c in found if c._state.adding}
    return {
        key: file_category(dimension=category.dimension, name=category.code, actor=actor, channel=channel)
        for key, category in new.items()
    }


def settled(wanted: Wanted, made: Mapping[tuple[int, str], Category]) -> dict[Dimension, list[Category]]:
    """``wanted`` with each new category as it was saved."""
    return {
        dimension: [made[dimension.pk, c.code] if c._state.adding else c for c in found]
        for dimension, found in wanted.items()
    }


def first(customer: Customer, wanted: Wanted) -> list[Classification]:
    """The classifications of a new customer, valid from the beginning, to be inserted."""
    return [
        Classification(customer=customer, dimension=dimension, category=category)
        for dimension, found in wanted.items()
        for category in found
    ]


def present(customer: Customer, dimensions: Iterable[Dimension]) -> dict[Dimension, list[Category]]:
    """What ``customer`` is classified as today in each of ``dimensions``; ``fetch_present`` for many customers."""
    found: dict[Dimension, list[Category]] = {dimension: [] for dimension in dimensions}
    if found:
        fetched = getattr(customer, FETCHED, None)
        for row in _today(customer.classifications) if fetched is None else fetched:
            if row.dimension in found:
                found[row.dimension].append(row.category)
    return found


def fetch_present(customers: list[Customer]) -> None:
    """Fetch what all of ``customers`` are classified as today, for ``present`` to find without a query."""
    prefetch_related_objects(customers, Prefetch("classifications", _today(Classification.objects), FETCHED))


def _today(rows: Any) -> Any:
    current = rows.filter(valid_to=None).select_related("category", "dimension")
    return current.order_by("category__position", "category__code")


def replace(customer: Customer, dimension: Dimension, categories: list[Category], *, today: date) -> None:
    """Make ``categories`` those of ``customer`` in ``dimension``, inside the caller's ``acting``.

    The first values ever are valid from the beginning, later ones from ``today``; what ends, ends before it.
    """
    replace_many(dimension, {customer.pk: categories}, today=today)


def replace_many(dimension: Dimension, wanted: Mapping[UUID, list[Category]], *, today: date) -> None:
    """``replace`` for many customers, given by key, in as many statements as for one."""
    past: dict[UUID, list[Classification]] = {key: [] for key in wanted}
    for row in Classification.objects.filter(dimension=dimension, customer__in=wanted).order_by("pk"):
        past[row.customer_id].append(row)
    gone: list[int] = []
    ended: list[int] = []
    going_on: list[int] = []
    begun: list[Classification] = []
    for key, categories in wanted.items():
        for row in _leaving(past[key], categories):
            (gone if row.valid_from == today else ended).append(row.pk)
        for category in _coming(past[key], categories):
            ended_today = (one for one in past[key] if one.category_id == category.pk and one.valid_to == today)
            if again := next(ended_today, None):
                going_on.append(again.pk)
            else:
                begun.append(_begun(key, category, today if past[key] else None))
    _write(gone, ended, going_on, begun, today)


def _leaving(rows: list[Classification], categories: list[Category]) -> list[Classification]:
    keep = {category.pk for category in categories}
    return [row for row in rows if row.valid_to is None and row.category_id not in keep]


def _coming(rows: list[Classification], categories: list[Category]) -> list[Category]:
    have = {row.category_id for row in rows if row.valid_to is None}
    return [category for category in categories if category.pk not in have]


def _begun(customer: UUID, category: Category, since: date | None) -> Classification:
    return Classification(customer_id=customer, dimension_id=category.dimension_id, category=category, valid_from=since)


def _write(gone: list[int], ended: list[int], going_on: list[int], begun: list[Classification], today: date) -> None:
    """What began today never was, what goes ends before today, what ended only today goes on, what is new begins."""
    rows = Classification.objects
    if gone:
        rows.filter(pk__in=gone).delete()
    if ended:
        rows.filter(pk__in=ended).update(valid_to=today)
    if going_on:
        rows.filter(pk__in=going_on).update(valid_to=None)
    if begun:
        rows.bulk_create(begun)

"""Which categories a customer has, and since when (E9)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

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
    rows = list(customer.classifications.filter(dimension=dimension))
    keep = {category.pk for category in categories}
    for row in rows:
        if row.valid_to is None and row.category_id not in keep:
            _end(row, today)
    have = {row.category_id for row in rows if row.valid_to is None}
    for category in categories:
        if category.pk not in have:
            _begin(customer, category, rows, today)


def _end(row: Classification, today: date) -> None:
    """End a classification before ``today``; one that began today never was."""
    if row.valid_from == today:
        row.delete()
    else:
        row.valid_to = today
        row.save(update_fields=["valid_to"])


def _begin(customer: Customer, category: Category, rows: list[Classification], today: date) -> None:
    """Classify from today; what ended only today goes on."""
    ended = next((row for row in rows if row.category_id == category.pk and row.valid_to == today), None)
    if ended:
        ended.valid_to = None
        ended.save(update_fields=["valid_to"])
        return
    since = today if rows else None
    Classification.objects.create(
        customer=customer, dimension_id=category.dimension_id, category=category, valid_from=since
    )

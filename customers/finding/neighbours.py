"""The customers before and after one, within the list it was opened from; the page's address carries that list."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, QueryDict

from audit.refusals import Refused
from customers.finding.carrying import carried, list_of
from customers.lists import page, state
from customers.lists.state import State
from customers.matching import BEST_FIRST
from customers.models import Customer
from customers.querysets import CustomerQuerySet
from exchange.pages import Walk

NEAREST = 200  # hits of a search among which neighbours are looked for before the whole of it is walked


def of(customer: Customer, request: HttpRequest) -> dict[str, str]:
    """The addresses ``previous`` and ``next``, "" at an end; nothing where no list is carried or it is none.

    A customer that fell out of the list by an edit keeps its place by the list's order.
    """
    query = list_of(request)
    if query is None:
        return {}
    try:
        shown = state.written_out(query, request)
        before, after = _around(customer, shown, request.user)
    except Refused:
        return {}
    return {"previous": _address(before, query), "next": _address(after, query)}


def _address(customer: Customer | None, query: QueryDict) -> str:
    return customer.get_absolute_url() + carried(query) if customer else ""


def _around(customer: Customer, shown: State, user: Any) -> tuple[Customer | None, Customer | None]:
    order, found = page.order_of(shown), page.found_by(shown).select_related(None).only("code", "name")
    if not shown.filters.term:
        values = [getattr(customer, name.lstrip("-")) for name in order]
        walk = Walk(found, order)
        return _one(walk.backwards(), values, user), _one(walk, values, user)
    visible = found.visible_to(user)
    if order == BEST_FIRST and (near := _nearest(customer, visible, shown.filters.term, user)):
        return near
    here = visible.filter(pk=customer.pk).first()
    if here is None:
        return None, None
    walk = Walk(visible, order)
    values = [getattr(here, name) for name in walk.names]
    return walk.backwards().after(values).first(), walk.after(values).first()


def _one(walk: Walk, values: Sequence[Any], user: Any) -> Customer | None:
    """The first visible row beyond ``values``."""
    return next(iter(walk.after(values).first_visible_to(user, walk.order, 1)), None)  # type: ignore[attr-defined]


def _nearest(
    customer: Customer, visible: CustomerQuerySet, term: str, user: Any
) -> tuple[Customer | None, Customer | None] | None:
    """The neighbours among the first hits; None where the customer is not one of them, or the last."""
    hits = visible.first_matching(term, user, BEST_FIRST, NEAREST)
    keys = [hit.pk for hit in hits]
    if customer.pk not in keys[: NEAREST - 1]:
        return None
    place = keys.index(customer.pk)
    return hits[place - 1] if place else None, hits[place + 1] if place + 1 < len(hits) else None

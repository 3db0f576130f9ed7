"""Customers as lists want them: visible, found, classified."""

from collections.abc import Iterable
from operator import attrgetter
from typing import Any, Self
from uuid import UUID

from django.db import models
from django.db.models import Q

from access.querysets import ScopedQuerySet
from audit.refusals import Refused
from customers.matching import BEST_FIRST, closeness, condition, far, near
from customers.refusals import DELETION_NEEDS_REQUEST


class CustomerQuerySet(ScopedQuerySet):
    """Customers."""

    def classified(self, categories: Iterable[UUID]) -> Self:
        """Those that today have one of ``categories`` (give descendants too)."""
        return self.filter(search__tokens__overlap=[f"c:{key}" for key in categories])

    def with_tokens(self, tokens: Iterable[str]) -> Self:
        """Those whose search row holds every one of ``tokens``."""
        return self.filter(search__tokens__contains=list(tokens))

    def matching(self, text: str, *, person: Any) -> Self:
        """Those ``person`` finds by ``text``, best first: a part of a name, pinyin, code; numbers by right.

        An order given afterwards replaces this one; by ``matching.BEST_FIRST`` pages continue it. Combine with
        ``visible_to``: what is found is not yet what may be seen.
        """
        found = condition(text, person)
        if found is None:  # in the form of the others, so that a page of nothing can be ordered
            return self.none().annotate(match=closeness("")).order_by(*BEST_FIRST)
        return self.filter(found).annotate(match=closeness(text)).order_by(*BEST_FIRST)

    def first_matching(self, text: str, person: Any, order: tuple[str, ...], size: int) -> list[Any]:
        """The first ``size`` rows of what ``matching`` found for the same, in its own ``order``. Call it last.

        A word in half of all names would be sorted whole, and the first of any one of several words would be looked for
        through all names: here each closeness and each way to be meant is one walk by its own index, merged. What is
        not close is looked for only where there is room left.
        """
        if self.query.is_empty():  # a union of nothing would be a slice that takes no order
            return []
        found = self._first_of(near(text), order, size)
        if len(found) < size:
            rows = {row.pk: row for row in (*self._first_of(far(text, person), order, size), *found)}
            found = sorted(rows.values(), key=attrgetter(*order))[:size]
        return found

    def _first_of(self, conditions: Iterable[Q], order: tuple[str, ...], size: int) -> list[Any]:
        first, *others = [self.filter(one).order_by("name", "code")[:size] for one in conditions]
        return list(first.union(*others).order_by(*order)[:size]) if others else list(first)

    def delete(self) -> None:  # type: ignore[override]
        """Refused: customers are deleted by an approved request only (E6)."""
        raise Refused(DELETION_NEEDS_REQUEST)


class CustomerPartQuerySet(ScopedQuerySet):
    """Rows that belong to a customer."""

    path = "customer__"


class LookAlikeQuerySet(models.QuerySet):
    """Pairs of customers that may be the same."""

    def visible_to(self, user: Any) -> Self:
        """Those of which ``user`` may see both; a pair with a deleted one is nobody's any more."""
        customers: Any = self.model._meta.get_field("one").related_model
        seen = customers.objects.exclude_deleted().visible_to(user).values("pk")
        return self.filter(one__in=seen, other__in=seen)

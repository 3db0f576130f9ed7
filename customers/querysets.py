"""Customers as lists want them: visible, found, classified."""

from collections.abc import Iterable
from typing import Self
from uuid import UUID

from access.querysets import ScopedQuerySet
from audit.refusals import Refused
from customers.refusals import DELETION_NEEDS_REQUEST


class CustomerQuerySet(ScopedQuerySet):
    """Customers."""

    def classified(self, categories: Iterable[UUID]) -> Self:
        """Those that today have one of ``categories`` (give descendants too)."""
        return self.filter(search__tokens__overlap=[f"c:{key}" for key in categories])

    def with_tokens(self, tokens: Iterable[str]) -> Self:
        """Those whose search row holds every one of ``tokens``."""
        return self.filter(search__tokens__contains=list(tokens))

    def delete(self) -> None:  # type: ignore[override]
        """Refused: customers are deleted by an approved request only (E6)."""
        raise Refused(DELETION_NEEDS_REQUEST)


class CustomerPartQuerySet(ScopedQuerySet):
    """Rows that belong to a customer."""

    path = "customer__"

"""Dimensions and categories as people may see and name them."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from tree_queries.query import TreeQuerySet

from access.fields import MONEY, may_see


class DimensionQuerySet(models.QuerySet):
    """Dimensions; those computed from money exist only for who may see money (E12)."""

    def visible_to(self, user: Any) -> Self:
        return self if may_see(user, MONEY) else self.filter(from_money=False)


class CategoryQuerySet(TreeQuerySet):
    """Categories of one or more dimensions."""

    def visible_to(self, user: Any) -> Self:
        return self if may_see(user, MONEY) else self.filter(dimension__from_money=False)

    def in_use(self) -> Self:
        """Those that may still be chosen."""
        return self.filter(retired_on=None)

    def named(self, text: str) -> Self:
        """Those whose code, name in either language or alias is ``text``."""
        return self.filter(Q(code=text) | Q(name_zh=text) | Q(name_en__iexact=text) | Q(aliases__contains=[text]))

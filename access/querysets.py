"""What exists for a person: every list starts from ``visible_to``."""

from collections.abc import Iterable, Mapping
from typing import Any, Self
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import RawSQL

from access.permissions import MANAGE, SEE_DELETED, Rights, rights_of

MANAGE_PEOPLE = "access.manage_people"
MANAGE_SETTINGS = "access.manage_settings"


class ScopedQuerySet(models.QuerySet):
    """Rows that belong to a customer. ``path`` leads from the row to it: "" on Customer, "customer__" on Contact."""

    path = ""

    def visible_to(self, user: Any) -> Self:
        """The rows ``user`` may see; those of deleted customers only for auditors."""
        rights = rights_of(user)
        living = self if SEE_DELETED in rights.may else self.exclude_deleted()
        if rights.everywhere:
            return living
        granted = Q(**{f"{self.path}portfolio__among": list(rights.portfolios)})
        if rights.customers:
            granted |= Q(**{f"{self.path}pk__among": list(rights.customers)})
        return living.filter(granted)

    def belonging_to(self, seen: Iterable[models.Model]) -> Self:
        """The rows of customers that ``visible_to`` gave already: asked by place again, they take longer to plan."""
        return self.filter(**{f"{self.path.removesuffix('__') or 'pk'}__among": [customer.pk for customer in seen]})

    def exclude_deleted(self) -> Self:
        """The rows of customers that are not deleted."""
        return self.filter(~Q(**{f"{self.path}status": "deleted"}))

    def first_visible_to(self, user: Any, order: tuple[str, ...], size: int) -> Self:
        """The first ``size`` visible rows: one index walk per portfolio, merged. Filter before, call it last."""
        rights = rights_of(user)
        if rights.everywhere or not (rights.portfolios or rights.customers):
            return self.visible_to(user).order_by(*order)[:size]
        living = self if SEE_DELETED in rights.may else self.exclude_deleted()
        found = RawSQL(*_merged(living, rights, order, size))  # noqa: S611 - compiled by Django, values bound
        return self.filter(pk__in=found).order_by(*order)[:size]


def _merged(rows: ScopedQuerySet, rights: Rights, order: tuple[str, ...], size: int) -> tuple[str, list[Any]]:
    """The keys of the first ``size`` rows in reach, as SQL with its values: a portfolio's rows are an index walk each.

    The order of all rows would be walked past everything foreign, and a union of the walks takes longer to plan than
    to read (docs/decisions/009).
    """
    names = [name.removeprefix("-") for name in order]

    def walk(where: Q) -> tuple[str, tuple[Any, ...]]:
        return rows.filter(where).order_by(*order).values_list("pk", *names)[:size].query.sql_with_params()

    sql, values = walk(Q(**{f"{rows.path}portfolio": RawSQL("granted.key", ())}))
    found = f"SELECT walked.* FROM unnest(%s::uuid[]) AS granted (key) CROSS JOIN LATERAL ({sql}) AS walked"  # noqa: S608
    bound: list[Any] = [list(rights.portfolios), *values]
    if rights.customers:
        sql, values = walk(Q(**{f"{rows.path}pk__among": list(rights.customers)}))
        found, bound = f"{found} UNION ({sql})", [*bound, *values]
    columns = ", ".join(("pk", *(f"by{place}" for place in range(len(order)))))
    ends = ", ".join(f"by{place}{' DESC' if name[0] == '-' else ''}" for place, name in enumerate(order))
    return f"SELECT pk FROM ({found}) AS merged ({columns}) ORDER BY {ends} LIMIT {int(size)}", bound  # noqa: S608


class PortfolioQuerySet(models.QuerySet):
    """Portfolios by grant."""

    def visible_to(self, user: Any) -> Self:
        """The portfolios ``user`` may see."""
        rights = rights_of(user)
        return self if rights.everywhere else self.filter(pk__in=list(rights.portfolios))

    def known_to(self, user: Any) -> Self:
        """The portfolios by name: visible ones and, for who grants them to others, all. Their customers stay hidden."""
        return self if MANAGE_PEOPLE in rights_of(user).may else self.visible_to(user)

    def managed_by(self, user: Any) -> Self:
        """The portfolios ``user`` looks after and may put customers into: retired ones take none."""
        rights, living = rights_of(user), self.filter(retired_on=None)
        return living if rights.everywhere == MANAGE else living.filter(pk__in=_managed(rights.portfolios))


def _managed(grants: Mapping[UUID, str]) -> list[UUID]:
    return [key for key, level in grants.items() if level == MANAGE]


class SettingQuerySet(models.QuerySet):
    """Settings: for who changes them, and for who reads history everywhere."""

    def visible_to(self, user: Any) -> Self:
        """The settings ``user`` may see."""
        rights = rights_of(user)
        reads = SEE_DELETED in rights.may and rights.everywhere is not None
        return self if MANAGE_SETTINGS in rights.may or reads else self.none()


class RequestQuerySet(models.QuerySet):
    """Requests by who may see them: the maker, its deciders, and those who look after the target."""

    def visible_to(self, user: Any) -> Self:
        """The requests that exist for ``user``; of a deleted customer's, only the auditor, maker and deciders."""
        rights = rights_of(user)
        if rights.everywhere and SEE_DELETED in rights.may:
            return self
        if not user.is_active:
            return self.none()
        looked_after = Q() if rights.everywhere else _looked_after(rights)
        return self.filter(Q(maker=user) | self._decided_by(user) | (looked_after & ~Exists(_deleted())))

    def awaiting(self, user: Any, kinds: Iterable[str]) -> Self:
        """The open requests of ``kinds`` that ``user`` looks after, neither made nor decided by them."""
        rights = rights_of(user)
        looked_after = Q() if rights.everywhere == MANAGE else _looked_after(rights)
        others = self.pending().filter(looked_after, kind__in=list(kinds)).exclude(maker=user)
        return others.exclude(self._decided_by(user))

    def _decided_by(self, user: Any) -> Q:
        return Q(pk__in=self.model._default_manager.filter(decisions__decided_by=user).values("pk"))

    def pending(self) -> Self:
        return self.filter(status="pending")

    def closed(self) -> Self:
        return self.exclude(status="pending")


def _looked_after(rights: Rights) -> Q:
    """Those of managed portfolios and customers; those without a place are about settings."""
    granted = Q(portfolio__in=_managed(rights.portfolios)) | Q(target_id__in=_managed(rights.customers))
    return granted | Q(portfolio=None) if MANAGE_SETTINGS in rights.may else granted


def _deleted() -> models.QuerySet:
    """The deleted customer a request is about; Customer is one room up, so it is named, not imported."""
    return apps.get_model("customers.Customer")._base_manager.filter(pk=OuterRef("target_id"), status="deleted")

"""How many customers are in a category, as the categories room asks (categories/usage.py)."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from categories.usage import CAP, Counter
from customers.models import Classification, Customer
from exchange.pages import capped_count

COUNTED = 20_000  # visible customers up to which one pass over all of them beats a capped walk per category


def is_used(categories: Collection[UUID]) -> bool:
    """Whether any customer has or ever had one of ``categories``."""
    return Classification.objects.filter(category__in=categories).exists()


def ever(categories: Collection[UUID], user: Any) -> int:
    """How many customers visible to ``user`` have or ever had one of ``categories``, at most CAP + 1."""
    found = Classification.objects.visible_to(user).filter(category__in=categories)
    return found.order_by().values("customer").distinct()[: CAP + 1].count()


def today(groups: Mapping[UUID, Collection[UUID]], user: Any, several: bool) -> dict[UUID, int]:
    """Per group, how many visible customers have one of its categories today, at most CAP + 1; each counts once (E9).

    ``several``: a customer may be in more than one category of a group.
    """
    _count, many = capped_count(Customer.objects.visible_to(user), cap=COUNTED)
    if many:
        return {key: _capped(categories, user, several) for key, categories in groups.items()}
    return _in_one_pass(groups, user)


def _in_one_pass(groups: Mapping[UUID, Collection[UUID]], user: Any) -> dict[UUID, int]:
    wanted = {category for categories in groups.values() for category in categories}
    customers = defaultdict(set)
    for category, customer in _valid_today(wanted, user).values_list("category", "customer"):
        customers[category].add(customer)
    return {
        key: min(CAP + 1, len(set().union(*(customers[category] for category in categories))))
        for key, categories in groups.items()
    }


def _capped(categories: Collection[UUID], user: Any, several: bool) -> int:
    found = _valid_today(categories, user).order_by().values("customer")
    if several and len(categories) > 1:
        found = found.distinct()
    return found[: CAP + 1].count()


def _valid_today(categories: Collection[UUID], user: Any) -> QuerySet[Classification]:
    day = timezone.localdate()
    begun, not_over = Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gt=day)
    return Classification.objects.visible_to(user).filter(begun, not_over, category__in=categories)


def _address(category: str) -> str:
    return f"{reverse('customers:list')}?{urlencode({'category': category})}"


CUSTOMERS = Counter("customers", _("customers"), is_used, ever, today, _address)

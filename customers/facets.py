"""The filter panel and the chips: what may be chosen, how many customers each choice has, what is in force."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count
from django.http import QueryDict
from django.utils.translation import gettext as _

from access.models import Portfolio
from categories.models import Category, Dimension
from customers.filters import CustomerFilter
from customers.models import Customer, Status
from customers.tables import classifications_today
from customers.verification.mark import choices
from exchange.pages import capped_count

COUNTED = 10_000  # customers up to which the panel counts


@dataclass
class Option:
    """One choice of a filter; ``count`` is None where it was not counted."""

    value: str
    label: str
    checked: bool
    count: int | None = None
    children: list["Option"] = field(default_factory=list)

    @property
    def opened(self) -> bool:
        """Whether something below it is chosen."""
        return any(child.checked or child.opened for child in self.children)


@dataclass(frozen=True)
class Group:
    """The choices of one filter, or of one dimension of the filter ``category``."""

    name: str
    title: str
    options: list[Option]


def panel(filters: CustomerFilter, user: Any) -> list[Group]:
    """The groups of the filter panel: status, portfolio, one for each dimension that exists for ``user``."""
    return [_statuses(filters, user), _portfolios(filters, user), _marks(filters), *_dimensions(filters, user)]


def _statuses(filters: CustomerFilter, user: Any) -> Group:
    chosen, choices = filters.form.cleaned_data["status"], filters.filters["status"].extra["choices"]
    count_of = _by_column(filters, user, "status", "status")
    options = [Option(value, str(label), value in chosen, count_of(value)) for value, label in choices]
    for option in options:
        if option.value == Status.DELETED and not option.checked:  # listed, and so counted, for who asks only
            option.count = None
    return Group("status", _("Status"), [option for option in options if not _is_idle(option)])


def _portfolios(filters: CustomerFilter, user: Any) -> Group:
    chosen = set(filters.form.cleaned_data["portfolio"])
    count_of = _by_column(filters, user, "portfolio", "portfolio_id")
    found = Portfolio.objects.visible_to(user).order_by("code")
    options = [Option(one.code, str(one), one in chosen, count_of(one.pk)) for one in found]
    return Group("portfolio", _("Portfolio"), [option for option in options if not _is_idle(option)])


def _marks(filters: CustomerFilter) -> Group:
    """Whether a customer is verified; not counted, since few ask."""
    chosen = filters.form.cleaned_data["verified"]
    return Group("verified", _("Verification"), [Option(value, label, value in chosen) for value, label in choices()])


def _by_column(filters: CustomerFilter, user: Any, name: str, column: str) -> Callable[[Any], int | None]:
    """How many customers have a value of ``column``, counted without the filter ``name``; None where there are many."""
    customers = filters.applied_to(Customer.objects.visible_to(user), besides=name).order_by()
    if capped_count(customers, COUNTED)[1]:
        return lambda value: None
    rows = customers.values(column).annotate(customers=Count("pk"))
    counts = {row[column]: row["customers"] for row in rows}
    return lambda value: counts.get(value, 0)


def _dimensions(filters: CustomerFilter, user: Any) -> list[Group]:
    trees: dict[Any, list[Category]] = defaultdict(list)
    for category in Category.objects.visible_to(user).order_by("position", "code"):
        trees[category.dimension_id].append(category)
    chosen = {category.pk for one in filters.chosen for category in one.categories}
    counts = _counts(filters, user)
    dimensions = [d for d in Dimension.objects.visible_to(user).order_by("position", "pk") if trees[d.pk]]
    return [
        Group("category", str(dimension), _tree(dimension, trees[dimension.pk], chosen, counts))
        for dimension in dimensions
    ]


def _counts(filters: CustomerFilter, user: Any) -> dict[Any, int] | None:
    """Customers by category, each dimension counted without its own filter; None where there are too many."""
    counts = _counted(filters, user, "")
    for dimension in {chosen.dimension for chosen in filters.chosen}:
        own = _counted(filters, user, f"category:{dimension.code}")
        if counts is not None and own is not None:
            counts |= own
    return counts


def _counted(filters: CustomerFilter, user: Any, besides: str) -> dict[Any, int] | None:
    customers = filters.applied_to(Customer.objects.visible_to(user), besides=besides)
    if capped_count(customers, COUNTED)[1]:
        return None
    held = classifications_today(user).filter(customer__in=customers.order_by().values("pk"))
    if besides:
        held = held.filter(dimension__code=besides.partition(":")[2])
    rows = held.order_by().values("category").annotate(customers=Count("customer", distinct=True))
    return {row["category"]: row["customers"] for row in rows}


def _tree(dimension: Dimension, tree: list[Category], chosen: set[Any], counts: dict[Any, int] | None) -> list[Option]:
    """The options of one dimension, nested; a parent counts what is below it, where a customer has one value only."""
    children: dict[Any, list[Category]] = defaultdict(list)
    for category in tree:
        children[category.parent_id].append(category)

    def option(category: Category) -> Option:
        below = [option(child) for child in children[category.pk]]
        count = None if counts is None else counts.get(category.pk, 0)
        if below and count is not None:
            count = count + sum(child.count or 0 for child in below) if dimension.single else None
        value = f"{dimension.code}:{category.code}"
        return Option(value, str(category), category.pk in chosen, count, below)

    options = [option(category) for category in children[None]]
    return [one for one in options if not _is_idle(one)] if counts is not None else options


def _is_idle(option: Option) -> bool:
    """Whether choosing it would find nobody: then the panel leaves it out."""
    return option.count == 0 and not option.checked and not option.opened


def chips(filters: CustomerFilter, query: QueryDict, path: str) -> list[dict[str, str]]:
    """The filters in force, each with the address without it."""
    chosen = filters.form.cleaned_data
    found = [("q", filters.term, _("Search: %(term)s") % {"term": filters.term})] if filters.term else []
    found += [("status", value, f"{_('Status')}: {Status(value).label}") for value in chosen["status"]]
    found += [("portfolio", one.code, f"{_('Portfolio')}: {one.name}") for one in chosen["portfolio"]]
    marks = dict(choices())
    found += [("verified", one, f"{_('Verification')}: {marks[one]}") for one in chosen["verified"]]
    found += [("category", one.text, one.label) for one in filters.chosen]
    if chosen["updated_since"]:
        found.append(("updated_since", "", f"{_('Changed since')}: {chosen['updated_since']:%Y-%m-%d %H:%M}"))
    return [{"label": label, "remove_url": path + without(query, name, value)} for name, value, label in found]


def without(query: QueryDict, name: str, value: str = "") -> str:
    """The query without one value of ``name``, or without ``name``; always from the first page again."""
    kept = query.copy()
    values = [one for one in kept.getlist(name) if value and one != value]
    kept.setlist(name, values)
    return address(kept) if any(kept.values()) else "?view="  # not the view that a bare address opens with


def address(query: QueryDict, **changes: str) -> str:
    """``?…`` of the query with ``changes``, empty ones left out, without cursor unless given."""
    kept = query.copy()
    for gone in ("cursor", "count", "panel", "totals"):
        kept.pop(gone, None)
    for name, value in changes.items():
        kept[name] = value
    for name, values in list(kept.lists()):
        kept.setlist(name, [value for value in values if value])
    return f"?{kept.urlencode()}" if any(kept.lists()) else "?"

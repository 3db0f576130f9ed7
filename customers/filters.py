"""What the customer list can be filtered by; choices are cut to what the person may see, for choices tell too."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django_filters.fields import IsoDateTimeField

from access.models import Portfolio
from access.permissions import SEE_DELETED, rights_of
from audit.refusals import Refused, declare
from categories.labels import label_key
from categories.models import Category, Dimension
from customers.models import Customer, Status
from customers.querysets import CustomerQuerySet
from customers.verification import mark

NOT_FILTERS = frozenset(
    {"ordering", "cursor", "count", "page_size", "panel", "columns", "totals", "view", "filter", "based_on"}
)
MAX_VALUES = 100  # of one filter

declare("filter_unknown", _("The list has no filter “%(name)s”."), status=400)
declare("filter_invalid", _("“%(value)s” is not a value of the filter “%(name)s”."), status=400)


@dataclass(frozen=True)
class Chosen:
    """A category named in a filter: the text as given, what it means, and the keys of it and all below it."""

    text: str
    dimension: Dimension
    categories: tuple[Category, ...]
    keys: frozenset[Any]

    @property
    def label(self) -> str:
        return f"{self.dimension}: {self.categories[0]}"


class TextListField(forms.MultipleChoiceField):
    """Any number of texts; what they mean is for the filter to say."""

    def valid_value(self, value: str) -> bool:
        return True


class TextListFilter(django_filters.Filter):
    """A filter that may be given several times."""

    field_class = TextListField


class MomentField(IsoDateTimeField):
    """A moment in ISO 8601, as one of the ledger's time zone: PostgreSQL takes no offset of 16 hours or more."""

    def to_python(self, value: Any) -> Any:
        moment = super().to_python(value)
        try:
            return moment and localtime(moment)
        except OverflowError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


class MomentFilter(django_filters.Filter):
    """A filter by a moment."""

    field_class = MomentField


def _portfolios(request: Any) -> Any:
    return Portfolio.objects.visible_to(request.user).order_by("code")


class CustomerFilter(django_filters.FilterSet):
    """Filters of the list: AND between filters and between dimensions, OR within one."""

    q = django_filters.CharFilter(method="search", label=_("Name, code or mnemonic"), max_length=200)
    status = django_filters.MultipleChoiceFilter(choices=Status.choices, label=_("Status"))
    portfolio = django_filters.ModelMultipleChoiceFilter(
        field_name="portfolio__code", queryset=_portfolios, to_field_name="code", label=_("Portfolio")
    )
    category = TextListFilter(method="classify", label=_("Category"))
    verified = django_filters.MultipleChoiceFilter(choices=mark.choices, method="mark", label=_("Verification"))
    updated_since = MomentFilter(field_name="updated_at", lookup_expr="gte", label=_("Changed since"))

    external_code = django_filters.CharFilter(method="coded", label=_("External code"), max_length=133)

    class Meta:
        model = Customer
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, request: Any):
        """Raises Refused ``filter_unknown`` or ``filter_invalid`` (400): a list never ignores what it was asked."""
        super().__init__(_without_blanks(data), queryset=Customer.objects.all(), request=request)
        self._refuse_unknown(data)
        if SEE_DELETED not in rights_of(request.user).may:
            self.filters["status"].extra["choices"] = [pair for pair in Status.choices if pair[0] != Status.DELETED]
        if not self.is_valid():
            name = next(iter(self.form.errors))
            raise _invalid(name, ", ".join(self.data.getlist(name)))
        self.chosen: list[Chosen] = _chosen(self.form.cleaned_data["category"], request.user)

    def _refuse_unknown(self, data: QueryDict) -> None:
        for name, values in data.lists():
            if name not in self.filters and name not in NOT_FILTERS:
                raise Refused("filter_unknown", field=name[:40], name=name[:40])
            if len(values) > MAX_VALUES or any("\0" in value for value in values):
                raise _invalid(name, values[0])

    @cached_property
    def term(self) -> str:
        """What is searched for; "" where nothing is."""
        return self.form.cleaned_data["q"]

    @property
    def is_active(self) -> bool:
        """Whether any filter is in force."""
        return any(self.form.cleaned_data.values())

    def applied_to(self, customers: CustomerQuerySet, *, besides: str = "") -> CustomerQuerySet:
        """``customers`` that pass all filters but ``besides``; deleted ones only if asked.

        ``besides`` is the name of a filter, or ``category:`` and the code of a dimension.
        """
        self._besides = besides
        found = self.filter_queryset(customers)
        return found if Status.DELETED in self.form.cleaned_data["status"] else found.exclude_deleted()

    def filter_queryset(self, queryset: CustomerQuerySet) -> CustomerQuerySet:
        for name, value in self.form.cleaned_data.items():
            if name != self._besides:
                queryset = self.filters[name].filter(queryset, value)
        return queryset

    def search(self, queryset: CustomerQuerySet, name: str, value: str) -> CustomerQuerySet:
        return queryset.matching(value, person=self.request.user)

    def mark(self, queryset: CustomerQuerySet, name: str, values: list[str]) -> CustomerQuerySet:
        """Those that bear one of these marks, as far as the person may know of what was verified."""
        return mark.filtered(queryset, values, self.request.user) if values else queryset

    def coded(self, queryset: CustomerQuerySet, name: str, value: str) -> CustomerQuerySet:
        """The one that another system calls so; ``value`` is ``SYSTEM:CODE``."""
        system, colon, code = value.partition(":")
        if not (colon and system.strip() and code.strip()):
            raise _invalid(name, value)
        return queryset.filter(external_codes__system=system.strip().upper(), external_codes__code=code.strip())

    def classify(self, queryset: CustomerQuerySet, name: str, values: list[str]) -> CustomerQuerySet:
        """Within a dimension any of the chosen categories, and one of each dimension."""
        groups: dict[str, set[Any]] = defaultdict(set)
        for chosen in self.chosen:
            groups[chosen.dimension.code] |= chosen.keys
        for code, keys in groups.items():
            if f"category:{code}" != self._besides:
                queryset = queryset.classified(keys)
        return queryset


def _without_blanks(data: QueryDict) -> QueryDict:
    """The parameters without empty ones, as an untouched form field sends them."""
    kept = QueryDict(mutable=True)
    for name, values in data.lists():
        if filled := [value for value in values if value.strip()]:
            kept.setlist(name, filled)
    return kept


def _invalid(name: str, value: str) -> Refused:
    return Refused("filter_invalid", field=name[:40], name=name[:40], value=value[:60].replace("\0", "\ufffd"))


def _chosen(texts: Iterable[str], user: Any) -> list[Chosen]:
    """What each ``dimension:category`` means to ``user``. Raises Refused ``filter_invalid`` for one they do not see."""
    pairs = [(text, *map(str.strip, text.partition(":")[::2])) for text in texts]
    if not pairs:
        return []
    trees: dict[str, list[Category]] = defaultdict(list)
    wanted = {dimension for _text, dimension, _name in pairs}
    for category in Category.objects.visible_to(user).filter(dimension__code__in=wanted).select_related("dimension"):
        trees[category.dimension.code].append(category)
    return [_read(text, name, trees.get(dimension, [])) for text, dimension, name in pairs]


def _read(text: str, name: str, tree: list[Category]) -> Chosen:
    """A category is written by its code, a name in either language or an alias; one name may stand for several."""
    key = label_key(name)
    found = [category for category in tree if category.code == name] or [
        category
        for category in tree
        if key in map(label_key, (category.code, category.name_zh, category.name_en, *category.aliases))
    ]
    if not found:
        raise _invalid("category", text)
    return Chosen(text, found[0].dimension, tuple(found), frozenset(_with_descendants(found, tree)))


def _with_descendants(found: Iterable[Category], tree: Iterable[Category]) -> set[Any]:
    children: dict[Any, list[Any]] = defaultdict(list)
    for category in tree:
        children[category.parent_id].append(category.pk)
    keys, waiting = set(), [category.pk for category in found]
    while waiting:
        key = waiting.pop()
        if key not in keys:
            keys.add(key)
            waiting += children[key]
    return keys

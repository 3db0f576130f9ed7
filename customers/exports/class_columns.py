"""A column for each dimension: the categories a customer has today, as an import reads them back."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError

from access.fields import BUSINESS, MONEY
from categories.models import Category, Dimension
from customers.exports.batch import Batch, Reader, aligned
from customers.exports.columns import CLASSES, Column
from customers.import_rows import CATEGORY, SEVERAL
from customers.tables import classifications_today

Held = dict[str, dict[UUID, list[UUID]]]


class Dimensions:
    """Those of the dimensions that exist for a person: one made from money only for who may see money."""

    def offered(self, user: Any) -> Iterable[Column]:
        return [column_of(one) for one in Dimension.objects.visible_to(user).order_by("position", "pk")]

    def named(self, name: str, user: Any) -> Column | None:
        if not name.startswith(CATEGORY):
            return None
        found = Dimension.objects.visible_to(user).filter(code=name.removeprefix(CATEGORY)).first()
        return column_of(found) if found else None

    def heads(self) -> Iterable[tuple[str, str]]:
        return [(f"{CATEGORY}{one.code}", str(one)) for one in Dimension.objects.order_by("position", "pk")]


def column_of(dimension: Dimension) -> Column:
    """The column of one dimension; several values stand one after the other with ``;`` between."""
    kind = MONEY if dimension.from_money else BUSINESS
    return Column(f"{CATEGORY}{dimension.code}", str(dimension), _cells(dimension), CLASSES, kind)


def _cells(dimension: Dimension) -> Callable[[Batch], Sequence[tuple[str, ...]]]:
    def cells(batch: Batch) -> Sequence[tuple[str, ...]]:
        labels = batch.reader.once(("labels", dimension.code), lambda: _Labels(batch.reader, dimension))
        held = batch.once(_held)[dimension.code]
        return [tuple(labels[key] for key in keys) for keys in aligned(batch, held, ())]

    return cells


def _held(batch: Batch) -> Held:
    """The keys of the categories each customer has today, by dimension."""
    found: Held = defaultdict(lambda: defaultdict(list))
    rows = classifications_today(batch.reader.user).filter(customer__in=batch.listed)
    for owner, category, code in rows.values_list("customer_id", "category_id", "category__dimension__code"):
        found[code][owner].append(category)
    return found


class _Labels(dict[UUID, str]):
    """What each category is called in the file: by its name where an import finds it by that, else by its code."""

    def __init__(self, reader: Reader, dimension: Dimension) -> None:
        super().__init__()
        self._reader, self._dimension = reader, dimension
        self._all = {one.pk: one for one in Category.objects.visible_to(reader.user).filter(dimension=dimension)}

    def __missing__(self, key: UUID) -> str:
        category = self._all[key]
        self[key] = str(category) if self._reader.words and self._is_found(category) else category.code
        return self[key]

    def _is_found(self, category: Category) -> bool:
        if not self._dimension.single and SEVERAL.search(str(category)):
            return False
        try:
            found = self._reader.lookups.category(self._dimension, str(category))
        except ValidationError:
            return False
        return found.pk == category.pk

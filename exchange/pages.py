"""Lists by key: a page begins after the last row of the one before, so page 10,000 costs what page 1 does."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import reduce
from typing import Any
from uuid import UUID

from django.core import signing
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Expression, Field, Model, Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from audit.refusals import Refused, declare

PAGE_SIZE, MAX_PAGE_SIZE = 50, 200
COUNT_CAP = 1_000
MAX_CURSOR = 2_000  # characters; they travel in addresses
SALT = "exchange.pages"

declare("cursor_invalid", _("This page address is not valid here. Start again from the first page."), status=400)
declare("ordering_invalid", _("The list cannot be ordered by “%(name)s”."), status=400)
declare("page_size_invalid", _("The page size is a whole number from 1 to %(limit)s."), status=400)

First = Callable[[Sequence[str], int], Iterable[Any]]


@dataclass(frozen=True)
class KeysetPage:
    """The rows of one page, and the cursors of its neighbours, None where there is none."""

    rows: list[Any]
    next: str | None
    previous: str | None


@dataclass(frozen=True)
class Walk:
    """A queryset walked in one order. ``order`` names columns that are never NULL, the last ones unique together."""

    queryset: QuerySet[Any]
    order: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name.lstrip("-") for name in self.order)

    def backwards(self) -> "Walk":
        return replace(self, order=tuple(name[1:] if name.startswith("-") else f"-{name}" for name in self.order))

    def after(self, values: Sequence[Any]) -> QuerySet[Any]:
        """Return the rows beyond ``values`` in this order.

        Where all directions agree that is one row comparison, which PostgreSQL answers from the composite index.
        """
        rows = self.queryset.order_by(*self.order)
        falling = [name.startswith("-") for name in self.order]
        if len(set(falling)) == 1:
            compare = TupleLessThan if falling[0] else TupleGreaterThan
            return rows.filter(compare(Tuple(*self.names), tuple(values)))
        return rows.filter(self._mixed(values))

    def _mixed(self, values: Sequence[Any]) -> Q:
        """Compare column by column; the bound on the first one alone lets the index start at the right place."""
        beyond, equal = Q(), Q()
        for name, column, value in zip(self.order, self.names, values, strict=True):
            side = "lt" if name.startswith("-") else "gt"
            beyond |= equal & Q(**{f"{column}__{side}": value})
            equal &= Q(**{column: value})
        start = "lte" if self.order[0].startswith("-") else "gte"
        return Q(**{f"{self.names[0]}__{start}": values[0]}) & beyond

    def cursor(self, row: Any, direction: str) -> str:
        """Return a signed cursor that continues after ``row``, ``direction`` being ``next`` or ``previous``."""
        values = [_plain(_value(row, name)) for name in self.names]
        return signing.dumps([self._list, direction, values], salt=SALT, compress=True)

    def read(self, cursor: str) -> tuple[str, list[Any]]:
        """Return direction and values. Raises Refused ``cursor_invalid`` on what this list and order never gave out."""
        try:
            if len(cursor) > MAX_CURSOR:
                raise signing.BadSignature
            found, direction, values = signing.loads(cursor, salt=SALT)
            if found != self._list:
                raise signing.BadSignature
            return direction, [field.to_python(value) for field, value in zip(self._fields(), values, strict=True)]
        except (signing.BadSignature, ValueError, TypeError, ValidationError) as error:
            raise Refused("cursor_invalid", field="cursor") from error

    @property
    def _list(self) -> str:
        return f"{self.queryset.model._meta.label_lower}:{','.join(self.order)}"

    def _fields(self) -> list["Field[Any, Any]"]:
        return [_field(self.queryset, name) for name in self.names]


def keyset_page(
    queryset: QuerySet[Any],
    *,
    order: Sequence[str],
    size: int = PAGE_SIZE,
    cursor: str | None = None,
    first: First | None = None,
) -> KeysetPage:
    """Return one page of ``queryset`` in ``order``, whose last names must be unique together.

    ``first(order, size)`` gives the first rows where it knows a faster way than the queryset. Arriving at the
    beginning backwards gives the first page, full. Raises Refused ``cursor_invalid``.
    """
    walk = Walk(queryset, tuple(order))
    if not cursor:
        return _first_page(walk, size, first)
    direction, values = walk.read(cursor)
    if direction == "next":
        rows = list(walk.after(values)[: size + 1])
        return _page(walk, rows[:size], more_after=len(rows) > size, more_before=True)
    rows = list(walk.backwards().after(values)[: size + 1])
    if len(rows) <= size:
        return _first_page(walk, size, first)
    return _page(walk, rows[size - 1 :: -1], more_after=True, more_before=True)


def _first_page(walk: Walk, size: int, first: First | None) -> KeysetPage:
    found = first(walk.order, size + 1) if first else walk.queryset.order_by(*walk.order)[: size + 1]
    rows = list(found)
    return _page(walk, rows[:size], more_after=len(rows) > size, more_before=False)


def _page(walk: Walk, rows: list[Any], *, more_after: bool, more_before: bool) -> KeysetPage:
    following = walk.cursor(rows[-1], "next") if rows and more_after else None
    previous = walk.cursor(rows[0], "previous") if rows and more_before else None
    return KeysetPage(rows, following, previous)


def _field(queryset: QuerySet[Any], name: str) -> "Field[Any, Any]":
    """Return the model field, or an annotation's output field, behind a name that may follow relations."""
    annotation = queryset.query.annotations.get(name)
    if isinstance(annotation, Expression):
        return annotation.output_field
    *relations, last = name.split("__")
    model = reduce(lambda model, relation: model._meta.get_field(relation).related_model, relations, queryset.model)
    try:
        return model._meta.pk if last == "pk" else model._meta.get_field(last)
    except FieldDoesNotExist:  # portfolio_id
        return next(field for field in model._meta.concrete_fields if field.attname == last)


def _value(row: Any, name: str) -> Any:
    """Return a row's value by name, the row being a dictionary or a model instance."""
    if isinstance(row, dict):
        return row[name]
    return reduce(getattr, name.split("__"), row)


def _plain(value: Any) -> str | int | bool:
    """Return the value as JSON keeps it exactly. Raises TypeError on NULL, which has no place in an order."""
    if isinstance(value, Model):
        value = value.pk
    if isinstance(value, str | int):
        return value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot order a list.")


def capped_count(queryset: QuerySet[Any], cap: int = COUNT_CAP) -> tuple[int, bool]:
    """Return how many rows there are, at most ``cap``, and whether there are more: (1000, True) reads “1000+”."""
    found = queryset.order_by()[: cap + 1].count()
    return min(found, cap), found > cap


def ordering_of(wanted: str | None, *, allowed: Iterable[str], tail: str, default: str) -> tuple[str, ...]:
    """Return the order a request asks for (``-`` for descending), ended by the unique ``tail`` in the same direction.

    Raises Refused ``ordering_invalid`` for a name that is not ``allowed``, by order no less than by value.
    """
    order = wanted or default
    name = order.removeprefix("-")
    if name not in allowed:
        raise Refused("ordering_invalid", field="ordering", name=name[:40])
    if name == tail:
        return (order,)
    return (order, f"-{tail}" if order.startswith("-") else tail)


def page_size_of(wanted: str | None) -> int:
    """Return the page size a request asks for. Raises Refused ``page_size_invalid`` beyond 1 to 200."""
    if wanted is None:
        return PAGE_SIZE
    if not (wanted.isascii() and wanted.isdecimal() and len(wanted) < 5 and 1 <= int(wanted) <= MAX_PAGE_SIZE):
        raise Refused("page_size_invalid", field="page_size", limit=MAX_PAGE_SIZE)
    return int(wanted)


def list_body(request: HttpRequest, page: KeysetPage, results: list[Any], count: int | None = None) -> dict[str, Any]:
    """Return the answer of a list: addresses of the neighbours, which keep the other parameters, and the results."""
    body = {"next": _address(request, page.next), "previous": _address(request, page.previous), "results": results}
    return body if count is None else body | {"count": count}


def _address(request: HttpRequest, cursor: str | None) -> str | None:
    if cursor is None:
        return None
    parameters = request.GET.copy()
    parameters["cursor"] = cursor
    return request.build_absolute_uri(f"{request.path}?{parameters.urlencode()}")

"""A list of the API in one call: known parameters only, one order, pages by key, a count on demand (contract.md)."""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from exchange.pages import keyset_page, list_body, ordering_of, page_size_of

PAGING = frozenset({"cursor", "page_size", "count", "ordering"})


def parameters(request: Request, known: Iterable[str] = ()) -> dict[str, str]:
    """The query's parameters. Raises ValidationError for one that is not known: misspelt, it would show too much."""
    given = request.query_params.dict()
    errors = {name[:100]: [_("There is no such parameter.")] for name in given if name not in {*known, *PAGING}}
    errors |= {name: [_("This contains a character that is none (NUL).")] for name in given if "\0" in given[name]}
    if errors:
        raise ValidationError(errors)
    return given


def listing(
    request: Request, rows: QuerySet[Any], *, shown: Callable[[Any], Any], orders: tuple[str, ...], tail: str
) -> Response:
    """One page of ``rows``, each as ``shown`` gives it; ``orders`` are allowed, the first is the default.

    ``tail`` is the column that makes every order unique.
    """
    given = parameters(request)
    order = ordering_of(given.get("ordering"), allowed=orders, tail=tail, default=orders[0])
    page = keyset_page(rows, order=order, size=page_size_of(given.get("page_size")), cursor=given.get("cursor"))
    if given.get("count", "false") not in ("true", "false"):
        raise ValidationError({"count": [_("This is true or false.")]})
    count = rows.order_by().count() if given.get("count") == "true" else None
    return Response(list_body(request, page, [shown(row) for row in page.rows], count))

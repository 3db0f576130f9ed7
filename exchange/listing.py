"""A list of the API in one call: one order, pages by key, a count on demand (contract.md)."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from exchange.pages import MAX_PAGE_SIZE, keyset_page, list_body, ordering_of, page_size_of

PAGE_PARAMETERS = [
    OpenApiParameter("cursor", str, description="Given out as `next` and `previous`."),
    OpenApiParameter(
        "page_size", {"type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE}, description="50 without it."
    ),
    OpenApiParameter("count", bool, description="Adds the exact `count`."),
    OpenApiParameter("ordering", str, description="The name of a column, `-` before it for descending."),
]


def listing(
    request: Request, rows: QuerySet[Any], *, shown: Callable[[Any], Any], orders: tuple[str, ...], tail: str
) -> Response:
    """One page of ``rows``, each as ``shown`` gives it; ``orders`` are allowed, the first is the default.

    ``tail`` is the column that makes every order unique.
    """
    given = request.query_params.dict()
    order = ordering_of(given.get("ordering"), allowed=orders, tail=tail, default=orders[0])
    page = keyset_page(rows, order=order, size=page_size_of(given.get("page_size")), cursor=given.get("cursor"))
    if given.get("count", "false") not in ("true", "false"):
        raise ValidationError({"count": [_("This is true or false.")]})
    count = rows.order_by().count() if given.get("count") == "true" else None
    return Response(list_body(request, page, [shown(row) for row in page.rows], count))

"""What one list shows: filters, order, columns and page size, as its address says and else as the person set them."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict

from audit.refusals import Refused
from customers.filters import CustomerFilter
from customers.lists import columns
from customers.tables import Column
from exchange.pages import page_size_of

MAX_COLUMNS_TEXT = 2_000  # characters of ``columns`` in an address


@dataclass(frozen=True)
class State:
    """One list as it was asked for; ``query`` is its address in full."""

    query: QueryDict
    filters: CustomerFilter
    ordering: str
    columns: list[Column]
    size: int


def read(request: HttpRequest) -> State:
    """The list that the address of ``request`` asks for. Raises Refused for what no list knows."""
    query = request.GET
    return State(
        query=query,
        filters=CustomerFilter(query, request=request),
        ordering=query.get("ordering", ""),
        columns=columns_of(query, request.user),
        size=size_of(query, request.user),
    )


def columns_of(query: QueryDict, user: Any) -> list[Column]:
    """The columns an address asks for, or the person's own."""
    text = query.get("columns", "")
    if len(text) > MAX_COLUMNS_TEXT:
        raise Refused("filter_invalid", field="columns", name="columns", value=f"{text[:60]}…")
    names = columns.names_of(text.split(",")) if text else []
    return columns.chosen(user, names) if names else columns.set_for(user)


def size_of(query: QueryDict, user: Any) -> int:
    """The page size an address asks for, or the person's own."""
    wanted = query.get("page_size")
    return page_size_of(wanted) if wanted else columns.size_for(user)

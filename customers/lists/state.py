"""What one list shows: its address says it, then the saved view it names, then what the person set for good."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.http import urlencode

from audit.refusals import Refused
from customers.filters import CustomerFilter
from customers.lists import columns
from customers.saved_views import members
from customers.saved_views.models import SavedView
from customers.tables import Column
from exchange.pages import page_size_of

ORDERINGS = ("code", "name", "updated_at")
MAX_COLUMNS_TEXT = 2_000  # characters of ``columns`` in an address


@dataclass(frozen=True)
class State:
    """One list as it was asked for.

    ``address`` leads to it again; ``query`` is the same in full, with the view's conditions written out, so that one
    of them can be taken away. ``left_out`` names the view's conditions that mean nothing to this reader.
    """

    address: QueryDict
    query: QueryDict
    filters: CustomerFilter
    ordering: str
    columns: list[Column]
    size: int
    view: SavedView | None = None
    left_out: tuple[str, ...] = ()


def read(request: HttpRequest) -> State:
    """The list that the address of ``request`` asks for. Raises Refused for what no list knows."""
    address, view, whole = _asked(request)
    found = members.usable(address, view, request)
    shown = view if whole else None
    ordering = address.get("ordering", _ordering(shown))
    own = columns.chosen(request.user, shown.columns or ()) if shown and not address.get("columns") else []
    size = str(shown.page_size or "") if shown else ""
    held = {"ordering": ordering, "columns": ",".join(column.key for column in own), "page_size": size}
    query = _in_full(found.query, view, held)
    return State(
        address=address,
        query=query,
        filters=found.filters,
        ordering=ordering,
        columns=own or columns_of(query, request.user),
        size=size_of(query, request.user),
        view=view,
        left_out=found.left_out,
    )


def written_out(query: QueryDict, request: HttpRequest) -> State:
    """The list of a ``query`` in full, as a customer's page carries it: no view is looked up. Raises Refused."""
    filters = CustomerFilter(query, request=request)
    return State(query, query, filters, ordering=query.get("ordering", ""), columns=[], size=1)


def _ordering(view: SavedView | None) -> str:
    """The order of a view, unless no list is ordered by it any more."""
    return view.ordering if view and view.ordering.removeprefix("-") in ORDERINGS else ""


def _asked(request: HttpRequest) -> tuple[QueryDict, SavedView | None, bool]:
    """The address, the view it names, and whether that is the whole view and not its filter only.

    An address that says nothing at all means the view the person's list opens with.
    """
    address = request.GET
    if slug := address.get("view"):
        return address, members.named(slug, request.user), True
    if slug := address.get("filter"):
        return address, members.named(slug, request.user, member="filter"), False
    view = members.opening(request.user) if not address else None
    return (QueryDict(urlencode({"view": view.slug})) if view else address), view, True


def _in_full(query: QueryDict, view: SavedView | None, held: dict[str, str]) -> QueryDict:
    """The address with the view's conditions and what it ``held`` written out, and where they came from."""
    if view is None:
        return query
    full = query.copy()
    for name in ("view", "filter"):
        full.pop(name, None)
    full["based_on"] = view.slug
    for name, value in held.items():
        if value and not full.get(name):
            full[name] = value
    return full


def columns_of(query: QueryDict, user: Any) -> list[Column]:
    """The columns an address asks for, or the person's own."""
    text = query.get("columns", "")
    if len(text) > MAX_COLUMNS_TEXT:
        raise Refused("filter_invalid", field="columns", name="columns", value=f"{text[:60]}…")
    names = columns.names_of(text.split(",")) if text else []
    return (columns.chosen(user, names) if names else []) or columns.set_for(user)


def size_of(query: QueryDict, user: Any) -> int:
    """The page size an address asks for, or the person's own."""
    wanted = query.get("page_size")
    return page_size_of(wanted) if wanted else columns.size_for(user)

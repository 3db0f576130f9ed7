"""Choosing the columns of one's own list, and how many rows it has."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from access import preferences
from customers import facets
from customers.lists import columns, state

OVERRIDES = ("columns", "page_size")  # of an address, which win over what a person chose for good


@require_http_methods(["GET", "POST"])
def choose_columns(request: HttpRequest) -> HttpResponse:
    """What to choose from, as a page or as the menu of the list; what is chosen stays until it is chosen anew."""
    if request.method == "POST":
        return redirect(_chosen(request))
    template = "column_form" if "HX-Request" in request.headers else "columns"
    return render(request, f"customers/lists/{template}.html", _choice(request))


def list_address(query: QueryDict) -> str:
    """The list of ``query`` with the person's own columns and page size, from its first page."""
    return reverse("customers:list") + facets.address(query, **dict.fromkeys(OVERRIDES, ""))


def _chosen(request: HttpRequest) -> str:
    """Do what was chosen; the address to go on at. In a list that came from a view the choice is that list's only."""
    ticked = set(request.POST.getlist("column"))
    names = [column.key for column in columns.available(request.user) if column.key in ticked]
    if "based_on" in request.GET and names and not request.POST.get("reset"):
        size = request.POST.get("page_size", "")
        changed = {"columns": ",".join(names), "page_size": size if size in map(str, columns.SIZES) else ""}
        return reverse("customers:list") + facets.address(request.GET, **changed)
    _keep(request.user, names, request.POST)
    return list_address(request.GET)


def _keep(user: Any, names: list[str], posted: QueryDict) -> None:
    """Remember the choice, in the order of the list; without any column, or asked to, go back to the shipped ones."""
    if posted.get("reset") or not names:
        preferences.forget(user, columns.COLUMNS)
        preferences.forget(user, columns.SIZE)
        return
    preferences.put(user, columns.COLUMNS, names)
    size = posted.get("page_size", "")
    if size in map(str, columns.SIZES):
        preferences.put(user, columns.SIZE, int(size))


def _choice(request: HttpRequest) -> dict[str, Any]:
    shown = {column.key for column in state.columns_of(request.GET, request.user)}
    size = state.size_of(request.GET, request.user)
    return {
        "options": [
            {"key": column.key, "label": column.label, "checked": column.key in shown}
            for column in columns.available(request.user)
        ],
        "sizes": [{"size": one, "checked": one == size} for one in columns.SIZES],
        "query": request.GET.urlencode(),
        "crumbs": [{"label": _("Customers"), "url": list_address(request.GET)}, {"label": _("Columns"), "url": ""}],
    }

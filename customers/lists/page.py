"""The page with the customers a person may see."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from access.permissions import may_manage_any, rights_of
from audit.refusals import Refused
from customers import facets, tables
from customers.bulk import offers as bulk
from customers.exports.choice import EXPORT
from customers.finding import carrying
from customers.lists import lines, state
from customers.lists.state import ORDERINGS, State
from customers.matching import BEST_FIRST
from customers.models import Customer
from customers.querysets import CustomerQuerySet
from exchange.pages import COUNT_CAP, KeysetPage, capped_count, keyset_page, ordering_of

# What every row shows; columns add what they read. The encrypted ones stay where they are.
LISTED = ("code", "name", "mnemonic", "status", "updated_at", "portfolio__code", "portfolio__name")


@require_GET
def customer_list(request: HttpRequest) -> HttpResponse:
    """The visible customers, filtered, sorted and paged by key (S6, S8, S11)."""
    try:
        shown = state.read(request)
        fragment = "HX-Request" in request.headers
        if fragment and "panel" in request.GET:
            return render(request, "customers/filter_panel.html", _panel(request, shown))
        if fragment and "totals" in request.GET:
            return render(request, "customers/lists/totals.html", {"totals": _totals(request, shown)})
        return render(request, "customers/list.html", _list(request, shown))
    except Refused as refusal:
        context = {"refusal": refusal.message, "list_url": reverse("customers:list")}
        return render(request, "customers/list_refused.html", context, status=refusal.status)


def _list(request: HttpRequest, shown: State) -> dict[str, Any]:
    page = page_of(shown, request.user, cursor=request.GET.get("cursor"))
    here = partial(facets.address, shown.address)
    count, more = _count(request, shown, page)
    rows = tables.rows_of(page.rows, request.user, shown.columns)
    acts, carried = bulk.offered(request.user), carrying.carried(shown.query)
    context = {
        "rows": rows,
        "lines": lines.drawn(rows, carried=carried, pick=bool(acts)),
        "heads": heads_of(shown, here),
        "names": {head["name"]: head for head in tables.list_heads(shown.ordering, lambda name: here(ordering=name))},
        "chips": facets.chips(shown.filters, shown.query, request.path),
        "count_text": _count_text(shown, count, more),
        "previous_url": here(cursor=page.previous) if page.previous else "",
        "next_url": here(cursor=page.next) if page.next else "",
        "panel_url": here(panel="1"),
        "totals_url": here(totals="1") if tables.totals_for(request.user) else "",
        "totals_wait": more or count > COUNT_CAP,
        "list_url": all_url(shown),
        "query": shown.query.urlencode(),
        "view": shown.view,
        "left_out": shown.left_out,
        "carried": carried,
        "search_term": shown.filters.term,
        "bulk_acts": acts,
        "all_count": f"{count:,}{'+' if more else ''}" if page.next or page.previous else "",
        "may_export": EXPORT in rights_of(request.user).may,
        "may_create": may_manage_any(request.user, "customers.add_customer"),
        "empty": _why_empty(request, shown),
    }
    if "panel" in request.GET:
        context |= _panel(request, shown)
    if "totals" in request.GET:
        context |= {"totals": _totals(request, shown)}
    return context


def found_by(shown: State) -> CustomerQuerySet:
    """The customers that pass the filters, of whomever; ``visible_to`` is still to come."""
    fields = {name for column in shown.columns for name in column.fields}
    return shown.filters.applied_to(Customer.objects.select_related("portfolio").only(*LISTED, *fields))


def page_of(shown: State, user: Any, *, cursor: str | None) -> KeysetPage:
    """One page: what is searched for comes best first, everything else by code, unless asked otherwise."""
    customers, order, term = found_by(shown), order_of(shown), shown.filters.term
    visible = customers.visible_to(user)
    if order == BEST_FIRST:
        best = partial(visible.first_matching, term, user)
        return keyset_page(visible, order=order, size=shown.size, cursor=cursor, first=best)
    walk = None if term else partial(customers.first_visible_to, user)
    return keyset_page(visible, order=order, size=shown.size, cursor=cursor, first=walk)


def order_of(shown: State) -> tuple[str, ...]:
    """The order of the list. Raises Refused ``ordering_invalid``."""
    if shown.filters.term and not shown.ordering:
        return BEST_FIRST
    return ordering_of(shown.ordering, allowed=ORDERINGS, tail="code", default="code")


def heads_of(shown: State, here: Any) -> list[dict[str, Any]]:
    """The heading of each column: the column, and url and direction where it sorts."""
    sorts = {head["name"]: head for head in tables.list_heads(shown.ordering, lambda name: here(ordering=name))}
    return [{"column": column, **sorts.get(column.sort, {"url": "", "direction": ""})} for column in shown.columns]


def _count(request: HttpRequest, shown: State, page: KeysetPage) -> tuple[int, bool]:
    """How many pass the filters: exact up to 1,000 and on demand; True where there are more."""
    if not (page.next or page.previous):
        return len(page.rows), False
    visible = found_by(shown).visible_to(request.user)
    return (visible.order_by().count(), False) if "count" in request.GET else capped_count(visible)


def _count_text(shown: State, count: int, more: bool) -> SafeString | str:
    """The count in words; “1000+” is the way to the exact figure."""
    if not more:
        return ngettext("%(count)s customer", "%(count)s customers", count) % {"count": f"{count:,}"}
    words = _("%(count)s+ customers") % {"count": f"{count:,}"}
    exactly = shown.address.copy()
    exactly["count"] = "true"
    return format_html(
        '<a href="?{}" title="{}">{}</a>', exactly.urlencode(), _("Count exactly; this may take a moment"), words
    )


def _totals(request: HttpRequest, shown: State) -> list[dict[str, Any]]:
    """The sums over everything that passes the filters."""
    visible = found_by(shown).visible_to(request.user).order_by()
    return [
        {"label": total.label, "sum": total.sum_of(visible, request.user)} for total in tables.totals_for(request.user)
    ]


def _why_empty(request: HttpRequest, shown: State) -> str:
    """The kind of emptiness, should there be no rows (components/empty.html)."""
    if shown.filters.is_active:
        return "no_match"
    rights = rights_of(request.user)
    return "none" if rights.everywhere or rights.portfolios or rights.customers else "forbidden"


def _panel(request: HttpRequest, shown: State) -> dict[str, Any]:
    names = ("q", "ordering", "columns", "page_size", "based_on")
    kept = [(name, shown.query[name]) for name in names if shown.query.get(name)]
    return {"groups": facets.panel(shown.filters, request.user), "kept": kept, "list_url": all_url(shown)}


def all_url(shown: State) -> str:
    """The list of all customers; ``?view=`` where a bare address may open with a view."""
    url = reverse("customers:list")
    return f"{url}?view=" if shown.view or "based_on" in shown.query or "view" in shown.query else url

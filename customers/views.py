"""Pages of customers: the list and one customer."""

from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from access.permissions import may_manage_any, rights_of
from audit.refusals import Refused
from customers import detail, facets, tables, viewers
from customers.filters import CustomerFilter
from customers.identifiers import CODE
from customers.matching import BEST_FIRST
from customers.models import Customer
from customers.querysets import CustomerQuerySet
from exchange.pages import KeysetPage, capped_count, keyset_page, ordering_of

ORDERINGS = ("code", "name", "updated_at")
# What a row shows; the encrypted columns stay where they are.
LISTED = ("code", "name", "mnemonic", "status", "updated_at", "portfolio__code", "portfolio__name")


@require_GET
def customer_list(request: HttpRequest) -> HttpResponse:
    """The visible customers, filtered, sorted and paged by key (S6, S8, S11)."""
    try:
        filters = CustomerFilter(request.GET, request=request)
        if request.htmx and "panel" in request.GET:
            return render(request, "customers/filter_panel.html", _panel(request, filters))
        return render(request, "customers/list.html", _list(request, filters))
    except Refused as refusal:
        context = {"refusal": refusal.message, "list_url": reverse("customers:list")}
        return render(request, "customers/list_refused.html", context, status=refusal.status)


def _list(request: HttpRequest, filters: CustomerFilter) -> dict[str, Any]:
    ordering = request.GET.get("ordering", "")
    customers = filters.applied_to(Customer.objects.select_related("portfolio").only(*LISTED))
    page = _page(customers, request.user, filters, ordering, request.GET.get("cursor"))
    here = partial(facets.address, request.GET)
    chosen = facets.chips(filters, request.GET, request.path)
    context = {
        "rows": tables.rows_of(page.rows, request.user),
        "columns": tables.columns_for(request.user),
        "heads": {head["name"]: head for head in tables.list_heads(ordering, lambda name: here(ordering=name))},
        "chips": chosen,
        "count_text": _count_text(request, customers, page),
        "previous_url": here(cursor=page.previous) if page.previous else "",
        "next_url": here(cursor=page.next) if page.next else "",
        "panel_url": here(panel="1"),
        "list_url": request.path,
        "search_term": filters.term,
        "may_create": may_manage_any(request.user, "customers.add_customer"),
        "empty": _why_empty(request, filters),
    }
    return context | (_panel(request, filters) if "panel" in request.GET else {})


def _page(
    customers: CustomerQuerySet, user: Any, filters: CustomerFilter, ordering: str, cursor: str | None
) -> KeysetPage:
    """One page: what is searched for comes best first, everything else by code, unless asked otherwise."""
    visible = customers.visible_to(user)
    if filters.term:
        if not ordering:
            best = partial(visible.first_matching, filters.term)
            return keyset_page(visible, order=BEST_FIRST, cursor=cursor, first=best)
        order = ordering_of(ordering, allowed=ORDERINGS, tail="code", default="code")
        return keyset_page(visible, order=order, cursor=cursor)
    order = ordering_of(ordering, allowed=ORDERINGS, tail="code", default="code")
    return keyset_page(visible, order=order, cursor=cursor, first=partial(customers.first_visible_to, user))


def _count_text(request: HttpRequest, customers: CustomerQuerySet, page: KeysetPage) -> SafeString | str:
    """How many pass the filters: exact up to 1,000 and on demand, else “1000+” with the way to the exact figure."""
    if not (page.next or page.previous):
        count, more = len(page.rows), False
    elif "count" in request.GET:
        count, more = customers.visible_to(request.user).order_by().count(), False
    else:
        count, more = capped_count(customers.visible_to(request.user))
    if not more:
        return ngettext("%(count)s customer", "%(count)s customers", count) % {"count": f"{count:,}"}
    words = _("%(count)s+ customers") % {"count": f"{count:,}"}
    exactly = request.GET.copy()
    exactly["count"] = "true"
    return format_html(
        '<a href="?{}" title="{}">{}</a>', exactly.urlencode(), _("Count exactly; this may take a moment"), words
    )


def _why_empty(request: HttpRequest, filters: CustomerFilter) -> str:
    """The kind of emptiness, should there be no rows (components/empty.html)."""
    if filters.is_active:
        return "no_match"
    rights = rights_of(request.user)
    return "none" if rights.everywhere or rights.portfolios or rights.customers else "forbidden"


def _panel(request: HttpRequest, filters: CustomerFilter) -> dict[str, Any]:
    kept = [(name, request.GET[name]) for name in ("q", "ordering") if request.GET.get(name)]
    return {"groups": facets.panel(filters, request.user), "kept": kept, "list_url": reverse("customers:list")}


@require_GET
def customer_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One customer: who they are, whom to reach, what waits, what changed (S1, S7)."""
    customer = find(request, code)
    return render(request, "customers/detail.html", detail.page(customer, request) | {"crumbs": crumbs(request)})


@require_GET
def customer_viewers(request: HttpRequest, code: str) -> HttpResponse:
    """Who may see this customer, for those who look after it: a fragment of its page."""
    customer = find(request, code)
    context = {"viewers": viewers.of(customer, request.user), "customer": customer}
    return render(request, "customers/viewers.html", context)


def find(request: HttpRequest, code: str) -> Customer:
    """The customer ``code`` as the person may see it; unknown or invisible is the same 404."""
    if not CODE.fullmatch(code.upper()):
        raise Http404
    visible = Customer.objects.visible_to(request.user).select_related("portfolio")
    return get_object_or_404(visible, code=code.upper())


def crumbs(request: HttpRequest, *items: tuple[str, str]) -> list[dict[str, str]]:
    """The way back: to the list as it was filtered where the person comes from there, then ``items``."""
    url, came = reverse("customers:list"), urlsplit(request.headers.get("Referer", ""))
    if came.path == url and came.query:
        url = f"{url}?{came.query}"
    return [{"label": _("Customers"), "url": url}, *({"label": label, "url": to} for label, to in items)]

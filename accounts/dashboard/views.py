"""The first page, its figures where they come after it, and the entries that a flow is made of."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.dashboard import page, shown
from accounts.dashboard.flows import Flow, Flows, Line, accounts_of
from accounts.models import EntryKind, Side
from accounts.reports.asked import Asked, beginning_of_year
from accounts.reports.views import (
    MOST_ON_PAPER,
    cell_of,
    day_field,
    for_money,
    here,
    page_urls,
    problems,
    select,
)  # fmt: skip
from audit.refusals import Refused
from exchange.pages import PAGE_SIZE

TEMPLATE = "accounts/dashboard/flows.html"
SIDES = {"receivable": "AR", "payable": "AP"}


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What waits and changed; for who sees money and has few customers, the figures too."""
    context = page.page(request.user)
    status = 200
    if context["few"]:
        context |= _figures(request)
        status = 400 if "problems" in context else 200
    query = request.GET.urlencode()
    return render(request, "accounts/home.html", context | {"query": query}, status=status)


@never_cache
@require_GET
@for_money
def figures(request: HttpRequest) -> HttpResponse:
    """The figures alone, for the page of who has many customers."""
    return render(request, "accounts/dashboard/figures.html", _figures(request))


def _figures(request: HttpRequest) -> dict[str, Any]:
    try:
        return shown.figures(request.GET.dict(), request.user)
    except ValidationError as error:
        return shown.figures({}, request.user) | {"problems": problems(error)}


@never_cache
@require_GET
@for_money
def flows(request: HttpRequest) -> HttpResponse:
    """Every entry of a flow of some days, and their sum: why a figure of the first page is what it is."""
    try:
        return render(request, TEMPLATE, _flow_context(request))
    except ValidationError as error:
        words = problems(error)
    except Refused as refusal:
        words = [refusal.message]
    first, last = Asked({}).period(beginning_of_year)
    fields = _flow_fields(Flow.SALES, first, last)
    return render(request, TEMPLATE, {"problems": words, "fields": fields}, status=400)


def _flow_context(request: HttpRequest) -> dict[str, Any]:
    asked = Asked(request.GET.dict())
    flow = asked.choice("flow", {str(one): one for one in Flow}, Flow.SALES)
    first, last = asked.period(beginning_of_year)
    currency = asked.currency(request.user, Side.RECEIVABLE)
    asked.done()
    found = Flows(accounts_of(request.user, currency), first, last)
    size = MOST_ON_PAPER if "whole" in request.GET else PAGE_SIZE
    rows, sums = found.page(flow, cursor=request.GET.get("cursor"), size=size)
    return {
        "fields": _flow_fields(flow, first, last),
        "hidden": [("currency", currency)],
        "flow": flow,
        "first": first,
        "last": last,
        "currency": currency,
        "has_tax": flow == Flow.SALES,
        "rows": [_row(line) for line in rows.rows],
        "gross": cell_of(sums.gross),
        "net": cell_of(sums.net),
        "count": sums.lines,
        "whole_url": here(request.GET, whole="1") if rows.next and sums.lines <= MOST_ON_PAPER else "",
        **page_urls(request.GET, rows.next, rows.previous),
    }


def _flow_fields(flow: Flow, first: Any, last: Any) -> list[dict[str, Any]]:
    return [
        select("flow", _("Figure"), Flow.choices, flow),
        day_field("from", _("From"), first),
        day_field("to", _("To"), last),
    ]


def _row(line: Line) -> dict[str, Any]:
    return {
        "day": line.day,
        "number": f"{line.code}-{SIDES[line.side]}-{line.currency}-{line.number}",
        "account": line.account,
        "kind": EntryKind(line.kind).label,
        "customer": line.name,
        "code": line.code,
        "reference": line.reference,
        "gross": cell_of(line.gross),
        "net": cell_of(line.net),
    }

"""The page of the list of balances 余额表, and its file."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.books import balances as reading
from accounts.books.balances import Row, Totals, Wanted
from accounts.models import Side
from accounts.reports import files
from accounts.reports.views import (
    MOST_ON_PAPER,
    Figure,
    cell_of,
    day_field,
    file_url,
    for_money,
    here,
    page_urls,
    problems,
    scope_fields,
)  # fmt: skip
from accounts.rows import direction_of
from audit.refusals import Refused
from exchange.pages import PAGE_SIZE, KeysetPage

TEMPLATE = "accounts/books/balances.html"


@never_cache
@require_GET
@for_money
def balances(request: HttpRequest) -> HttpResponse:
    """Opening, turnover and closing of each customer its reader sees."""
    try:
        wanted = reading.read(request.GET.dict(), request.user)
        size = MOST_ON_PAPER if "whole" in request.GET else PAGE_SIZE
        page, totals = reading.balances(
            wanted, cursor=request.GET.get("cursor"), size=size, ordering=request.GET.get("ordering")
        )
    except ValidationError as error:
        return render(request, TEMPLATE, _refused(request, problems(error)), status=400)
    except Refused as refusal:
        return render(request, TEMPLATE, _refused(request, [refusal.message]), status=400)
    return render(request, TEMPLATE, _context(request, wanted, page, totals))


@never_cache
@require_POST
@for_money
def balances_file(request: HttpRequest) -> HttpResponseBase:
    """The same as a file, every line of it; recorded."""
    try:
        wanted = reading.read(request.GET.dict(), request.user)
        return files.send(request, lambda: _report(wanted))
    except ValidationError as error:
        context = _refused(request, problems(error))
    except Refused as refusal:
        context = _refused(request, [refusal.message])
    return render(request, TEMPLATE, context, status=422)


def _heads() -> list[str]:
    return [
        _("Opening balance"),
        _("Debit"),
        _("Credit"),
        _("Debit, year so far"),
        _("Credit, year so far"),
        _("Closing balance"),
    ]


def _report(wanted: Wanted) -> files.Report:
    files.check_length(reading.balances(wanted, size=1)[1].accounts)
    rows, totals = reading.everyone(wanted)
    opening, *between, closing = _heads()
    way = _("Direction")
    heads = [
        *files.text_heads([_("Code"), _("Customer"), way]),
        *files.amount_heads([opening, *between]),
        *files.text_heads([way]),
        *files.amount_heads([closing]),
    ]
    lines = [_file_line(row, wanted) for row in [*rows, totals.row._replace(label=_("Total"))]]
    name = f"{_('List of balances')}-{wanted.currency}-{wanted.first}-{wanted.last}"
    about = {"report": "balances", "from": str(wanted.first), "to": str(wanted.last), "side": str(wanted.side)}
    limits = {"currency": wanted.currency, "customer": wanted.customer, "portfolio": wanted.portfolio}
    return files.Report(name, heads, lines, about | {name: value for name, value in limits.items() if value})


def _file_line(row: Row, wanted: Wanted) -> tuple[Any, ...]:
    opening, *between, closing = row.figures
    ways = [direction_of(amount, wanted.side) for amount in (opening, closing)]
    return (row.key, row.label, ways[0], abs(opening), *between, ways[1], abs(closing))


def _refused(request: HttpRequest, messages: list[str]) -> dict[str, Any]:
    """The page with words about what was wrong, and its inputs as for an address without parameters."""
    plain = reading.read({}, request.user)
    return {"problems": messages, "fields": _fields(plain), "wanted": plain}


def _fields(wanted: Wanted) -> list[dict[str, Any]]:
    return [
        day_field("from", _("From"), wanted.first),
        day_field("to", _("To"), wanted.last),
        *scope_fields(wanted.user, wanted.side, wanted.currency, wanted.portfolio),
    ]


def _context(request: HttpRequest, wanted: Wanted, page: KeysetPage, totals: Totals) -> dict[str, Any]:
    heads = _heads()
    return {
        "fields": _fields(wanted),
        "hidden": [("customer", wanted.customer)] if wanted.customer else [],
        "wanted": wanted,
        "heads": [_head(request, label, place == len(heads) - 1) for place, label in enumerate(heads)],
        "rows": [_line(row, wanted, heads) for row in page.rows],
        "totals": list(_cells(totals.row, wanted, heads, "")),
        "tiles": _tiles(wanted, totals),
        "count": totals.accounts,
        "whole_url": here(request.GET, whole="1") if page.next and totals.accounts <= MOST_ON_PAPER else "",
        "file_url": file_url(request, "accounts:balances_file"),
        **page_urls(request.GET, page.next, page.previous),
    }


def _head(request: HttpRequest, label: str, sorts: bool) -> dict[str, str]:
    if not sorts:
        return {"label": label, "url": "", "direction": ""}
    ordering = request.GET.get("ordering", "")
    direction = {"-closing": "descending", "closing": "ascending"}.get(ordering, "")
    turned = "closing" if ordering == "-closing" else "-closing"
    return {"label": label, "url": here(request.GET, ordering=turned), "direction": direction}


def _line(row: Row, wanted: Wanted, heads: list[str]) -> dict[str, Any]:
    book = reverse("accounts:subledger", args=[row.account]) + f"?from={wanted.first}&to={wanted.last}"
    return {
        "label": row.label,
        "key": row.key,
        "url": reverse("customers:detail", args=[row.key]),
        "cells": list(_cells(row, wanted, heads, book)),
    }


def _cells(row: Row, wanted: Wanted, heads: list[str], book: str) -> Iterator[dict[str, Any]]:
    """The figures; opening and closing without a sign, with their direction before them."""
    for place, (amount, label) in enumerate(zip(row.figures, heads, strict=True)):
        is_balance = place in (0, len(heads) - 1)
        shown = abs(amount) if is_balance else amount
        figure = Figure(f"{shown:,.2f}", shown < 0, book if amount else "", label, not amount)
        yield {"figure": figure, "direction": direction_of(amount, wanted.side) if is_balance else ""}


def _tiles(wanted: Wanted, totals: Totals) -> list[dict[str, Any]]:
    receivable = wanted.side == Side.RECEIVABLE
    shown: list[tuple[str, Decimal]] = [
        (_("Opening balance"), totals.row.opening),
        (_("Closing balance"), totals.row.closing),
        (_("Receivable") if receivable else _("Payable"), totals.positive),
        (_("Advances") if receivable else _("Prepaid"), totals.negative),
    ]
    cells = [(label, cell_of(amount)) for label, amount in shown]
    return [{"label": label, "value": c.text, "note": wanted.currency, "negative": c.negative} for label, c in cells]

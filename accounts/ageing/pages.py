"""The page of the ageing, and its file."""

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

from accounts.ageing import asking
from accounts.ageing.asking import CUSTOMER, PORTFOLIO, UNCATEGORISED, Ageing, Wanted
from accounts.ageing.cutoffs import Basis, Column
from accounts.ageing.statement import Row
from accounts.models import Side
from accounts.reports import files
from accounts.reports.views import (
    MOST_ON_PAPER,
    cell_of,
    day_field,
    figures,
    file_url,
    for_money,
    here,
    page_urls,
    problems,
    scope_fields,
    select,
)  # fmt: skip
from audit.refusals import Refused
from categories.models import Dimension
from customers.models import Customer
from exchange.pages import PAGE_SIZE

WIDTH = 1000  # of the bar, in its own units


@never_cache
@require_GET
@for_money
def ageing(request: HttpRequest) -> HttpResponse:
    """What is open on a day by its age, as its reader sees it."""
    try:
        wanted = asking.read(request.GET.dict(), request.user)
        size = MOST_ON_PAPER if "whole" in request.GET else PAGE_SIZE
        found = asking.ageing(wanted, cursor=request.GET.get("cursor"), size=size, ordering=request.GET.get("ordering"))
    except ValidationError as error:
        return render(request, "accounts/ageing/ageing.html", _refused(request, problems(error)), status=400)
    except Refused as refusal:
        return render(request, "accounts/ageing/ageing.html", _refused(request, [refusal.message]), status=400)
    return render(request, "accounts/ageing/ageing.html", _context(request, wanted, found))


@never_cache
@require_POST
@for_money
def ageing_file(request: HttpRequest) -> HttpResponseBase:
    """The same as a file, every row of it; recorded."""
    try:
        wanted = asking.read(request.GET.dict(), request.user)
        return files.send(request, lambda: _report(wanted))
    except ValidationError as error:
        context = _refused(request, problems(error))
    except Refused as refusal:
        context = _refused(request, [refusal.message])
    return render(request, "accounts/ageing/ageing.html", context, status=422)


def _report(wanted: Wanted) -> files.Report:
    if wanted.by == CUSTOMER:
        files.check_length(asking.ageing(wanted, size=1).totals.accounts)
    rows, totals = asking.everyone(wanted)
    heads = files.text_heads([_("Code"), str(_what(wanted))]) + files.amount_heads(_heads(wanted.columns()))
    lines = [(row.key, row.label, *_amounts(row)) for row in rows]
    lines.append(("", _("Total"), *_amounts(totals.row)))
    name = f"{_('Ageing')}-{wanted.basis.label}-{wanted.currency}-{wanted.as_of}"
    return files.Report(name, heads, lines, {"report": "ageing", **_asked(wanted)})


def _asked(wanted: Wanted) -> dict[str, Any]:
    """What the journal keeps of what was asked for."""
    found = {"as_of": str(wanted.as_of), "side": str(wanted.side), "currency": wanted.currency, "by": _by(wanted)}
    limits = {"customer": wanted.customer, "portfolio": wanted.portfolio, "category": _category(wanted)}
    return {**found, "basis": str(wanted.basis), **{name: value for name, value in limits.items() if value}}


def _by(wanted: Wanted) -> str:
    return wanted.by if isinstance(wanted.by, str) else wanted.by.code


def _category(wanted: Wanted) -> str:
    if wanted.category is None:
        return ""
    dimension, category = wanted.category
    return f"{dimension.code}:{category.code if category else UNCATEGORISED}"


def _what(wanted: Wanted) -> Any:
    return {CUSTOMER: _("Customer"), PORTFOLIO: _("Portfolio")}.get(_by(wanted), wanted.by)


def _heads(columns: list[Column]) -> list[str]:
    return [*(column.label for column in columns), _("Unapplied credits"), _("Balance"), _("Overdue")]


def _amounts(row: Row) -> tuple[Decimal, ...]:
    return (*row.figures, row.unapplied, row.total, row.overdue)


def _refused(request: HttpRequest, messages: list[str]) -> dict[str, Any]:
    """The page with words about what was wrong, and its inputs as for an address without parameters."""
    plain = asking.read({}, request.user)
    return {"problems": messages, "fields": _fields(plain), "wanted": plain, "basis_label": plain.basis.label}


def _fields(wanted: Wanted) -> list[dict[str, Any]]:
    dimensions = Dimension.objects.visible_to(wanted.user).order_by("position", "code")
    groups = [(CUSTOMER, _("Customer")), (PORTFOLIO, _("Portfolio")), *((one.code, str(one)) for one in dimensions)]
    return [
        day_field("as_of", _("As of"), wanted.as_of),
        *scope_fields(wanted.user, wanted.side, wanted.currency, wanted.portfolio),
        select("by", _("Rows by"), groups, _by(wanted)),
        select("basis", _("Age"), Basis.choices, wanted.basis),
    ]


def _context(request: HttpRequest, wanted: Wanted, found: Ageing) -> dict[str, Any]:
    heads, totals = _heads(found.columns), found.totals
    ordering = request.GET.get("ordering", "")
    return {
        "fields": _fields(wanted),
        "hidden": [(name, request.GET[name]) for name in ("customer", "category") if request.GET.get(name)],
        "wanted": wanted,
        "what": _what(wanted),
        "basis_label": wanted.basis.label,
        "limits": _limits(wanted),
        "heads": [_head(request, wanted, label, ordering, place - len(heads)) for place, label in enumerate(heads)],
        "rows": [_line(row, wanted, found, heads) for row in found.page.rows],
        "totals": figures(_amounts(totals.row), heads),
        "tiles": _tiles(wanted, found),
        "bar": list(_bar(found)),
        "count": totals.accounts,
        "whole_url": here(request.GET, whole="1") if found.page.next and totals.accounts <= MOST_ON_PAPER else "",
        "file_url": file_url(request, "accounts:ageing_file"),
        **page_urls(request.GET, found.page.next, found.page.previous),
    }


def _head(request: HttpRequest, wanted: Wanted, label: str, ordering: str, place: int) -> dict[str, Any]:
    """A head; of customers, balance and overdue sort, the greatest first."""
    name = {-2: "total", -1: "overdue"}.get(place) if wanted.by == CUSTOMER else None
    if not name:
        return {"label": label, "url": "", "direction": ""}
    direction = {f"-{name}": "descending", name: "ascending"}.get(ordering, "")
    turned = name if direction == "descending" else f"-{name}"
    return {"label": label, "url": here(request.GET, ordering=turned), "direction": direction}


def _limits(wanted: Wanted) -> list[str]:
    """To whom the figures are limited beside what the inputs show."""
    found = []
    if wanted.category:
        dimension, category = wanted.category
        found.append(f"{dimension}: {category or _('Uncategorised')}")
    if wanted.customer:
        seen = Customer.objects.visible_to(wanted.user).filter(code=wanted.customer)
        found.extend(f"{one.name} {one.code}" for one in seen)
    return found


def _line(row: Row, wanted: Wanted, found: Ageing, heads: list[str]) -> dict[str, Any]:
    return {
        "label": row.label,
        "key": row.key,
        "depth": _depth(row, found),
        "url": reverse("customers:detail", args=[row.key]) if wanted.by == CUSTOMER else _narrowed(row, wanted),
        "cells": figures(_amounts(row), heads, _ways(row, wanted, found.columns)),
    }


def _depth(row: Row, found: Ageing) -> int:
    """How many categories are above the row's."""
    depth, key = 0, found.parents.get(row.key)
    while key:
        depth, key = depth + 1, found.parents.get(key)
    return min(depth, 4)


def _ways(row: Row, wanted: Wanted, columns: list[Column]) -> Iterator[str]:
    """Where each figure of a row leads: a customer's to its open items, others to the customers in it."""
    if row.account is None:
        yield from [_narrowed(row, wanted)] * (len(columns) + 3)
        return
    start = reverse("accounts:open_items", args=[row.account]) + f"?as_of={wanted.as_of}"
    for column in columns:
        yield f"{start}&basis={wanted.basis}&column={column.key}"
    yield f"{start}&column=unapplied"
    yield start
    yield f"{start}&column=overdue"


def _narrowed(row: Row, wanted: Wanted) -> str:
    """The ageing by customer of what the row adds up."""
    code = _by(wanted)
    only = f"portfolio={row.key}" if code == PORTFOLIO else f"category={code}:{row.key}"
    if wanted.portfolio and code != PORTFOLIO:
        only += f"&portfolio={wanted.portfolio}"
    given = f"as_of={wanted.as_of}&side={wanted.side}&currency={wanted.currency}&basis={wanted.basis}"
    return f"{reverse('accounts:ageing')}?{given}&{only}"


def _tiles(wanted: Wanted, found: Ageing) -> list[dict[str, Any]]:
    totals, receivable = found.totals, wanted.side == Side.RECEIVABLE
    shown = [
        (_("Balance"), totals.row.total),
        (_("Receivable") if receivable else _("Payable"), totals.positive),
        (_("Advances") if receivable else _("Prepaid"), totals.negative),
        (_("Overdue"), totals.row.overdue),
    ]
    cells = [(label, cell_of(amount)) for label, amount in shown]
    return [{"label": label, "value": c.text, "note": wanted.currency, "negative": c.negative} for label, c in cells]


def _bar(found: Ageing) -> Iterator[dict[str, Any]]:
    """The columns as parts of one bar, WIDTH wide; the table has the same figures."""
    amounts = [max(amount, Decimal(0)) for amount in found.totals.row.figures]
    whole, start = sum(amounts), Decimal(0)
    for place, (column, amount) in enumerate(zip(found.columns, amounts, strict=True)):
        if amount:
            width = amount / whole * WIDTH
            title = f"{column.label} {amount:,.2f} ({amount / whole * 100:.1f} %)"
            yield {"x": f"{start:.1f}", "width": f"{width:.1f}", "place": min(place, 6), "title": title}
            start += width

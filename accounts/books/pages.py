"""The page of the detail ledger 明细账."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.books.filing import report_of
from accounts.books.subledger import Line, MonthEnd, Subledger, SubledgerPage, Turnover
from accounts.models import Account
from accounts.reports import files
from accounts.reports.asked import Asked, beginning_of_year
from accounts.reports.views import MOST_ON_PAPER, day_field, file_url, here, page_urls, problems
from accounts.rows import cell, direction_of
from accounts.tabs import crumbs_of, tabs_of
from audit.refusals import Refused
from exchange.pages import PAGE_SIZE


@never_cache
@require_GET
def subledger(request: HttpRequest, key: int) -> HttpResponse:
    """The account from ``from`` to ``to``: this year's, where nothing else is asked for."""
    found = Account.objects.visible_to(request.user).select_related("customer", "standing")
    account = get_object_or_404(found, pk=key)
    try:
        return render(request, "accounts/books/subledger.html", _context(request, account))
    except ValidationError as error:
        context = _frame(request, account) | {"problems": problems(error)}
    except Refused as refusal:
        context = _frame(request, account) | {"problems": [refusal.message]}
    return render(request, "accounts/books/subledger.html", context, status=400)


@never_cache
@require_POST
def subledger_file(request: HttpRequest, key: int) -> HttpResponseBase:
    """The same as a file, every line of it; recorded."""
    found = Account.objects.visible_to(request.user).select_related("customer", "standing")
    account = get_object_or_404(found, pk=key)
    try:
        return files.send(request, lambda: report_of(_book(request, account)))
    except ValidationError as error:
        context = _frame(request, account) | {"problems": problems(error)}
    except Refused as refusal:
        context = _frame(request, account) | {"problems": [refusal.message]}
    return render(request, "accounts/books/subledger.html", context, status=422)


def _book(request: HttpRequest, account: Account) -> Subledger:
    asked = Asked(request.GET.dict())
    first, last = asked.period(beginning_of_year)
    asked.done()
    return Subledger(account, first, last)


def _frame(request: HttpRequest, account: Account, asked: Asked | None = None) -> dict[str, Any]:
    first, last = (asked or Asked({})).period(beginning_of_year)
    return {
        "account": account,
        "customer": account.customer,
        "crumbs": crumbs_of(account, _("Detail ledger")),
        "tabs": tabs_of(account, "subledger", request.user),
        "first": first,
        "last": last,
        "fields": [day_field("from", _("From"), first), day_field("to", _("To"), last)],
    }


def _context(request: HttpRequest, account: Account) -> dict[str, Any]:
    asked = Asked(request.GET.dict())
    frame = _frame(request, account, asked)
    asked.done()
    book = Subledger(account, frame["first"], frame["last"])
    size = MOST_ON_PAPER if "whole" in request.GET else PAGE_SIZE
    page = book.page(cursor=request.GET.get("cursor"), size=size)
    opening, closing = book.opening(), book.closing()
    return frame | {
        "file_url": file_url(request, "accounts:subledger_file", account.pk),
        "opening": _balance(opening, account) if not page.previous else None,
        "rows": list(_rows(page, account)),
        "total": None if page.next else _turnover(book.turnover()),
        "closing": None if page.next else _balance(closing, account),
        "whole_url": here(request.GET, whole="1") if page.next else "",
        **page_urls(request.GET, page.next, page.previous),
    }


def _rows(page: SubledgerPage, account: Account) -> Iterator[dict[str, Any]]:
    """The lines, each month's totals after its last."""
    for line in page.lines:
        yield _line(line, account)
        if end := page.ends.get(line.entry.pk):
            yield from _month(end, account)


def _line(line: Line, account: Account) -> dict[str, Any]:
    entry = line.entry
    return {
        "day": entry.posting_date,
        "number": str(entry),
        "kind": entry.get_kind_display(),
        "reference": entry.reference,
        "memo": entry.memo,
        "debit": cell(line.debit),
        "credit": cell(line.credit),
        **_balance(line.balance, account),
    }


def _month(end: MonthEnd, account: Account) -> Iterator[dict[str, Any]]:
    for label, turnover in ((_("Total of the month"), end.turnover), (_("Total of the year so far"), end.year)):
        yield {"sum": label, "month": f"{end.month:%Y-%m}", **_turnover(turnover), **_balance(end.balance, account)}


def _turnover(turnover: Turnover) -> dict[str, Any]:
    return {"debit": cell(turnover.debit), "credit": cell(turnover.credit)}


def _balance(balance: Any, account: Account) -> dict[str, Any]:
    """As books write it: the amount without a sign, and its direction."""
    return {"balance": cell(abs(balance)), "direction": direction_of(balance, account.side)}

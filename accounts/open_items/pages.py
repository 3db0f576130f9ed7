"""The page of an account's open items on a day, whole or one column of the ageing."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.ageing.cutoffs import Basis, columns
from accounts.models import Account, EntryKind
from accounts.open_items.filing import Wanted, report_of
from accounts.open_items.listing import Credits, Item, OpenItems, Span, Sums
from accounts.reports import files
from accounts.reports.asked import Asked
from accounts.reports.views import MOST_ON_PAPER, cell_of, day_field, file_url, here, page_urls, problems
from accounts.rows import direction_of
from accounts.tabs import crumbs_of, tabs_of
from audit.refusals import Refused
from exchange.pages import PAGE_SIZE

OVERDUE, UNAPPLIED = "overdue", "unapplied"


@never_cache
@require_GET
def open_items(request: HttpRequest, key: int) -> HttpResponse:
    """What was open on the account on ``as_of``; ``column`` and ``basis`` are those of the ageing."""
    found = Account.objects.visible_to(request.user).select_related("customer", "standing")
    account = get_object_or_404(found, pk=key)
    try:
        return render(request, "accounts/open_items/open_items.html", _context(request, account))
    except ValidationError as error:
        context = _frame(request, account) | {"problems": problems(error)}
    except Refused as refusal:
        context = _frame(request, account) | {"problems": [refusal.message]}
    return render(request, "accounts/open_items/open_items.html", context, status=400)


@never_cache
@require_POST
def open_items_file(request: HttpRequest, key: int) -> HttpResponseBase:
    """The same as a file, every item of it; recorded."""
    found = Account.objects.visible_to(request.user).select_related("customer", "standing")
    account = get_object_or_404(found, pk=key)
    try:
        return files.send(request, lambda: report_of(account, _wanted(request)))
    except ValidationError as error:
        context = _frame(request, account) | {"problems": problems(error)}
    except Refused as refusal:
        context = _frame(request, account) | {"problems": [refusal.message]}
    return render(request, "accounts/open_items/open_items.html", context, status=422)


def _frame(request: HttpRequest, account: Account, day: datetime.date | None = None) -> dict[str, Any]:
    return {
        "account": account,
        "customer": account.customer,
        "crumbs": crumbs_of(account, _("Open items")),
        "tabs": tabs_of(account, "open_items", request.user),
        "day": day,
        "fields": [day_field("as_of", _("As of"), day or Asked({}).day())],
    }


def _wanted(request: HttpRequest) -> Wanted:
    """What the address asks for. Raises ValidationError by name."""
    asked = Asked(request.GET.dict())
    day = asked.day()
    basis = asked.choice("basis", {str(one): one for one in Basis}, Basis.DUE)
    label, only = asked.take("column", lambda key: column_of(key, basis, day), default=("", None))
    asked.done()
    return Wanted(day, f"{label} · {basis.label}" if isinstance(only, Span) else label, only)


def _context(request: HttpRequest, account: Account) -> dict[str, Any]:
    wanted = _wanted(request)
    day = wanted.day
    size = MOST_ON_PAPER if "whole" in request.GET else PAGE_SIZE
    page, sums = OpenItems([account.pk], day, wanted.only).page(cursor=request.GET.get("cursor"), size=size)
    return _frame(request, account, day) | {
        "column": wanted.label,
        "file_url": file_url(request, "accounts:open_items_file", account.pk),
        "all_url": f"?as_of={day}",
        "hidden": [(name, request.GET[name]) for name in ("basis", "column") if request.GET.get(name)],
        "rows": [_row(item, account, day) for item in page.rows],
        "sums": _sums(sums, account),
        "count": sums.items,
        "whole_url": here(request.GET, whole="1") if page.next and sums.items <= MOST_ON_PAPER else "",
        **page_urls(request.GET, page.next, page.previous),
    }


def column_of(key: str, basis: Basis, day: datetime.date) -> tuple[str, Span | Credits]:
    """The label and the items of a column of the ageing. Raises ValidationError ``column_unknown``."""
    if key == UNAPPLIED:
        return _("Unapplied credits"), Credits()
    if key == OVERDUE:
        return _("Overdue"), Span("due", None, day - datetime.timedelta(days=1))
    for column in columns(basis, day):
        if column.key == key:
            return column.label, Span(str(basis), column.begins, column.ends)
    raise ValidationError(_("There is no column “%(key)s”."), "column_unknown", {"key": key[:40]})


def _row(item: Item, account: Account, day: datetime.date) -> dict[str, Any]:
    return {
        "number": f"{account.prefix}-{item.number}",
        "kind": EntryKind(item.kind).label,
        "reference": item.reference,
        "memo": item.memo,
        "document_date": item.document_date,
        "posting_date": item.posting_date,
        "due_date": None if item.credit else item.due_date,
        "days": item.days_overdue(day),
        "amount": cell_of(item.amount),
        "open": cell_of(item.open),
    }


def _sums(sums: Sums, account: Account) -> list[dict[str, Any]]:
    shown = [
        (_("Open debits"), sums.debits, account.currency),
        (_("Unapplied credits"), sums.credits, account.currency),
        (_("Balance"), sums.balance, f"{account.currency} {direction_of(sums.balance, account.side)}"),
        (_("Overdue"), sums.overdue, account.currency),
    ]
    return [
        {"label": label, "value": f"{amount:,.2f}", "note": note, "negative": amount < 0}
        for label, amount, note in shown
    ]

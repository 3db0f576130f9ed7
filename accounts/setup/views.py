"""The page of set-up: control totals, the items listed against them, posting, ending set-up (E15)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from access.permissions import may_manage_any, rights_of
from access.querysets import MANAGE_SETTINGS
from access.settings import setting
from access.settings.own import SETUP
from accounts.kinds import INVOICES
from accounts.models import OpeningItem
from accounts.periods.operations import CLOSE
from accounts.reports.uploads import lines_of
from accounts.reports.views import for_money
from accounts.rows import cell
from accounts.setup import operations, reading
from accounts.setup.forms import BooksForm, FileForm, ItemForm, TotalForm
from accounts.setup.standing import Amounts, Standing, standings
from audit.models import Channel
from audit.refusals import Refused

SHOWN = 200  # listed items of one side and currency
FORM = "accounts/setup/form.html"


@require_GET
@for_money
def setup(request: HttpRequest) -> HttpResponse:
    """Where set-up stands: totals, items, differences, and what is left to do."""
    return render(request, "accounts/setup/setup.html", _context(request))


def _context(request: HttpRequest) -> dict[str, Any]:
    """Sums over all customers are for who sees all of them; without a total only while set-up goes on."""
    rights = rights_of(request.user)
    going, may, sums = setting(SETUP), rights.may, rights.everywhere
    return {
        "going": going,
        "may_total": going and CLOSE in may,
        "may_list": going and may_manage_any(request.user, INVOICES),
        "may_end": going and MANAGE_SETTINGS in may,
        "sums": sums,
        "books": [_books(request, one, sums) for one in standings() if one.total or (sums and going)],
    }


def _books(request: HttpRequest, one: Standing, sums: bool) -> dict[str, Any]:
    everything = one.total.items.all() if one.total else OpeningItem.objects.none()
    visible = OpeningItem.objects.visible_to(request.user).filter(pk__in=everything.values("pk"))
    items = visible.select_related("customer").order_by("document_date", "pk")[:SHOWN]
    lines = ((_("Control total"), one.wanted), (_("Posted"), one.posted), (_("Listed"), one.listed))
    return {
        "side": one.side,
        "label": one.side.label,
        "currency": one.currency,
        "day": one.total.day if one.total else None,
        "lines": [_line(label, amounts) for label, amounts in lines] if sums else [],
        "difference": _line(_("Difference"), one.difference) if sums else None,
        "is_equal": sums and one.is_equal,
        "is_done": sums and one.is_done,
        "count": visible.count(),
        "items": [_item(item) for item in items],
    }


def _line(label: str, amounts: Amounts) -> dict[str, Any]:
    return {"label": label, "documents": cell(amounts.documents), "advances": cell(amounts.advances)}


def _item(item: OpeningItem) -> dict[str, Any]:
    return {
        "key": item.pk,
        "customer": item.customer,
        "amount": cell(item.amount),
        "document_date": item.document_date,
        "due_date": item.due_date,
        "reference": item.reference,
        "memo": item.memo,
    }


@require_http_methods(["GET", "POST"])
@for_money
def new_total(request: HttpRequest) -> HttpResponse:
    """Type what the old books show."""
    _require(CLOSE, CLOSE in rights_of(request.user).may)
    form = TotalForm(request.POST or None, initial=_initial(request))

    def act(typed: dict[str, Any]) -> str:
        operations.set_total(**typed, actor=request.user, channel=Channel.WEB)
        return _("The control total is kept.")

    return _filled(request, form, _("Control total"), act)


@require_http_methods(["GET", "POST"])
@for_money
def new_item(request: HttpRequest) -> HttpResponse:
    """List one open document."""
    _require(INVOICES, may_manage_any(request.user, INVOICES))
    form = ItemForm(request.POST or None, initial=_initial(request))

    def act(typed: dict[str, Any]) -> str:
        side, currency = typed.pop("side"), typed.pop("currency")
        item = reading.read_item(typed, currency=currency, actor=request.user)
        operations.list_items(side=side, currency=currency, items=[item], actor=request.user, channel=Channel.WEB)
        return _("The item is listed.")

    return _filled(request, form, _("Opening item"), act)


@require_http_methods(["GET", "POST"])
@for_money
def new_file(request: HttpRequest) -> HttpResponse:
    """List the open documents of a file: all of its rows, or none."""
    _require(INVOICES, may_manage_any(request.user, INVOICES))
    form = FileForm(request.POST or None, request.FILES or None, initial=_initial(request))

    def act(typed: dict[str, Any]) -> str:
        lines = lines_of(typed["file"], reading.HEADS, required=reading.REQUIRED)
        items = reading.read_lines(lines, currency=typed["currency"], actor=request.user)
        operations.list_items(
            side=typed["side"], currency=typed["currency"], items=items, actor=request.user, channel=Channel.WEB
        )
        words = ngettext("%(count)d item is listed.", "%(count)d items are listed.", len(items))
        return words % {"count": len(items)}

    return _filled(request, form, _("File of opening items"), act)


def _filled(request: HttpRequest, form: BooksForm, title: str, act: Callable[[dict[str, Any]], str]) -> HttpResponse:
    """Do what the form asks for and say so; what is refused stands in the form, with what was typed."""
    if request.method == "POST" and form.is_valid():
        try:
            said = act(dict(form.cleaned_data))
        except (Refused, ValidationError) as refused:
            form.add_refused(refused)
        else:
            messages.success(request, said)
            return redirect("accounts:setup")
    crumbs = [{"label": _("Set-up"), "url": reverse("accounts:setup")}, {"label": title}]
    context = {"form": form, "title": title, "crumbs": crumbs, "with_file": "file" in form.fields}
    return render(request, FORM, context, status=422 if form.errors else 200)


def _require(permission: str, may: bool) -> None:
    if not may:
        raise PermissionDenied(permission)


def _initial(request: HttpRequest) -> dict[str, str]:
    return {"side": request.GET.get("side", "receivable"), "currency": request.GET.get("currency", "CNY")}


@require_POST
@for_money
def item_strike(request: HttpRequest, key: int) -> HttpResponse:
    """Take an item off the list."""
    item = get_object_or_404(OpeningItem.objects.visible_to(request.user).select_related("customer"), pk=key)
    try:
        operations.strike_item(item=item, actor=request.user, channel=Channel.WEB)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("The item is off the list."))
    return redirect("accounts:setup")


@require_POST
@for_money
def items_posting(request: HttpRequest) -> HttpResponse:
    """Post all that is listed for a side and currency."""
    _require(CLOSE, CLOSE in rights_of(request.user).may)
    form = BooksForm(request.POST)
    if form.is_valid():
        try:
            count = operations.post_items(**form.cleaned_data, actor=request.user, channel=Channel.WEB)
        except (Refused, ValidationError) as refused:
            form.add_refused(refused)
        else:
            messages.success(request, operations.words_of(count))
            return redirect("accounts:setup")
    return render(request, "accounts/setup/setup.html", _context(request) | {"form": form}, status=422)

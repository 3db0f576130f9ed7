"""The first page of the ledger: what is done here, what is read, how a month and a year end; for each side."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from access.permissions import may_manage_any, rights_of
from accounts.choices import Side
from accounts.periods.operations import CLOSE
from accounts.reports.views import for_money


@require_GET
@for_money
def ledger(request: HttpRequest) -> HttpResponse:
    """Where to go from here."""
    side = request.GET.get("side", Side.RECEIVABLE.value)
    if side not in Side.values:
        raise Http404
    context = {
        "tabs": [{"label": capfirst(one.label), "url": f"?side={one}", "current": one == side} for one in Side],
        "groups": [group for group in _groups(request.user, f"?side={side}") if group["links"]],
    }
    return render(request, "accounts/ledger.html", context)


def _groups(user: Any, side: str) -> list[dict[str, Any]]:
    posts = may_manage_any(user, "accounts.post_receipt")
    daily = [
        _link("new_entry", side, "receipt", _("Post an entry"), _("One at a time: invoices, receipts and all others.")),
        _link("entry_grid", "", "list", _("Many at once"), _("Type or paste receipts, invoices, credit notes.")),
    ]
    return [
        {"label": _("Daily work"), "links": [*(daily if posts else []), *_daily()]},
        {"label": _("Reports"), "links": _reports(side)},
        {"label": _("End of the month"), "links": _month(side, CLOSE in rights_of(user).may)},
    ]


def _daily() -> list[dict[str, str]]:
    return [
        _link("instruments", "", "cash", _("Bills and cheques"), _("In hand, due, cleared and dishonoured.")),
    ]


def _reports(side: str) -> list[dict[str, str]]:
    return [
        _link("ageing", side, "hourglass", _("Ageing"), _("What is overdue, by customer, portfolio or category.")),
        _link("balances", side, "scale", _("List of balances"), _("Opening, turnover, closing; on to each account.")),
        _link("statements", "", "file-text", _("Statements"), _("Those that were issued, as they were printed.")),
    ]


def _month(side: str, closes: bool) -> list[dict[str, str]]:
    vouchers = _link("vouchers", "", "file-plus", _("Vouchers"), _("A month's entries for the general ledger."))
    return [
        _link("periods", "", "calendar", _("Periods"), _("What a month still waits for; closing and reopening.")),
        _link("reconciliations", side, "arrows-exchange", _("Reconciliation"), _("With the general ledger.")),
        *([vouchers] if closes else []),
        _link("setup", "", "clipboard-check", _("Set-up"), _("Control totals and opening items.")),
    ]


def _link(name: str, query: str, icon: str, label: str, about: str) -> dict[str, str]:
    return {"url": reverse(f"accounts:{name}") + query, "icon": icon, "label": label, "about": about}

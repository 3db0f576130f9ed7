"""The page of periods: where each side stands, closing its next month, asking to reopen its last."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from access.permissions import rights_of
from accounts.choices import Side
from accounts.periods import operations, status
from accounts.periods.forms import MonthForm, ReopeningForm
from accounts.reports.views import for_money
from accounts.verifying import tasks
from audit.models import Channel
from audit.refusals import Refused

TEMPLATE = "accounts/periods/periods.html"


@require_GET
@for_money
def periods(request: HttpRequest) -> HttpResponse:
    """Both sides: closed through, what the next month waits for, the latest closings."""
    return render(request, TEMPLATE, _context(request))


@require_POST
@for_money
def closing(request: HttpRequest, side: str) -> HttpResponse:
    """Close the month that was shown."""
    wanted, form = _side(side), MonthForm(request.POST)
    if not rights_of(request.user).allow(operations.CLOSE, None):
        raise PermissionDenied(operations.CLOSE)
    if form.is_valid():
        month = form.cleaned_data["month"]
        try:
            operations.close(side=wanted, month=month, actor=request.user, channel=Channel.WEB)
        except Refused as refusal:
            form.add_refused(refusal)
        else:
            messages.success(request, _("%(month)s is closed.") % {"month": f"{month:%Y-%m}"})
            return redirect("accounts:periods")
    return render(request, TEMPLATE, _context(request) | {"form": form}, status=422)


@require_http_methods(["GET", "POST"])
@for_money
def reopening(request: HttpRequest, side: str) -> HttpResponseBase:
    """Ask to reopen the last closed month of a side."""
    wanted = _side(side)
    permission = operations.may_ask(request.user)
    if permission not in rights_of(request.user).may:
        raise PermissionDenied(permission)
    last = next((one.closed_through for one in status.standings(request.user) if one.side == wanted), None)
    form = ReopeningForm(request.POST or None, initial={"month": f"{last:%Y-%m}" if last else ""})
    if request.method == "POST" and form.is_valid():
        try:
            asked = operations.ask_to_reopen(side=wanted, actor=request.user, channel=Channel.WEB, **form.cleaned_data)
        except (Refused, ValidationError) as refused:
            form.add_refused(refused)
        else:
            messages.success(request, _("Asked. Who may close months decides."))
            return redirect(asked)
    context = {
        "form": form,
        "side": wanted.label,
        "crumbs": [{"label": _("Periods"), "url": reverse("accounts:periods")}, {"label": _("Reopen a month")}],
    }
    return render(request, "accounts/periods/reopening.html", context, status=422 if form.errors else 200)


def _side(text: str) -> Side:
    if text not in Side.values:
        raise Http404
    return Side(text)


def _context(request: HttpRequest) -> dict[str, Any]:
    may = rights_of(request.user).may
    asks = operations.may_ask(request.user) in may
    return {
        "may_close": operations.CLOSE in may,
        "may_verify": tasks.may_ask(request.user),
        "sides": [
            {
                "label": one.side.label,
                "closed": one.closed_through,
                "first_open_day": one.first_open_day,
                "month": f"{one.next_month:%Y-%m}",
                "checks": one.checks,
                "ready": one.ready,
                "close_url": reverse("accounts:period_closing", args=[one.side]),
                "reopen_url": reverse("accounts:period_reopening", args=[one.side])
                if asks and one.closed_through
                else "",
                "closings": [{**row, "month": f"{row['month']:%Y-%m}"} for row in status.closings(one.side)],
            }
            for one in status.standings(request.user)
        ],
    }

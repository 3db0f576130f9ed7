"""Pages of runs of statements: begun here, followed on the page of the run, their prints as one ZIP."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from access.permissions import may_manage_any
from accounts.drafts import ledger_today
from accounts.models import Side
from accounts.reports.views import for_money
from accounts.statements import issuing
from accounts.statements.runs import prints, working
from accounts.statements.runs.forms import RunForm
from audit.models import Channel
from audit.refusals import Refused
from exchange.runs.models import Run


@require_http_methods(["GET", "POST"])
@for_money
def new_run(request: HttpRequest) -> HttpResponseBase:
    """Ask for the statements of a portfolio; POST starts the work."""
    if not may_manage_any(request.user, issuing.ISSUE):
        raise PermissionDenied(issuing.ISSUE)
    today = ledger_today()
    usual = {"first": today.replace(day=1).isoformat(), "last": today.isoformat()}
    form = RunForm(request.POST or None, user=request.user, initial=usual)
    if form.is_valid():
        given = form.cleaned_data
        wanted = working.Wanted(
            given["portfolio"], Side(given["side"]), given["currency"], given["first"], given["last"]
        )
        try:
            return redirect(working.begin(wanted=wanted, actor=request.user, channel=Channel.WEB))
        except Refused as refusal:
            form.add_error({"from": "first", "to": "last"}.get(refusal.field or ""), refusal.message)
    crumbs = [{"label": _("Statements"), "url": reverse("accounts:statements")}, {"label": _("Issue many")}]
    context = {"form": form, "crumbs": crumbs, "may": bool(form.portfolios)}
    return render(request, "accounts/statements/new_run.html", context, status=422 if form.errors else 200)


@require_POST
@for_money
def run_prints(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """The prints of one's own run as a ZIP; recorded."""
    own = Run.objects.made_by(request.user).filter(kind=working.KIND, expires_at__gt=timezone.now())
    run = get_object_or_404(own, pk=key)
    try:
        parts = prints.zipped(run, actor=request.user, channel=Channel.WEB)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(run)
    return answer_of(parts, run)


def answer_of(parts: object, run: Run) -> StreamingHttpResponse:
    """The ZIP as an attachment that nobody keeps on the way."""
    given = run.parameters
    name = f"statements-{given['currency']}-{given['from']}-{given['to']}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingHttpResponse(parts, content_type="application/zip", headers=headers)

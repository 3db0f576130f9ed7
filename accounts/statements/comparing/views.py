"""Pages of comparisons: a file is brought, what came of its lines is shown, and taken along."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from access.permissions import allows, rights_of
from accounts.drafts import ledger_today
from accounts.models import Account, LedgerComparison
from accounts.reports import files
from accounts.rows import cell
from accounts.statements import issuing
from accounts.statements.comparing import keeping
from accounts.statements.comparing.matching import Outcome
from accounts.statements.forms import PeriodForm
from accounts.tabs import crumbs_of
from audit.models import Channel
from audit.refusals import Refused
from customers.exports.choice import EXPORT
from exchange.files import FileRefused
from exchange.imports.bringing import as_path

SHOWN = 2_000  # pairs on a page
STATES = {"matched": "approved", "differs": "rejected", "only_ours": "pending", "only_theirs": "open"}


class ComparisonForm(PeriodForm):
    """The days and the customer's file."""

    beside = frozenset({"file"})
    file = forms.FileField(
        label=gettext_lazy("File of the customer"),
        help_text=gettext_lazy("CSV or XLSX with columns 日期, 单据号, 借方, 贷方 as in their books, or date, amount."),
    )
    field_order = ("first", "last", "file")


@require_http_methods(["GET", "POST"])
def new_comparison(request: HttpRequest, key: int) -> HttpResponseBase:
    """Bring the customer's ledger and compare it with ours."""
    found = Account.objects.visible_to(request.user).select_related("customer")
    account = get_object_or_404(found, pk=key)
    if not allows(request.user, issuing.ISSUE, account.customer):
        raise PermissionDenied(issuing.ISSUE)
    today = ledger_today()
    usual = {"first": today.replace(month=1, day=1).isoformat(), "last": today.isoformat()}
    form = ComparisonForm(request.POST or None, request.FILES or None, initial=usual)
    made = _compare(request, form, account) if form.is_valid() else None
    if made:
        return redirect("accounts:comparison", key=made.pk)
    context = {
        "form": form,
        "account": account,
        "customer": account.customer,
        "crumbs": crumbs_of(account, _("Comparison")),
        "earlier": LedgerComparison.objects.visible_to(request.user).filter(account=account).order_by("-pk")[:10],
    }
    return render(request, "accounts/statements/new_comparison.html", context, status=422 if form.errors else 200)


def _compare(request: HttpRequest, form: ComparisonForm, account: Account) -> LedgerComparison | None:
    try:
        with as_path(form.cleaned_data["file"]) as path:
            return keeping.keep(account=account, path=path, actor=request.user, channel=Channel.WEB, **form.days())
    except FileRefused as refusal:
        form.add_error("file", refusal.message)
    except ValidationError as error:
        form.add_error("file", error.messages)
    except Refused as refusal:
        form.add_error({"from": "first", "to": "last"}.get(refusal.field or ""), refusal.message)
    return None


@require_GET
def comparison(request: HttpRequest, key: int) -> HttpResponse:
    """What came of the lines."""
    made = _comparison(request, key)
    try:
        pairs = keeping.pairs_of(made)
    except Refused as refusal:
        messages.error(request, refusal.message)
        pairs = []
    wanted = request.GET.get("outcome", "")
    shown = [pair for pair in pairs if wanted in ("", pair["outcome"])]
    context = {
        "comparison": made,
        "account": made.account,
        "customer": made.account.customer,
        "crumbs": crumbs_of(made.account, _("Comparison")),
        "outcomes": _outcomes(made, wanted, request.path),
        "rows": [_row(pair) for pair in shown[:SHOWN]],
        "left": max(0, len(shown) - SHOWN),
        "file_url": reverse("accounts:comparison_file", args=[key]) if EXPORT in rights_of(request.user).may else "",
    }
    return render(request, "accounts/statements/comparison.html", context)


def _row(pair: dict[str, Any]) -> dict[str, Any]:
    """A pair with its amounts as printed."""
    outcome, sides = pair["outcome"], (pair["ours"], pair["theirs"])
    ours, theirs = (cell(Decimal(side["amount"])) if side else None for side in sides)
    amounts = {"our_amount": ours, "their_amount": theirs, "above": cell(Decimal(pair["difference"]))}
    return pair | amounts | {"label": Outcome(outcome).label, "state": STATES[outcome]}


def _outcomes(made: LedgerComparison, wanted: str, path: str) -> list[dict[str, Any]]:
    """Tabs: all lines, then those of each outcome."""
    counts = {str(one): getattr(made, str(one)) for one in Outcome}
    tabs = [{"label": _("All rows"), "url": path, "current": not wanted, "count": sum(counts.values())}]
    for one in Outcome:
        url = f"{path}?outcome={one}"
        tabs.append({"label": one.label, "url": url, "current": wanted == one, "count": counts[one]})
    return tabs


@require_POST
def comparison_file(request: HttpRequest, key: int) -> HttpResponseBase:
    """The same as a file; recorded."""
    made = _comparison(request, key)
    try:
        return files.send(request, lambda: keeping.report_of(made))
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("accounts:comparison", key=key)


def _comparison(request: HttpRequest, key: int) -> LedgerComparison:
    found = LedgerComparison.objects.visible_to(request.user).select_related("account__customer")
    return get_object_or_404(found, pk=key)

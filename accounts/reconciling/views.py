"""The pages of reconciliation: bring a list, look at the differences, take them along as a file."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from access.forms import RefusableForm
from access.permissions import rights_of
from accounts.choices import Side
from accounts.drafts import ledger_today
from accounts.forms import DAY
from accounts.members import read_day
from accounts.models import Reconciliation, ReconciliationLine
from accounts.reconciling import comparing
from accounts.reports import files
from accounts.reports.views import for_money
from accounts.rows import cell
from audit.models import Channel
from audit.refusals import Refused
from customers.exports.choice import EXPORT

RUNS, SHOWN = 20, 500
WHAT = {
    "differs": gettext_lazy("differs"),
    "unknown": gettext_lazy("no customer you see"),
    "not_listed": gettext_lazy("not in the list"),
    "equal": gettext_lazy("equal"),
}


class ListForm(RefusableForm):
    """The general ledger's list, and what it is compared with."""

    side = forms.ChoiceField(label=gettext_lazy("Side"), choices=Side.choices)
    day = forms.CharField(label=gettext_lazy("As of"), widget=forms.TextInput(attrs=DAY))
    file = forms.FileField(
        label=gettext_lazy("File"),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt"}),
        help_text=gettext_lazy("CSV or XLSX with the heads 客户编码, 币种, 余额; what is owed is positive."),
    )

    def clean_side(self) -> Side:
        return Side(self.cleaned_data["side"])

    def clean_day(self) -> Any:
        return read_day(self.cleaned_data["day"])


@require_http_methods(["GET", "POST"])
@for_money
def reconciliations(request: HttpRequest) -> HttpResponse:
    """The last comparisons, and a new one."""
    initial = {"side": request.GET.get("side", "receivable"), "day": ledger_today().isoformat()}
    form = ListForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = comparing.compare(**form.cleaned_data, actor=request.user, channel=Channel.WEB)
        except (Refused, ValidationError) as refused:
            form.add_refused(refused)
        else:
            return redirect(made)
    context = {"form": form, "runs": comparing.latest(request.user, RUNS)}
    return render(request, "accounts/reconciling/list.html", context, status=422 if form.errors else 200)


@require_GET
@for_money
def reconciliation(request: HttpRequest, key: int) -> HttpResponse:
    """The differences of one comparison, the first 500; its file has every line."""
    found = get_object_or_404(Reconciliation.objects.visible_to(request.user).select_related("actor"), pk=key)
    lines = _lines(request, found)
    rows = [line for line in lines if line.what != "equal"]
    context = {
        "found": found,
        "rows": [_row(line) for line in rows[:SHOWN]],
        "count": len(rows),
        "total": len(lines),
        "file_url": reverse("accounts:reconciliation_file", args=[key])
        if EXPORT in rights_of(request.user).may
        else "",
        "crumbs": [{"label": _("Reconciliation"), "url": reverse("accounts:reconciliations")}, {"label": str(found)}],
    }
    return render(request, "accounts/reconciling/detail.html", context)


def _lines(request: HttpRequest, found: Reconciliation) -> list[ReconciliationLine]:
    shown = ReconciliationLine.objects.shown_to(request.user).filter(reconciliation=found)
    return list(shown.select_related("customer").order_by("code", "currency"))


def _row(line: ReconciliationLine) -> dict[str, Any]:
    return {
        "customer": line.customer,
        "code": line.code,
        "currency": line.currency,
        "theirs": cell(line.theirs),
        "ours": cell(line.ours),
        "difference": cell(line.difference),
        "what": WHAT[line.what],
    }


@require_POST
@for_money
def reconciliation_file(request: HttpRequest, key: int) -> HttpResponseBase:
    """Every line of one comparison as a file; recorded."""
    found = get_object_or_404(Reconciliation.objects.visible_to(request.user), pk=key)

    def report() -> files.Report:
        texts = files.text_heads([_("Code"), _("Customer"), _("Currency"), _("Result")])
        heads = [*texts, *files.amount_heads([_("General ledger"), _("Here"), _("Difference")])]
        rows = [
            (line.code, line.customer.name if line.customer else "", line.currency, str(WHAT[line.what]), line.theirs,
             line.ours, line.difference)
            for line in _lines(request, found)
        ]  # fmt: skip
        about = {"report": "reconciliation", "side": found.side, "as_of": str(found.day)}
        return files.Report(f"{_('Reconciliation')}-{found.side}-{found.day}", heads, rows, about)

    return files.send(request, report)

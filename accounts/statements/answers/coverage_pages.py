"""The page of how far the months are stated and answered."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.drafts import ledger_today
from accounts.reports.views import for_money, problems, scope_fields
from accounts.statements.answers import coverage as reading
from accounts.statements.answers.coverage import Month, Wanted

TEMPLATE = "accounts/statements/coverage.html"


@never_cache
@require_GET
@for_money
def coverage(request: HttpRequest) -> HttpResponse:
    """Of the accounts to be stated for each month: issued, answered, agreed, not agreed."""
    try:
        wanted = reading.read(request.GET.dict(), request.user)
    except ValidationError as error:
        context = _frame(reading.read({}, request.user)) | {"problems": problems(error)}
        return render(request, TEMPLATE, context, status=400)
    months = reading.coverage(wanted, ledger_today())
    return render(request, TEMPLATE, _frame(wanted) | {"rows": [_row(month) for month in months]})


def _frame(wanted: Wanted) -> dict[str, Any]:
    return {
        "fields": scope_fields(wanted.user, wanted.side, wanted.currency, wanted.portfolio),
        "wanted": wanted,
        "crumbs": [{"label": _("Statements"), "url": reverse("accounts:statements")}, {"label": _("Coverage")}],
    }


def _row(month: Month) -> dict[str, Any]:
    return {
        "month": f"{month.month:%Y-%m}",
        "due": month.due,
        "issued": month.issued,
        "missing": month.due - month.issued,
        "answered": month.answered,
        "agreed": month.agreed,
        "differing": month.differing,
        "share": f"{month.agreed / month.due * 100:.1f} %" if month.due else "—",
    }

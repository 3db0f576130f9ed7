"""The page of the company's own bank accounts: a list, saved and agreed to as a whole."""

from typing import Any

from django.forms import formset_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from access.querysets import MANAGE_SETTINGS
from access.settings.company import ACCOUNTS, MEMBERS
from access.settings.forms import ACCOUNTS_PREFIX, AccountForm, AccountsReasonForm
from access.settings.own import SETUP
from access.settings.pages import require_page, waiting
from access.settings.reading import kept, setting
from access.settings.views import save

MOST = 20
AccountFormSet = formset_factory(AccountForm, extra=0, can_delete=True, max_num=MOST, validate_max=True)


@require_http_methods(["GET", "POST"])
def accounts(request: HttpRequest) -> HttpResponse:
    """The bank accounts customers pay to. A change to them is the fraud a second person is for."""
    user = require_page(request, MANAGE_SETTINGS)
    form, rows = AccountsReasonForm(request.POST or None), _rows(request)
    if (
        request.method == "POST"
        and form.is_valid()
        and rows.is_valid()
        and save(request, form, {ACCOUNTS: _typed(rows)})
    ):
        return redirect("settings:index")
    wrong = bool(form.errors) or (rows.is_bound and not rows.is_valid())
    context = {
        "form": form,
        "rows": rows,
        "formsets": [rows],
        "waits": waiting(user).get(ACCOUNTS),
        "is_setup": setting(SETUP),
        "crumbs": [
            {"label": _("Settings"), "url": reverse("settings:index")},
            {"label": _("Company bank accounts")},
        ],
    }
    return render(request, "settings/accounts.html", context, status=422 if wrong else 200)


def _rows(request: HttpRequest) -> Any:
    if request.method == "POST":
        return AccountFormSet(request.POST, prefix=ACCOUNTS_PREFIX)
    return AccountFormSet(initial=kept(ACCOUNTS), prefix=ACCOUNTS_PREFIX)


def _typed(rows: Any) -> list[dict[str, str]]:
    given = [form.cleaned_data for form in rows if form.cleaned_data and not form.cleaned_data.get("DELETE")]
    return [{member: row[member] for member in MEMBERS} for row in given]

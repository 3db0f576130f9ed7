"""Pages of portfolios and roles."""

from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib import messages
from django.contrib.auth.models import Group
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from access.models import Portfolio
from access.people.forms import NewPortfolioForm, PortfolioForm
from access.people.views import by, tried
from access.permissions import rights_of
from access.portfolios import add_portfolio, rename_portfolio, retire_portfolio
from access.querysets import MANAGE_PEOPLE
from access.roles import in_words
from access.settings.pages import require_page, tabs


@require_GET
def portfolios(request: HttpRequest) -> HttpResponse:
    """The portfolios, those in use first; their customers are not counted here: who grants need not see them."""
    user = require_page(request)
    rows = Portfolio.objects.known_to(user).order_by("retired_on", "code")
    context = {
        "tabs": tabs(user, "settings:portfolios"),
        "rows": sorted(rows, key=lambda one: (one.retired_on is not None, one.code)),
        "may_change": MANAGE_PEOPLE in rights_of(user).may,
    }
    return render(request, "settings/portfolios.html", context)


@require_http_methods(["GET", "POST"])
def new_portfolio(request: HttpRequest) -> HttpResponse:
    """Add a portfolio."""
    require_page(request, MANAGE_PEOPLE)
    form = NewPortfolioForm(request.POST or None)
    made = form.is_valid() and tried(form, lambda: add_portfolio(**form.cleaned_data, **by(request)))
    if made:
        messages.success(request, _("%(name)s was added. Give people grants on it.") % {"name": made})
        return redirect("settings:portfolios")
    return _form_page(request, form, _("New portfolio"))


@require_http_methods(["GET", "POST"])
def portfolio(request: HttpRequest, key: UUID) -> HttpResponse:
    """Rename a portfolio; also where it is retired."""
    require_page(request, MANAGE_PEOPLE)
    found = get_object_or_404(Portfolio, pk=key)
    form = PortfolioForm(request.POST or None, initial={"name": found.name})
    rename = lambda: rename_portfolio(portfolio=found, **form.cleaned_data, **by(request))  # noqa: E731
    if form.is_valid() and tried(form, rename):
        messages.success(request, _("Saved."))
        return redirect("settings:portfolios")
    return _form_page(request, form, str(found), portfolio=found)


@require_POST
def retirement(request: HttpRequest, key: UUID) -> HttpResponse:
    """Retire a portfolio, or reinstate it (``retired`` empty)."""
    require_page(request, MANAGE_PEOPLE)
    found = get_object_or_404(Portfolio, pk=key)
    day = localdate() if request.POST.get("retired") else None
    retire_portfolio(portfolio=found, day=day, **by(request))
    messages.success(request, _("Saved."))
    return redirect("settings:portfolios")


@require_GET
def roles(request: HttpRequest) -> HttpResponse:
    """What each role may, in words, and who has it."""
    user = require_page(request)
    names_people = MANAGE_PEOPLE in rights_of(user).may
    words = _permission_words()
    groups = Group.objects.prefetch_related("permissions__content_type", "user_set").order_by("pk")
    rows = [
        {
            "name": in_words(group.name),
            "may": [words.get(_name_of(one), one.name) for one in group.permissions.all()],
            "people": sorted(who.username for who in group.user_set.all() if who.is_active) if names_people else [],
        }
        for group in groups
    ]
    context = {"tabs": tabs(user, "settings:roles"), "rows": rows, "names_people": names_people}
    return render(request, "settings/roles.html", context)


def _permission_words() -> dict[str, str]:
    """Each declared permission in the active language; the database keeps the words of the day of migration."""
    return {
        f"{model._meta.app_label}.{codename}": str(words)
        for model in apps.get_models()
        for codename, words in model._meta.permissions
    }


def _name_of(permission: Any) -> str:
    return f"{permission.content_type.app_label}.{permission.codename}"


def _form_page(request: HttpRequest, form: Any, title: str, **more: Any) -> HttpResponse:
    back = reverse("settings:portfolios")
    crumbs = [{"label": _("Portfolios"), "url": back}, {"label": title}]
    context = {"form": form, "title": title, "back": back, "crumbs": crumbs} | more
    return render(request, "settings/form.html", context, status=422 if form.errors else 200)

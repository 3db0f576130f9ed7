"""The pages of column sets: one's own and shared ones, and changing one."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from access.models import User
from access.permissions import require
from audit.models import Channel
from audit.refusals import Refused
from customers.exports import choice, column_sets
from customers.exports.forms import ColumnSetForm
from customers.exports.pages import grouped
from customers.exports.words import column_words
from customers.models import ColumnSet
from customers.views_lifecycle import typed


@require_GET
def column_set_list(request: HttpRequest) -> HttpResponse:
    """The sets a person may use."""
    require(request.user, choice.EXPORT, None)
    sets = ColumnSet.objects.visible_to(request.user).select_related("owner").order_by("name", "pk")
    rows = [
        {
            "set": one,
            "columns": column_words(column_sets.existing(one, request.user, unmasked=True)),
            "may_change": column_sets.may_change(one, request.user),
        }
        for one in sets
    ]
    return render(request, "customers/exports/column_sets.html", {"rows": rows, "crumbs": _crumbs()})


@require_http_methods(["GET", "POST"])
def edit_column_set(request: HttpRequest, key: int) -> HttpResponse:
    """Give a set another name or other columns, or share it."""
    found = _changeable(request, key)
    names = column_sets.existing(found, request.user, unmasked=True)
    form = ColumnSetForm(typed(request), initial={"name": found.name, "shared": found.shared, "columns": names})
    if form.is_valid():
        try:
            column_sets.change(
                column_set=found, actor=cast(User, request.user), channel=Channel.WEB, **form.cleaned_data
            )
        except (Refused, ValidationError) as refusal:
            form.add_refused(refusal)
        else:
            messages.success(request, _("The column set “%(name)s” was saved.") % {"name": found.name})
            return redirect("exports:column_sets")
    ticked = request.POST.getlist("columns") if form.is_bound else names
    groups = grouped(choice.offered(request.user, unmasked=True), ticked)
    context: dict[str, Any] = {"form": form, "groups": groups, "set": found, "crumbs": _crumbs(found.name)}
    return render(request, "customers/exports/column_set.html", context, status=422 if form.errors else 200)


@require_POST
def delete_column_set(request: HttpRequest, key: int) -> HttpResponse:
    """Remove a set."""
    found = _changeable(request, key)
    name = found.name
    column_sets.remove(column_set=found, actor=cast(User, request.user), channel=Channel.WEB)
    messages.success(request, _("The column set “%(name)s” was removed.") % {"name": name})
    return redirect("exports:column_sets")


def _changeable(request: HttpRequest, key: int) -> ColumnSet:
    """A set the person may use, else 404, and change, else 403."""
    require(request.user, choice.EXPORT, None)
    found = get_object_or_404(ColumnSet.objects.visible_to(request.user), pk=key)
    if not column_sets.may_change(found, request.user):
        raise PermissionDenied
    return found


def _crumbs(*names: str) -> list[dict[str, str]]:
    crumbs = [{"label": _("Export"), "url": reverse("customers:export")}]
    if names:
        crumbs.append({"label": _("Column sets"), "url": reverse("exports:column_sets")})
    return crumbs

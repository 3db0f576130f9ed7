"""Pages of acts on many customers: what the list's selection bar asks, the preview, the results, undoing."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from access.models import User
from audit.models import Channel
from audit.refusals import Refused
from customers.bulk import planning, running, showing
from customers.bulk.forms import FORMS, BulkForm, ClassificationForm
from customers.bulk.models import BulkAct, BulkChange
from customers.bulk.offers import TO_FILE, may_take
from customers.exports.scope import Scope


@require_http_methods(["GET", "POST"])
def new_change(request: HttpRequest) -> HttpResponse:
    """What the act needs to know about the customers chosen in the list; then to its preview."""
    if request.method == "GET":
        return redirect(showing.list_url(request.GET))
    act = request.POST.get("act", "")
    try:
        if act not in {TO_FILE, *FORMS}:
            raise Refused(planning.UNKNOWN)
        scope = _scope(request)
        if act == TO_FILE:
            return redirect(_export_url(scope))
        if not may_take(request.user, BulkAct(act)):
            raise PermissionDenied
        return _asked(request, BulkAct(act), scope)
    except Refused as refusal:
        context = {"refusal": refusal.message, "list_url": showing.list_url(request.GET)}
        return render(request, "customers/bulk/refused.html", context, status=refusal.status)


def _scope(request: HttpRequest) -> Scope:
    """The customers ticked in the list, or all that pass its filters. Raises Refused."""
    picked = [] if "all" in request.POST else request.POST.getlist("code")
    if not picked and "all" not in request.POST:
        raise Refused(planning.NOBODY)
    return Scope.of(request.GET, picked, request.user)


def _export_url(scope: Scope) -> str:
    picked = QueryDict(mutable=True)
    picked.setlist("code", list(scope.codes))
    return f"{reverse('customers:export')}?{picked.urlencode() if scope.codes else scope.query}"


def _asked(request: HttpRequest, act: BulkAct, scope: Scope) -> HttpResponse:
    form = _form(request, act)
    meant = planning.chosen(scope, cast(User, request.user))
    if form.is_bound and form.is_valid() and (change := _planned(request, act, form, scope)):
        return redirect(showing.preview_url(change, request.GET))
    context = {
        "form": form,
        "act": act,
        "label": act.label,
        "count": meant.total,
        "codes": scope.codes,
        "crumbs": showing.crumbs(act.label, request.GET),
        "list_url": showing.list_url(request.GET),
    }
    return render(request, "customers/bulk/new.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, act: BulkAct) -> BulkForm:
    typed = request.POST if "plan" in request.POST else None
    if act == BulkAct.CLASSIFICATION:
        return ClassificationForm(typed, user=request.user, chosen=request.POST.get("choose", ""))
    return FORMS[act](typed, user=request.user)


def _planned(request: HttpRequest, act: BulkAct, form: BulkForm, scope: Scope) -> BulkChange | None:
    try:
        reason, actor = form.cleaned_data["reason"], cast(User, request.user)
        return planning.plan(act=act, options=form.options(), scope=scope, reason=reason, actor=actor)
    except ValidationError as error:
        form.add_refused(error)
        return None


@require_http_methods(["GET", "POST"])
def change_detail(request: HttpRequest, key: UUID) -> HttpResponse:
    """The preview, how far it is, or what came of each customer; posted: carry it out."""
    change = find(request, key)
    if request.method == "GET":
        return render(request, "customers/bulk/detail.html", showing.page(request, change))
    try:
        running.confirm(change=change, actor=cast(User, request.user), channel=Channel.WEB)
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect(change.run or showing.preview_url(change, request.GET))


@require_POST
def undo_change(request: HttpRequest, key: UUID) -> HttpResponse:
    """Put it back with every customer nobody changed since."""
    change = find(request, key)
    try:
        back = running.undo(change=change, actor=cast(User, request.user), channel=Channel.WEB)
    except Refused as refusal:
        messages.warning(request, refusal.message)
        return redirect(change)
    messages.success(request, _("Undone as far as it goes: see what came of each."))
    return redirect(back.run or back)


def find(request: HttpRequest, key: UUID) -> BulkChange:
    """One's own act; another's is the same 404 as none."""
    own = BulkChange.objects.made_by(request.user).select_related("undoes", "run", "undone_by")
    return get_object_or_404(own, pk=key)

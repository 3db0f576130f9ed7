"""Pages of saved views: one's own and the shared ones, saving a list, changing and deleting a view."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from access import preferences
from access.permissions import rights_of
from access.roles import in_words
from audit.models import Channel
from audit.refusals import Refused
from customers import facets
from customers.lists import state
from customers.lists.state import State
from customers.saved_views import members, saving
from customers.saved_views.forms import ChangeForm, ViewForm
from customers.saved_views.models import SavedView
from customers.saved_views.saving import Content


@require_GET
def view_list(request: HttpRequest) -> HttpResponse:
    """One's own views and the shared ones; asked by htmx, the menu of the list."""
    views = _described(request)
    context = {"views": views, "query": request.GET.urlencode(), "base": _base(request, views)}
    template = "menu" if "HX-Request" in request.headers else "list"
    return render(request, f"customers/saved_views/{template}.html", context | {"crumbs": crumbs()})


@require_http_methods(["GET", "POST"])
def new_view(request: HttpRequest) -> HttpResponse:
    """Save the list of this address under a name."""
    try:
        shown = state.read(request)
    except Refused as refusal:
        messages.warning(request, refusal.message)
        return redirect("customers:list")
    form = ViewForm(_posted(request), user=request.user, initial={"whole": True})
    if form.is_valid() and (view := _saved(request, form, shown)):
        messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
        return redirect(view)
    context = {"form": form, "crumbs": crumbs(_("Save this list")), "parts": parts_of(shown), "view": None}
    return render(request, "customers/saved_views/edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def edit_view(request: HttpRequest, slug: str) -> HttpResponse:
    """Rename or share a view, make it show the list one comes from, or the opening view of roles."""
    view = find(request, slug)
    if not saving.may_change(view, request.user, rights_of(request.user)):
        raise PermissionDenied
    try:
        shown = state.read(request) if request.GET else None
    except Refused:
        shown = None
    form = ChangeForm(
        _posted(request),
        user=request.user,
        replaces=shown is not None,
        own=view.owner_id == request.user.pk,
        initial=_present(view, request.user) | {"replace": shown is not None},
    )
    if form.is_valid() and _changed(request, form, view, shown):
        messages.success(request, _("The view “%(name)s” is saved.") % {"name": form.cleaned_data["name"]})
        return redirect(view)
    context = {"form": form, "view": view, "crumbs": crumbs(view.name), "parts": parts_of(shown) if shown else []}
    return render(request, "customers/saved_views/edit.html", context, status=422 if form.errors else 200)


@require_POST
def delete_view(request: HttpRequest, slug: str) -> HttpResponse:
    """Delete a view."""
    view = find(request, slug)
    saving.delete(view=view, actor=request.user, channel=Channel.WEB)  # type: ignore[arg-type]
    messages.success(request, _("The view “%(name)s” is deleted.") % {"name": view.name})
    return redirect("saved_views:list")


@require_POST
def set_opening(request: HttpRequest, slug: str) -> HttpResponse:
    """Have one's own list open with this view, or no longer."""
    view = find(request, slug)
    saving.open_with(view=view if request.POST.get("on") else None, actor=request.user)  # type: ignore[arg-type]
    return redirect("saved_views:list")


def find(request: HttpRequest, slug: str) -> SavedView:
    """The view ``slug`` as the person may use it; another's private one is the same 404 as none."""
    return get_object_or_404(SavedView.objects.visible_to(request.user), slug=slug)


def crumbs(here: str = "") -> list[dict[str, str]]:
    """The way back."""
    way = [{"label": _("Customers"), "url": reverse("customers:list")}]
    views = {"label": _("Saved views"), "url": reverse("saved_views:list") if here else ""}
    return [*way, views, *([{"label": here, "url": ""}] if here else [])]


def content_of(shown: State, *, whole: bool) -> Content:
    """A list as a view keeps it."""
    filters = dict(members.conditions(shown.filters, shown.query))
    if not whole:
        return Content(filters)
    return Content(filters, [column.key for column in shown.columns], shown.ordering, shown.size)


def parts_of(shown: State) -> list[str]:
    """What a list consists of, in words."""
    return [chip["label"] for chip in facets.chips(shown.filters, shown.query, "")]


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _present(view: SavedView, user: Any) -> dict[str, Any]:
    return {
        "name": view.name,
        "shared": view.shared,
        "whole": view.is_whole,
        "opening": preferences.get(user, saving.DEFAULT) == view.slug,
        "roles": list(view.roles.values_list("role", flat=True)),
    }


def _saved(request: HttpRequest, form: ViewForm, shown: State) -> SavedView | None:
    given = form.cleaned_data
    content = content_of(shown, whole=given["whole"])
    act: dict[str, Any] = {"actor": request.user, "channel": Channel.WEB}
    try:
        shared, roles = given.get("shared", False), given.get("roles", ())
        view = saving.create(name=given["name"], content=content, shared=shared, roles=roles, **act)
    except (Refused, ValidationError) as refusal:
        _add_refusal(form, refusal)
        return None
    _set_opening(form, view, request.user)
    return view


def _changed(request: HttpRequest, form: ChangeForm, view: SavedView, shown: State | None) -> bool:
    given = form.cleaned_data
    replaced = shown is not None and given.get("replace")
    content = content_of(shown, whole=given["whole"]) if shown and replaced else None
    act: dict[str, Any] = {"actor": request.user, "channel": Channel.WEB}
    shared = given.get("shared", view.shared)
    try:
        roles = given.get("roles")
        changed = saving.change(view=view, name=given["name"], shared=shared, content=content, roles=roles, **act)
    except (Refused, ValidationError) as refusal:
        _add_refusal(form, refusal)
        return False
    _set_opening(form, changed, request.user)
    return True


def _set_opening(form: ViewForm, view: SavedView, user: Any) -> None:
    """Whether one's own list opens with the view, which nothing refuses."""
    given = form.cleaned_data
    if "opening" in given:
        was = preferences.get(user, saving.DEFAULT) == view.slug
        if given["opening"] != was:
            saving.open_with(view=view if given["opening"] else None, actor=user)


def _add_refusal(form: ViewForm, refusal: Refused | ValidationError) -> None:
    if isinstance(refusal, Refused):
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return
    for member, errors in refusal.error_dict.items():
        for error in errors:
            form.add_error(member if member in form.fields else None, error)


def _described(request: HttpRequest) -> list[dict[str, Any]]:
    """Each view with what the person may do with it."""
    user, rights = request.user, rights_of(request.user)
    own = preferences.get(user, saving.DEFAULT)
    found = SavedView.objects.visible_to(user).select_related("owner").prefetch_related("roles__role")
    return [
        {
            "view": view,
            "mine": view.owner_id == user.pk,
            "opening": view.slug == own,
            "may_change": saving.may_change(view, user, rights),
            "conditions": sum(map(len, view.filters.values())),
            "roles": [in_words(one.role.name) for one in view.roles.all()],
        }
        for view in found.order_by("name", "pk")
    ]


def _base(request: HttpRequest, views: list[dict[str, Any]]) -> SavedView | None:
    """The view the present list came from, if the person may change it."""
    slug = request.GET.get("based_on") or request.GET.get("view")
    return next((one["view"] for one in views if one["view"].slug == slug and one["may_change"]), None)

"""Pages of dimensions and their trees. Everybody reads them; who looks after them changes them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from access.forms import RefusableForm
from access.permissions import allows
from audit.models import Channel
from audit.refusals import Refused
from categories import operations, usage
from categories.forms import (
    CategoryForm,
    DimensionForm,
    MoveForm,
    NewCategoryForm,
    NewDimensionForm,
    initial_of,
)
from categories.models import Category, Dimension
from categories.operations import MANAGE, CategoryState
from categories.queries import Node, Tree, tree_of
from categories.rows import address, chosen, place_of, rows_of


@require_GET
def list(request: HttpRequest) -> HttpResponse:
    """One dimension's tree, with how many customers the reader sees in each category."""
    dimensions = Dimension.objects.visible_to(request.user).order_by("position", "code")
    wanted = request.GET.get("dimension", "")
    dimension = _dimension(request, wanted) if wanted else dimensions.first()
    context: dict[str, Any] = {"may_manage": allows(request.user, MANAGE, None), "dimension": dimension}
    if dimension is not None:
        context |= _tree_context(request, dimension)
    context["tabs"] = [
        {"label": str(one), "url": address(one), "current": one == dimension, "count": None} for one in dimensions
    ]
    return render(request, "categories/list.html", context)


def _tree_context(request: HttpRequest, dimension: Dimension) -> dict[str, Any]:
    tree, search = tree_of(dimension), request.GET.get("q", "").strip()[:100]
    under = _under(tree, request.GET.get("under", ""))
    path = tree.path(under) if under else []
    return {
        "rows": rows_of(dimension, tree, chosen(tree, under=under, search=search), request.user),
        "count_labels": [counter.label for counter in usage.counters],
        "under": under,
        "crumbs": [{"label": str(dimension), "url": address(dimension)}, *(_crumb(dimension, node) for node in path)],
        "q": search,
        "list_url": address(dimension),
        "undo": _undo(request, tree),
    }


def _under(tree: Tree, code: str) -> Node | None:
    found = [node for node in tree.walk() if node.category.code == code] if code else []
    if code and not found:
        raise Http404
    return found[0] if found else None


def _crumb(dimension: Dimension, node: Node) -> dict[str, str]:
    return {"label": str(node.category), "url": address(dimension, under=node.category.code)}


def _undo(request: HttpRequest, tree: Tree) -> dict[str, Any] | None:
    """What takes the last move back: named in the address, since nothing of it is kept."""
    moved = next((node for node in tree.walk() if str(node.category.pk) == request.GET.get("moved")), None)
    if moved is None or not allows(request.user, MANAGE, None):
        return None
    return {"category": moved.category, "parent": request.GET.get("back", "")}


@require_http_methods(["GET", "POST"])
def new_dimension(request: HttpRequest) -> HttpResponse:
    """Add a dimension."""
    _require_manager(request)
    form = NewDimensionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = _tried(form, lambda: operations.add_dimension(new=form.new(), **_by(request)))
        if made:
            messages.success(request, _("%(name)s was added. Give it categories.") % {"name": made})
            return redirect(address(made))
    return _form_page(request, form, _("New dimension"), back=reverse("categories:list"))


@require_http_methods(["GET", "POST"])
def edit_dimension(request: HttpRequest, code: str) -> HttpResponse:
    """Rename a dimension, or make it required or open."""
    dimension = _dimension(request, code)
    _require_manager(request)
    form = DimensionForm(request.POST or None, initial=initial_of(dimension))
    if request.method == "POST" and form.is_valid():
        change = lambda: operations.change_dimension(dimension=dimension, wording=form.wording(), **_by(request))  # noqa: E731
        if _tried(form, change):
            messages.success(request, _("Saved."))
            return redirect(address(dimension))
    return _form_page(request, form, _("Edit %(name)s") % {"name": dimension}, back=address(dimension))


@require_http_methods(["GET", "POST"])
def new_category(request: HttpRequest, code: str) -> HttpResponse:
    """Add a category to a dimension."""
    dimension = _dimension(request, code)
    _require_manager(request)
    form = NewCategoryForm(request.POST or None, tree=tree_of(dimension), initial={"parent": request.GET.get("parent")})
    if request.method == "POST" and form.is_valid():
        made = _tried(form, lambda: operations.add_category(dimension=dimension, new=form.new(), **_by(request)))
        if made:
            messages.success(request, _("%(name)s was added.") % {"name": made})
            return redirect(place_of(made))
    title = _("New category in %(name)s") % {"name": dimension}
    return _form_page(request, form, title, back=address(dimension))


@require_http_methods(["GET", "POST"])
def edit_category(request: HttpRequest, key: UUID) -> HttpResponse:
    """Rename a category; also where it is retired, moved from and deleted."""
    category = _category(request, key)
    _require_manager(request)
    form = CategoryForm(request.POST or None, initial=initial_of(category))
    if request.method == "POST" and form.is_valid():
        to = replace(CategoryState.of(category), **form.names())
        if _tried(form, lambda: _change(request, category, to)):
            messages.success(request, _("Saved."))
            return redirect(place_of(category))
    counts = [(one.label, usage.written(one.ever([category.pk], request.user))) for one in usage.counters]
    more = {"category": category, "counts": counts}
    return _form_page(request, form, _("Edit %(name)s") % {"name": category}, back=place_of(category), **more)


@require_http_methods(["GET", "POST"])
def move_category(request: HttpRequest, key: UUID) -> HttpResponse:
    """Put a category, with all below it, below another one or at the top; the next page offers to take it back."""
    category = _category(request, key)
    _require_manager(request)
    tree, before = tree_of(category.dimension), str(category.parent_id or "")
    form = MoveForm(request.POST or None, tree=tree, category=category, initial={"parent": before})
    if request.method == "POST" and form.is_valid():
        to = replace(CategoryState.of(category), parent=form.parent_chosen())
        moved = _tried(form, lambda: _change(request, category, to))
        if moved:
            return redirect(place_of(moved, **({} if "undo" in request.POST else {"moved": str(key), "back": before})))
    title = _("Move %(name)s") % {"name": category}
    return _form_page(request, form, title, back=place_of(category), version=category.version)


@require_POST
def retire_category(request: HttpRequest, key: UUID) -> HttpResponse:
    """Retire a category, so that nobody chooses it any more, or reinstate it (``retired`` empty)."""
    category = _category(request, key)
    retired = timezone.localdate() if request.POST.get("retired") else None
    to = replace(CategoryState.of(category), retired_on=retired)
    try:
        _change(request, category, to)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("categories:edit_category", key=key)
    return redirect(place_of(category))


@require_POST
def delete_category(request: HttpRequest, key: UUID) -> HttpResponse:
    """Delete a category that nothing uses."""
    category = _category(request, key)
    try:
        operations.delete_category(category=category, **_by(request))
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("categories:edit_category", key=key)
    messages.success(request, _("%(name)s was deleted.") % {"name": category})
    return redirect(place_of(category))


def _change(request: HttpRequest, category: Category, to: CategoryState) -> Category:
    """Change it on the version that the page was drawn with."""
    typed = request.POST.get("version", "")
    version = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0
    return operations.change_category(category=category, to=to, base_version=version, **_by(request))


def _tried(form: RefusableForm, act: Callable[[], Any]) -> Any:
    """What ``act`` made; None where it refused, which the form then shows."""
    try:
        return act()
    except (Refused, ValidationError) as refused:
        form.add_refused(refused)
        return None


def _form_page(request: HttpRequest, form: RefusableForm, title: str, *, back: str, **more: Any) -> HttpResponse:
    context = {"form": form, "title": title, "back": back} | more
    return render(request, "categories/form.html", context, status=422 if form.errors else 200)


def _require_manager(request: HttpRequest) -> None:
    if not allows(request.user, MANAGE, None):
        raise PermissionDenied(MANAGE)


def _by(request: HttpRequest) -> dict[str, Any]:
    return {"actor": request.user, "channel": Channel.WEB}


def _dimension(request: HttpRequest, code: str) -> Dimension:
    """The dimension that exists for the reader; absent and invisible ones are the same 404."""
    if "\0" in code:
        raise Http404
    return get_object_or_404(Dimension.objects.visible_to(request.user), code=code)


def _category(request: HttpRequest, key: UUID) -> Category:
    rows = Category.objects.visible_to(request.user).select_related("parent", "dimension")
    return get_object_or_404(rows, pk=key)

"""The way of a file in the browser: brought, looked at, started, found again."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access.permissions import may_manage_any, rights_of
from audit.history import note
from audit.models import Channel
from audit.refusals import Refused
from categories.models import Dimension
from customers.importing import Kind, Way
from customers.imports import blanks, guessing
from customers.imports.forms import MappingForm, UploadForm, initial_of
from customers.imports.preview import preview
from customers.imports.work import IMPORT, PERMISSION
from exchange.files import FileRefused
from exchange.imports.bringing import bring, header_of
from exchange.runs import files, starting
from exchange.runs.models import FileRole, Run, RunState
from exchange.runs.views import run_detail

START = "start"


@require_http_methods(["GET", "POST"])
def new_import(request: HttpRequest) -> HttpResponse:
    """Bring a file."""
    _require(request)
    form = UploadForm(request.POST or None, request.FILES or None, user=request.user)
    if form.is_valid():
        try:
            run = _brought(request, form.cleaned_data)
        except FileRefused as refusal:
            form.add_error("file", refusal.message)
        else:
            return redirect("imports:mapping", run.pk)
    context = {"form": form, "crumbs": _crumbs()}
    return render(request, "imports/new.html", context, status=422 if form.errors else 200)


def _require(request: HttpRequest) -> None:
    if not may_manage_any(request.user, PERMISSION):
        raise PermissionDenied(PERMISSION)


def _brought(request: HttpRequest, typed: dict[str, Any]) -> Run:
    file: UploadedFile = typed["file"]
    parameters = {"kind": typed["kind"], "portfolio": typed["portfolio"]}
    return bring(file, kind=IMPORT, actor=request.user, channel=Channel.WEB, parameters=parameters)


def _crumbs(*more: dict[str, str]) -> list[dict[str, str]]:
    return [{"label": _("Customers"), "url": reverse("customers:list")}, *more]


@never_cache
@require_http_methods(["GET", "POST"])
def mapping(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say what the columns mean, see what would come of the first rows, and start."""
    _require(request)
    run = get_object_or_404(Run.objects.made_by(request.user), pk=key, kind=IMPORT)
    if run.state != RunState.DRAFT:
        return redirect(run)
    source = files.of(run, FileRole.SOURCE)
    with files.as_path(source) as path:
        return _mapping_page(request, run, path)


def _mapping_page(request: HttpRequest, run: Run, path: Path) -> HttpResponse:
    dimensions = list(Dimension.objects.visible_to(request.user).order_by("position", "code"))
    header = header_of(path)
    form = _mapping_form(request, header, dimensions)
    if form.is_valid() and request.POST.get("act") == START:
        guessing.remember(request.user, form.header, form.chosen)
        starting.launch(run, mapping=form.mapping(), mode=form.cleaned_data["mode"])
        return redirect(run)
    rows: list[dict[str, Any]] = []
    if form.is_valid():
        try:
            rows = preview(path, form.mapping(), _way(run), request.user)
        except Refused as refusal:
            form.add_error(None, refusal.message)
    status = 422 if request.method == "POST" and form.errors else 200
    return render(request, "imports/mapping.html", _mapping_context(request, run, form, rows, header), status=status)


def _mapping_form(request: HttpRequest, header: list[str], dimensions: list[Dimension]) -> MappingForm:
    """The form as typed or, at first, as remembered or guessed: bound either way, so that it can be looked at."""
    if request.method == "POST":
        return MappingForm(request.POST, header=header, dimensions=dimensions)
    known = [field for field, _label in guessing.choices(dimensions)]
    shown = header[: guessing.MAX_COLUMNS]
    fields = guessing.remembered(request.user, shown, known) or guessing.guess(shown, dimensions)
    initial = {**initial_of(fields), "mode": MappingForm.base_fields["mode"].initial}
    return MappingForm(initial, header=header, dimensions=dimensions)


def _mapping_context(
    request: HttpRequest, run: Run, form: MappingForm, rows: list[dict[str, Any]], header: list[str]
) -> dict[str, Any]:
    chosen = form.chosen if hasattr(form, "cleaned_data") else []
    return {
        "form": form,
        "rows": rows,
        "heads": [name for name, field in zip(form.header, chosen, strict=False) if field],
        "file_name": files.name_of(files.of(run, FileRole.SOURCE)),
        "kind_label": Kind(run.parameters["kind"]).label,
        "portfolio": run.parameters["portfolio"],
        "left_over": max(0, len(header) - guessing.MAX_COLUMNS),
        "crumbs": _crumbs({"label": _("Import"), "url": reverse("customers:import")}),
    }


def _way(run: Run) -> Way:
    return Way(run.parameters["kind"], run.parameters["portfolio"])


@require_safe
def detail(request: HttpRequest, key: UUID) -> HttpResponse:
    """An import: being prepared, its mapping; else its progress and result."""
    run = get_object_or_404(Run.objects.visible_to(request.user), pk=key, kind=IMPORT)
    if run.state == RunState.DRAFT and run.actor_id == request.user.pk:
        return redirect("imports:mapping", run.pk)
    return run_detail(request, key)


@require_POST
def again(request: HttpRequest, key: UUID) -> HttpResponse:
    """The same file once more, by its mapping: after a check, or after a strict import that took nothing in."""
    _require(request)
    run = get_object_or_404(Run.objects.made_by(request.user), pk=key, kind=IMPORT)
    source = files.of(run, FileRole.SOURCE)
    if source is None:
        messages.warning(request, _("The file is removed. Bring it again."))
        return redirect("customers:import")
    parameters = {name: run.parameters[name] for name in ("kind", "portfolio")}
    file = starting.Source(files.name_of(source), files.read(source), source.content_type)
    made = starting.prepare(IMPORT, actor=request.user, channel=Channel.WEB, parameters=parameters, file=file)
    return redirect("imports:mapping", made.pk)


@never_cache
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """A template to fill in: ``?format=xlsx`` or csv; ``filled=1`` with one's customers, which is recorded."""
    _require(request)
    filled, as_csv = request.GET.get("filled") == "1", request.GET.get("format") == "csv"
    dimensions = list(Dimension.objects.visible_to(request.user).order_by("position", "code"))
    fields = blanks.fields_of(dimensions, filled=filled)
    rows = _filled_rows(request, dimensions, fields) if filled else iter(())
    return _attached(blanks.heads_of(fields, dimensions), rows, as_csv=as_csv)


def _filled_rows(request: HttpRequest, dimensions: list[Dimension], fields: list[str]) -> Iterator[list[str]]:
    if blanks.EXPORT not in rights_of(request.user).may:
        raise PermissionDenied(blanks.EXPORT)
    rows = list(blanks.rows_of(request.user, dimensions))
    details = {"rows": len(rows), "columns": fields, "template": True}
    note(actor=request.user, kind="customers.export", channel=Channel.WEB, details=details)
    return iter(rows)


def _attached(heads: list[str], rows: Iterator[list[str]], *, as_csv: bool) -> HttpResponse:
    if as_csv:
        response = HttpResponse(b"".join(blanks.as_csv(heads, rows)), content_type=files.CSV)
    else:
        response = HttpResponse(blanks.as_workbook(heads, rows), content_type=files.XLSX)
    name = f"{_('customers')}.{'csv' if as_csv else 'xlsx'}"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "no-store"
    return response

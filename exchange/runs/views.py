"""The pages of runs: one's own recent ones, one with its progress, its files, and the button that stops it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from access.permissions import require
from audit.history import acting
from audit.models import Channel
from audit.refusals import Refused
from exchange.pages import keyset_page
from exchange.runs import files, starting
from exchange.runs.kinds import KINDS
from exchange.runs.models import FileRole, Run, RunFile
from exchange.runs.pages import Shown, causes, page_of_rows

NEWEST = ("-created_at", "-id")
DOWNLOADED = "exchange.download"  # the kind of Action


@require_safe
def run_list(request: HttpRequest) -> HttpResponse:
    """One's own runs, newest first."""
    try:
        own = Run.objects.made_by(request.user).select_related("actor")
        page = keyset_page(own, order=NEWEST, cursor=request.GET.get("cursor"))
    except Refused as refusal:
        messages.warning(request, refusal.message)
        return redirect("runs:list")
    shown = [Shown(run, request.user) for run in page.rows]
    return render(request, "runs/list.html", {"page": page, "shown": shown})


@never_cache
@require_safe
def run_detail(request: HttpRequest, key: UUID) -> HttpResponse:
    """One run; asked by htmx, only how it stands."""
    run = get_object_or_404(Run.objects.visible_to(request.user).select_related("actor"), pk=key)
    shown = Shown(run, request.user)
    if request.htmx and not request.htmx.history_restore_request:
        if run.is_over:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return render(request, "runs/standing.html", {"shown": shown})
    try:
        return render(request, "runs/detail.html", _context(request, shown))
    except Refused as refusal:
        messages.warning(request, refusal.message)
        return redirect(run)


def _context(request: HttpRequest, shown: Shown) -> dict[str, Any]:
    run, kind = shown.run, KINDS.get(shown.run.kind)
    context: dict[str, Any] = {"shown": shown, "crumbs": [{"label": _("Background work"), "url": reverse("runs:list")}]}
    if shown.is_mine:
        context |= {"causes": causes(run), **page_of_rows(request, run)}
        if kind:
            context |= {"after": kind.template, **kind.also(run, request.user)}
    return context


@require_POST
def run_stop(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask one's own run to end."""
    run = get_object_or_404(Run.objects.made_by(request.user), pk=key)
    try:
        starting.stop(run=run, actor=request.user)
    except Refused as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, _("It stops after the rows it is at. What is done stays done."))
    return redirect(run)


@never_cache
@require_safe
def run_file(request: HttpRequest, key: UUID, file: UUID) -> HttpResponse:
    """A file of one's own run, for who may still do what made it; recorded."""
    run = get_object_or_404(Run.objects.made_by(request.user).filter(expires_at__gt=timezone.now()), pk=key)
    found = get_object_or_404(RunFile.objects.filter(run=run).exclude(role=FileRole.SOURCE), pk=file)
    hand_out(run=run, file=found, actor=request.user, channel=Channel.WEB)
    return download(found)


def hand_out(*, run: Run, file: RunFile, actor: Any, channel: Channel) -> None:
    """Put it into the journal that ``file`` is fetched, or that this was refused. Raises PermissionDenied."""
    details = {"run": str(run.pk), "kind": run.kind, "role": file.role, "sha256": bytes(file.digest).hex()}
    with acting(actor=actor, kind=DOWNLOADED, channel=channel, details=details):
        kind = KINDS.get(run.kind)
        if kind is None:
            raise PermissionDenied
        if kind.permission:
            require(actor, kind.permission, None)
        kind.release(run, actor)


def download(file: RunFile) -> StreamingHttpResponse:
    """The file as an attachment that nobody keeps on the way."""
    response = StreamingHttpResponse(files.read(file), content_type=file.content_type)
    response["Content-Length"] = str(file.size)
    response["Cache-Control"] = "no-store"
    response["Content-Disposition"] = content_disposition_header(True, files.name_of(file)) or "attachment"
    return response

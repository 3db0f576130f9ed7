"""Imports over the API: a file is brought, followed row by row, and what was left out is fetched (contract.md).

The run is the one of the browser, so that either shows what the other started.
"""

import json
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from access.batches.models import Batch
from access.data_keys import open_rows, text_of
from audit.models import Channel
from audit.refusals import Refused, declare
from exchange.files import FileRefused
from exchange.files import Mapping as FileMapping
from exchange.idempotency import Answered, idempotent
from exchange.imports import api_schema as schema
from exchange.imports.bringing import as_path, bring, header_of
from exchange.imports.carrying import Mode, was_taken_back
from exchange.imports.doors import DOORS, Door, name_of, names_of_runs
from exchange.pages import keyset_page, list_body, page_size_of
from exchange.runs import files, starting, views
from exchange.runs.kinds import KINDS
from exchange.runs.models import FileRole, Run, RunRow
from exchange.runs.pages import rows_of
from exchange.strict_views import StrictView

MEMBERS = ("file", "kind", "mapping", "mode")
MAX_TEXT = 100_000  # characters of a mapping
NO_FAILED_ROWS = declare("import_no_failed_rows", gettext_lazy("There is no file of failed rows."), status=409)
CONSTANT = declare(
    "import_constant", gettext_lazy("“%(name)s” is said of every row by no constant: it is one customer's own.")
)


class Imports(StrictView):
    """New imports."""

    parser_classes = [MultiPartParser]

    @extend_schema(
        operation_id="imports_create",
        request={"multipart/form-data": schema.NewImport},
        responses={201: schema.Standing},
    )
    @idempotent(required=False)
    def post(self, request: Request) -> Response:
        """Have a file taken in by the worker. `mode` is `valid_rows` unless it says otherwise."""
        if not any(door.may(request.user) for door in DOORS.values()):
            raise PermissionDenied
        door, file, given = _read(request)
        if not door.may(request.user):
            raise PermissionDenied
        run = _start(request, door, file, given)
        return _made(request, run)

    def repeat(self, request: Request, answered: Answered) -> Response:
        return _made(request, _own(request, UUID(answered.location.rstrip("/").rpartition("/")[2])))


class OneImport(StrictView):
    """One import of the caller's."""

    parameters = frozenset({"outcome", "cursor", "page_size", "count"})

    @extend_schema(
        operation_id="imports_read",
        parameters=[OpenApiParameter("outcome", str, description="Only the rows of which this came.")],
        responses=schema.Import,
    )
    def get(self, request: Request, key: UUID) -> Response:
        """How it stands, with what came of its rows, page by page."""
        run, given = _own(request, key), request.query_params
        rows = rows_of(run, _outcome(run, given.get("outcome", "")))
        size = page_size_of(given.get("page_size"))
        page = keyset_page(rows, order=("number",), size=size, cursor=given.get("cursor"))
        if given.get("count", "false") not in ("true", "false"):
            raise ValidationError({"count": [_("This is true or false.")]})
        count = rows.order_by().count() if given.get("count") == "true" else None
        shown = [_row(row) for row in open_rows(page.rows)]
        return Response(shape_of(request, run) | list_body(request, page, shown, count))


class FailedRows(StrictView):
    """The rows of an import that were left out."""

    @extend_schema(
        operation_id="imports_failed_rows",
        responses={(200, "text/csv"): OpenApiResponse(OpenApiTypes.BINARY)},
    )
    def get(self, request: Request, key: UUID) -> StreamingHttpResponse:
        """As CSV with the file's own columns, number, column and reason: corrected, it can be brought again."""
        run = get_object_or_404(_mine(request).filter(expires_at__gt=timezone.now()), pk=key)
        file = files.of(run, FileRole.ERRORS)
        if file is None:
            raise Refused(NO_FAILED_ROWS)
        views.hand_out(run=run, file=file, actor=request.user, channel=Channel.API)
        return views.download(file)


def _mine(request: Request) -> Any:
    return Run.objects.made_by(request.user).filter(kind__in=names_of_runs()).exclude(state="draft")


def _own(request: Request, key: UUID) -> Run:
    return get_object_or_404(_mine(request), pk=key)


def _read(request: Request) -> tuple[Door, UploadedFile, dict[str, str]]:
    """What the form says. Raises ValidationError by member."""
    errors: dict[str, list[str]] = {}
    door = DOORS.get(request.POST.get("kind", ""))
    known = {*MEMBERS, *(door.members if door else {name for one in DOORS.values() for name in one.members})}
    for name, values in (*request.POST.lists(), *request.FILES.lists()):
        if words := _fault(name, values, known, is_file=name in request.FILES):
            errors[name[:40].replace("\0", "\ufffd")] = [words]
    given = {name: request.POST[name] for name in request.POST if name in known}
    for name in ("file", "kind"):
        if name not in errors and name not in (request.FILES if name == "file" else given):
            errors[name] = [_("This is required.")]
    for name, choices in (("kind", list(DOORS)), ("mode", Mode.values)):
        if name in given and given[name] not in choices:
            errors[name] = [_("This is one of: %(choices)s.") % {"choices": ", ".join(choices)}]
    if errors or door is None:
        raise ValidationError(errors)
    return door, request.FILES["file"], given


def _fault(name: str, values: list[Any], known: set[str], *, is_file: bool) -> str:
    """What is wrong with a member of the form by itself; "" for nothing."""
    if name not in known:
        return _("There is no such member.")
    if len(values) > 1:
        return _("This is given more than once.")
    if is_file != (name == "file"):
        return _("This is a file.") if name == "file" else _("This is text, not a file.")
    if not is_file and ("\0" in values[0] or len(values[0]) > MAX_TEXT):
        return _("This text is too long or has a character that is none.")
    return ""


def _start(request: Request, door: Door, file: UploadedFile, given: dict[str, str]) -> Run:
    """Keep the file and put it into the queue, or nothing of both. Raises FileRefused, of ``file`` or ``mapping``."""
    parameters = door.options({name: given[name] for name in door.members if name in given}, request.user)
    mapping = _mapping(door, file, given.get("mapping", "{}"))
    with transaction.atomic():
        try:
            run = bring(file, kind=door.run, actor=request.user, channel=Channel.API, parameters=parameters)
        except FileRefused as refusal:
            raise _about("file", refusal) from refusal
        return starting.launch(run, mapping=mapping, mode=given.get("mode", Mode.VALID_ROWS.value))


def _mapping(door: Door, file: UploadedFile, text: str) -> dict[str, Any]:
    """The mapping, if it fits the file. Raises FileRefused, Refused."""
    member = "mapping"
    try:
        mapping = FileMapping.from_json(text, door.fields)
        if name := next((name for name in mapping.constants if name in door.personal), None):
            raise Refused(CONSTANT, "mapping", name=name)
        member = "mapping" if mapping.columns else "file"
        with as_path(file) as path:
            header = _header(path)
        mapping.bind(header)
    except FileRefused as refusal:
        raise _about(refusal.field if refusal.field == "file" else member, refusal) from refusal
    return json.loads(text)


def _header(path: Any) -> list[str]:
    try:
        return header_of(path)
    except FileRefused as refusal:
        raise _about("file", refusal) from refusal


def _about(member: str, refusal: FileRefused) -> FileRefused:
    """The refusal, said of a member of the form; its sentence still names row and column."""
    refusal.field = member
    return refusal


def _outcome(run: Run, outcome: str) -> str:
    known = KINDS[run.kind].outcomes
    if outcome and outcome not in known:
        raise ValidationError({"outcome": [_("This is one of: %(choices)s.") % {"choices": ", ".join(known)}]})
    return outcome


def _made(request: Request, run: Run) -> Response:
    location = request.build_absolute_uri(reverse("api:import", args=[run.pk]))
    return Response(shape_of(request, run), status=201, headers={"Location": location})


def shape_of(request: Request, run: Run) -> dict[str, Any]:
    """An import as the API shows it."""
    open_rows([run])
    failed = files.of(run, FileRole.ERRORS) is not None and run.expires_at > timezone.now()
    address = request.build_absolute_uri(reverse("api:import_failed_rows", args=[run.pk]))
    batches = Batch.objects.visible_to(request.user).filter(source=run.pk).order_by("created_at", "pk")
    return {
        "id": str(run.pk),
        "kind": name_of(run.kind),
        "mode": run.parameters["mode"],
        "state": run.state,
        "total": run.total,
        "done": run.through,
        "counts": run.counts,
        "taken_back": run.is_over and was_taken_back(run),
        "error": run.error,
        "detail": text_of(run.words),
        "failed_rows": address if failed else None,
        "requests": [str(key) for key in batches.values_list("pk", flat=True)],
        "created_at": run.created_at,
        "ended_at": run.ended_at,
        "expires_at": run.expires_at,
    }


def _row(row: RunRow) -> dict[str, Any]:
    return {
        "row": row.number,
        "outcome": row.outcome,
        "code": row.code,
        "cause": row.cause,
        "column": row.field,
        "reason": text_of(row.reason),
    }

"""Exports over the API: asked for, followed, fetched (docs/api.md). The worker writes each file."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from access.data_keys import open_rows, text_of
from audit.models import Channel
from audit.refusals import Refused
from customers.api import address_of, read_members
from customers.exports import api_schema as schema
from customers.exports import background, choice, column_sets
from customers.exports.asking import Format, Wanted
from customers.exports.exporting import EXPORTED
from customers.exports.scope import CODE_UNKNOWN, MAX_CODES, Scope
from customers.members import Clean, Errors, flag, line, listed, not_an_object, one_of
from exchange.idempotency import Answered, idempotent
from exchange.runs import files, views
from exchange.runs.models import FileRole, Run
from exchange.strict_views import StrictView

MAX_VALUES = 100  # of one filter
TEXT = 200  # characters of one value


class Exports(StrictView):
    """New exports."""

    @extend_schema(operation_id="exports_create", request=schema.NewExport, responses={201: schema.Export})
    @idempotent(required=False)
    def post(self, request: Request) -> Response:
        """Have a file written of the customers a filter finds, or of some by their codes."""
        wanted = _wanted(request)
        run = background.order(wanted=wanted, actor=request.user, channel=Channel.API)
        return _made(request, run)

    def repeat(self, request: Request, answered: Answered) -> Response:
        return _made(request, _own(request, UUID(answered.location.rstrip("/").rpartition("/")[2])))


class OneExport(StrictView):
    """One export of the caller's."""

    @extend_schema(operation_id="exports_read", responses=schema.Export)
    def get(self, request: Request, key: UUID) -> Response:
        """How it stands; ``file`` is its address once it can be fetched."""
        return Response(shape_of(request, _own(request, key)))


class ExportFile(StrictView):
    """The file of an export."""

    @extend_schema(
        operation_id="exports_file",
        responses={(200, "application/octet-stream"): OpenApiResponse(OpenApiTypes.BINARY)},
    )
    def get(self, request: Request, key: UUID) -> StreamingHttpResponse:
        """The bytes, for the one who asked for them and may still see all that is in them; recorded."""
        run = get_object_or_404(_mine(request).filter(expires_at__gt=timezone.now()), pk=key)
        file = files.of(run, FileRole.RESULT)
        if file is None:
            raise Refused(schema.NOT_READY)
        views.hand_out(run=run, file=file, actor=request.user, channel=Channel.API)
        return views.download(file)


def _mine(request: Request) -> Any:
    return Run.objects.made_by(request.user).filter(kind=EXPORTED)


def _own(request: Request, key: UUID) -> Run:
    return get_object_or_404(_mine(request), pk=key)


def _made(request: Request, run: Run) -> Response:
    headers = {"Location": address_of(request, "export", run.pk)}
    return Response(shape_of(request, run), status=201, headers=headers)


def shape_of(request: Request, run: Run) -> dict[str, Any]:
    """An export as the API shows it."""
    file = files.of(run, FileRole.RESULT)
    open_rows([run])
    ready = file is not None and run.expires_at > timezone.now()
    return {
        "id": str(run.pk),
        "state": run.state,
        "total": run.total,
        "rows": max(run.done, run.shown),
        "error": run.error,
        "detail": text_of(run.words),
        "format": run.parameters["format"],
        "sha256": bytes(file.digest).hex() if file else "",
        "size": file.size if file else None,
        "file": address_of(request, "export_file", run.pk) if ready else None,
        "created_at": run.created_at,
        "expires_at": run.expires_at,
    }


def _names(member: str) -> Clean:
    def clean(value: object) -> list[str]:
        errors = Errors()
        found = [errors.read(path, line(TEXT), item, "") for path, item in listed(member, value, MAX_CODES, errors)]
        errors.raise_any()
        return found

    return clean


def _filter(value: object) -> QueryDict:
    """The list's own parameters: texts, and lists of texts where the list takes several."""
    if not isinstance(value, Mapping):
        raise not_an_object()
    query, errors = QueryDict(mutable=True), Errors()
    errors.refuse_unknown(value, {*schema.SINGLE, *schema.SEVERAL})
    for name, given in value.items():
        if name in schema.SINGLE:
            query[name] = errors.read(name, line(TEXT), given, "")
        elif name in schema.SEVERAL:
            found = listed(name, given, MAX_VALUES, errors)
            query.setlist(name, [errors.read(path, line(TEXT), one, "") for path, one in found])
    errors.raise_any()
    return query


READERS: dict[str, Clean] = {
    "filter": _filter,
    "codes": _names("codes"),
    "columns": _names("columns"),
    "column_set": line(column_sets.MAX_NAME),
    "format": one_of(Format.values),
    "words": flag,
    "unmasked": flag,
    "reason": line(500),
}


def _wanted(request: Request) -> Wanted:
    """What a body asks for. Raises ValidationError by member, and Refused."""
    given = read_members(request.data, READERS, needed=("format",))
    _refuse_both(given, "filter", "codes")
    _refuse_both(given, "columns", "column_set")
    scope = Scope.of(given.get("filter", QueryDict()), given.get("codes", ()), request.user)
    unmasked = given.get("unmasked", False)
    wanted = Wanted(
        scope=scope,
        columns=tuple(_columns(given, request.user, unmasked=unmasked)),
        format=Format(given["format"]),
        words=given.get("words", False),
        unmasked=unmasked,
        reason=given.get("reason", ""),
    )
    _refuse_unseen(scope, request.user)
    return wanted


def _refuse_both(given: Mapping[str, Any], first: str, second: str) -> None:
    """Two members that say the same thing are not weighed against each other. Raises ValidationError."""
    if first in given and second in given:
        message = _("Give either %(first)s or %(second)s.") % {"first": first, "second": second}
        raise ValidationError({second: [message]})


def _columns(given: Mapping[str, Any], user: Any, *, unmasked: bool) -> list[str]:
    """The columns that were named, those of a set, or the usual ones."""
    if "columns" in given:
        return given["columns"]
    if "column_set" in given:
        return column_sets.existing(column_sets.called(given["column_set"], user), user, unmasked=unmasked)
    return choice.usual(choice.offered(user))


def _refuse_unseen(scope: Scope, user: Any) -> None:
    """A code that names nobody the caller sees is refused by name, as unknown ones are."""
    if scope.codes:
        asked = scope.asked_of(user).customers.visible_to(user)
        seen = set(asked.values_list("code", flat=True))
        if unseen := next((code for code in scope.codes if code not in seen), None):
            raise Refused(CODE_UNKNOWN, "codes", customer=unseen)

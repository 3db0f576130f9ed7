"""POST /statement-runs/, and how one stands (contract.md, E8)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import StreamingHttpResponse
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from access.data_keys import open_rows, text_of
from access.models import Portfolio
from accounts.members import Members, one_of, read_day
from accounts.models import Side
from accounts.reports.api import MoneyView
from accounts.reports.asked import SIDES, TEXT, Asked
from accounts.statements.runs import prints, views, working
from audit.models import Channel
from exchange.idempotency import Answered, idempotent
from exchange.money import clean_currency
from exchange.pages import keyset_page, list_body, page_size_of
from exchange.runs.models import Run, RunState
from exchange.runs.pages import rows_of
from exchange.strict import StrictSerializer

MEMBERS = frozenset({"portfolio", "currency", "side", "from", "to"})
PAGES = frozenset({"cursor", "page_size", "outcome"})


class RunBody(StrictSerializer):
    """POST /statement-runs/."""

    portfolio = serializers.CharField(help_text="Its code.")
    currency = serializers.CharField(max_length=3)
    side = serializers.ChoiceField(Side.choices, required=False)
    to = serializers.DateField()

    def get_fields(self) -> Any:
        return {**super().get_fields(), "from": serializers.DateField()}


class RunRowView(serializers.Serializer):
    """What came of one account: ``code`` is the statement's number, else the customer's code."""

    row = serializers.IntegerField()
    outcome = serializers.ChoiceField([(name, name) for name in working.OUTCOMES])
    code = serializers.CharField()
    cause = serializers.CharField(help_text="Code of why there is none, else empty.")
    reason = serializers.CharField()


class RunStanding(serializers.Serializer):
    """A run and how it stands."""

    id = serializers.UUIDField()
    portfolio = serializers.CharField(allow_null=True)
    currency = serializers.CharField()
    side = serializers.ChoiceField(Side.choices)
    to = serializers.DateField()
    state = serializers.ChoiceField(RunState.choices)
    total = serializers.IntegerField(allow_null=True)
    done = serializers.IntegerField()
    counts = serializers.DictField(child=serializers.IntegerField())
    expires_at = serializers.DateTimeField()

    def get_fields(self) -> Any:
        return {**super().get_fields(), "from": serializers.DateField()}


class RunView(RunStanding):
    """A run with a page of its rows."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = RunRowView(many=True)


class StatementRuns(MoneyView):
    """POST /statement-runs/."""

    @extend_schema(request=RunBody, responses={201: RunStanding})
    @idempotent(required=False)
    def post(self, request: Request) -> Response:
        """Have the statements of a portfolio issued by the worker, in the language of the request."""
        if not isinstance(request.data, Mapping):
            raise ValidationError(_("The body is a JSON object."))
        given = Members(dict(request.data), MEMBERS)
        code = given.take("portfolio", TEXT, required=True, default="")
        side = given.take("side", SIDES, default=Side.RECEIVABLE)
        currency = given.take("currency", clean_currency, required=True)
        first, last = (given.take(name, read_day, required=True) for name in ("from", "to"))
        given.done()
        portfolio = get_object_or_404(Portfolio.objects.visible_to(request.user), code=code)
        wanted = working.Wanted(portfolio, side, currency, first, last)
        run = working.begin(wanted=wanted, actor=request.user, channel=Channel.API)
        return _made(request, run)

    def repeat(self, request: Request, answered: Answered, **kwargs: Any) -> Response:
        return _made(request, _own(request, resolve(answered.location).kwargs["key"]))


class StatementRun(MoneyView):
    """GET /statement-runs/{id}/."""

    parameters = PAGES

    @extend_schema(
        operation_id="statement_runs_read",
        responses=RunView,
        parameters=[OpenApiParameter(name) for name in sorted(PAGES)],
    )
    def get(self, request: Request, key: UUID) -> Response:
        """How it stands, with what came of each account; `outcome` shows only the accounts of which this came."""
        run, given = _own(request, key), request.query_params
        asked = Asked({"outcome": given.get("outcome", "")})
        outcome = asked.take("outcome", one_of(frozenset(working.OUTCOMES), str), default="")
        asked.done()
        size = page_size_of(given.get("page_size"))
        page = keyset_page(rows_of(run, outcome), order=("number",), size=size, cursor=given.get("cursor"))
        rows = [_row(row) for row in open_rows(page.rows)]
        return Response(_shape(request, run) | list_body(request, page, rows))


class StatementRunPrints(MoneyView):
    """GET /statement-runs/{id}/prints/."""

    @extend_schema(
        operation_id="statement_runs_prints",
        responses={(200, "application/zip"): OpenApiResponse(OpenApiTypes.BINARY)},
    )
    def get(self, request: Request, key: UUID) -> StreamingHttpResponse:
        """The statements of the run that one may see now, as a ZIP with a PDF each."""
        run = _own(request, key)
        return views.answer_of(prints.zipped(run, actor=request.user, channel=Channel.API), run)


def _own(request: Request, key: UUID) -> Run:
    own = Run.objects.made_by(request.user).filter(kind=working.KIND, expires_at__gt=timezone.now())
    return get_object_or_404(own, pk=key)


def _made(request: Request, run: Run) -> Response:
    location = request.build_absolute_uri(reverse("api:statement_run", args=[run.pk]))
    return Response(_shape(request, run), status=201, headers={"Location": location})


def _shape(request: Request, run: Run) -> dict[str, Any]:
    given = run.parameters
    portfolio = Portfolio.objects.visible_to(request.user).filter(pk=given["portfolio"]).first()
    return {
        "id": str(run.pk),
        "portfolio": portfolio and portfolio.code,
        **{name: given[name] for name in ("currency", "side", "from", "to")},
        "state": run.state,
        "total": run.total,
        "done": run.through,
        "counts": run.counts,
        "expires_at": run.expires_at,
    }


def _row(row: Any) -> dict[str, Any]:
    return {
        "row": row.number,
        "outcome": row.outcome,
        "code": row.code,
        "cause": row.cause,
        "reason": text_of(row.reason),
    }

"""POST /reconciliations/: a general-ledger list in, differences by customer out (contract.md)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.choices import Side
from accounts.drafts import ledger_today
from accounts.members import Members, read_day
from accounts.models import Reconciliation, ReconciliationLine
from accounts.reconciling import comparing
from accounts.reports.api import AMOUNT, ListBody, MoneyView
from accounts.reports.asked import SIDES
from audit.models import Channel
from exchange.idempotency import idempotent
from exchange.money import format_money
from exchange.pages import keyset_page, list_body, page_size_of

MEMBERS = frozenset({"file", "side", "as_of"})
RESULTS = ("differs", "unknown", "not_listed", "equal")


class DifferenceView(serializers.Serializer):
    """A code and currency; ``theirs`` and ``ours`` are null where there is no such line or customer."""

    code = serializers.CharField()
    currency = serializers.CharField()
    result = serializers.ChoiceField([(name, name) for name in RESULTS])
    theirs = serializers.CharField(allow_null=True, **AMOUNT)
    ours = serializers.CharField(allow_null=True, **AMOUNT)
    difference = serializers.CharField(help_text="Ours less theirs.")


class ReconciliationView(ListBody):
    """A comparison with a page of its lines, in the order of code and currency."""

    id = serializers.IntegerField()
    side = serializers.ChoiceField(Side.choices)
    as_of = serializers.DateField()
    lines = serializers.IntegerField()
    differing = serializers.IntegerField()
    results = DifferenceView(many=True)


class ReconciliationBody(serializers.Serializer):
    """POST /reconciliations/."""

    file = serializers.FileField(help_text="CSV or XLSX with code, currency, balance.")
    side = serializers.ChoiceField(Side.choices, required=False)
    as_of = serializers.DateField(required=False)


class Reconciliations(MoneyView):
    """POST /reconciliations/."""

    parser_classes = [MultiPartParser]

    @extend_schema(request={"multipart/form-data": ReconciliationBody}, responses={201: ReconciliationView})
    @idempotent(required=False)
    def post(self, request: Request) -> Response:
        """Compare a list with the balances here, and keep the comparison."""
        raw = {name: value for name, value in request.data.items() if name not in request.FILES}
        given = Members(raw, MEMBERS)
        side = given.take("side", SIDES, default=Side.RECEIVABLE)
        day = given.take("as_of", read_day, default=ledger_today())
        file = request.FILES.get("file")
        if file is None or [*request.FILES] != ["file"]:
            given.refuse("file", ValidationError(_("Send one file as “file”."), "required"))
        given.done()
        made = comparing.compare(side=side, day=day, file=file, actor=request.user, channel=Channel.API)
        place = request.build_absolute_uri(reverse("api:reconciliation", args=[made.pk]))
        return Response(_body(request, made), status=201, headers={"Location": place})


class ReconciliationDetail(MoneyView):
    """GET /reconciliations/{key}/."""

    parameters = frozenset({"cursor", "page_size"})

    @extend_schema(
        responses={200: ReconciliationView}, parameters=[OpenApiParameter(name) for name in ("cursor", "page_size")]
    )
    def get(self, request: Request, key: int) -> Response:
        """A comparison, line by line, for who made it or sees every customer."""
        return Response(_body(request, get_object_or_404(Reconciliation.objects.visible_to(request.user), pk=key)))


def _body(request: Request, found: Reconciliation) -> dict[str, Any]:
    given = request.query_params
    lines = ReconciliationLine.objects.shown_to(request.user).filter(reconciliation=found)
    page = keyset_page(
        lines, order=("code", "currency"), cursor=given.get("cursor"), size=page_size_of(given.get("page_size"))
    )
    head = {
        "id": found.pk,
        "side": found.side,
        "as_of": found.day,
        "lines": found.lines_count,
        "differing": found.differing,
    }
    return {**head, **list_body(request, page, [_row(line) for line in page.rows])}


def _row(line: ReconciliationLine) -> dict[str, Any]:
    return {
        "code": line.code,
        "currency": line.currency,
        "result": line.what,
        "theirs": None if line.theirs is None else format_money(line.theirs),
        "ours": None if line.ours is None else format_money(line.ours),
        "difference": format_money(line.difference),
    }

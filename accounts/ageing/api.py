"""GET /ageing/ (contract.md, E3)."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.ageing import asking
from accounts.ageing.asking import NAMES, Ageing
from accounts.ageing.statement import TAIL, Row
from accounts.models import Side
from accounts.reports.api import AMOUNT, ListBody, MoneyView, amounts
from categories.models import Dimension
from exchange.pages import list_body, page_size_of
from exchange.strict_views import PAGING


class AgeColumn(serializers.Serializer):
    """A column; ``from`` and ``to`` are included: days past the due date or, by document date, years."""

    key = serializers.CharField()
    label = serializers.CharField()
    to = serializers.IntegerField(allow_null=True)

    def get_fields(self) -> Any:
        return {**super().get_fields(), "from": serializers.IntegerField(allow_null=True)}


class AgeRow(serializers.Serializer):
    """A row. It has a further member for each column, by the column's key."""

    key = serializers.CharField()
    label = serializers.CharField()
    parent = serializers.CharField(required=False, allow_null=True, help_text="Of categories: the one above it.")
    unapplied = serializers.CharField(**AMOUNT)
    total = serializers.CharField(**AMOUNT)
    overdue = serializers.CharField(**AMOUNT)


class AgeTotals(serializers.Serializer):
    """The sums of all rows, and of the positive and the negative balances; payables have `payable`, `prepaid`."""

    unapplied = serializers.CharField(**AMOUNT)
    total = serializers.CharField(**AMOUNT)
    overdue = serializers.CharField(**AMOUNT)
    receivable = serializers.CharField(required=False, **AMOUNT)
    advance = serializers.CharField(required=False, **AMOUNT)
    payable = serializers.CharField(required=False, **AMOUNT)
    prepaid = serializers.CharField(required=False, **AMOUNT)


class AgeingView(ListBody):
    """The ageing."""

    as_of = serializers.DateField()
    currency = serializers.CharField()
    side = serializers.ChoiceField(Side.choices)
    by = serializers.CharField()
    basis = serializers.ChoiceField(["due", "document"])
    columns = AgeColumn(many=True)
    rows = AgeRow(many=True)
    totals = AgeTotals()
    count = serializers.IntegerField(required=False)


class AgeingReport(MoneyView):
    """GET /ageing/."""

    parameters = PAGING | NAMES

    @extend_schema(
        operation_id="ageing",
        responses={200: AgeingView},
        parameters=[OpenApiParameter(name) for name in sorted(PAGING | NAMES)],
    )
    def get(self, request: Request) -> Response:
        """What was open on a day by its age, of one side and currency; sums are over all rows, whatever the page."""
        given = request.query_params
        wanted = asking.read(given.dict(), request.user)
        found = asking.ageing(
            wanted,
            cursor=given.get("cursor"),
            size=page_size_of(given.get("page_size")),
            ordering=given.get("ordering"),
        )
        counted = given.get("count") == "true"
        body = list_body(request, found.page, [], found.totals.accounts if counted else None)
        body.pop("results")
        return Response({**_head(wanted), **body, **_body(found, wanted)})


def _head(wanted: asking.Wanted) -> dict[str, Any]:
    by = wanted.by.code if isinstance(wanted.by, Dimension) else wanted.by
    return {
        "as_of": wanted.as_of,
        "currency": wanted.currency,
        "side": wanted.side,
        "by": by,
        "basis": wanted.basis,
    }


def _body(found: Ageing, wanted: asking.Wanted) -> dict[str, Any]:
    signs = ("receivable", "advance") if wanted.side == Side.RECEIVABLE else ("payable", "prepaid")
    names = [column.key for column in found.columns]
    totals = found.totals
    return {
        "columns": [{"key": one.key, "label": one.label, "from": one.first, "to": one.last} for one in found.columns],
        "rows": [_row(row, names, found) for row in found.page.rows],
        "totals": _figures(totals.row, names) | amounts(signs, (totals.positive, totals.negative)),
    }


def _row(row: Row, names: list[str], found: Ageing) -> dict[str, Any]:
    above = {"parent": found.parents[row.key]} if found.parents else {}
    return {"key": row.key, "label": row.label, **above, **_figures(row, names)}


def _figures(row: Row, names: list[str]) -> dict[str, str]:
    return amounts([*names, *TAIL], [*row.figures, row.unapplied, row.total, row.overdue])

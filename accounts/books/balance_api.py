"""GET /balances/: the list of balances 余额表 (contract.md, E14)."""

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.books import balances as reading
from accounts.books.balances import FIGURES, NAMES, Row, Totals, Wanted
from accounts.models import Side
from accounts.reports.api import AMOUNT, ListBody, MoneyView, amounts
from exchange.pages import list_body, page_size_of
from exchange.strict_views import PAGING

DIRECTIONS = [("debit", "debit"), ("level", "level"), ("credit", "credit")]


class BalanceFigures(serializers.Serializer):
    """The figures of a line. ``opening`` and ``closing`` are signed: positive where they are on the account's side."""

    opening = serializers.CharField(**AMOUNT)
    opening_direction = serializers.ChoiceField(DIRECTIONS)
    debit = serializers.CharField(**AMOUNT)
    credit = serializers.CharField(**AMOUNT)
    year_debit = serializers.CharField(**AMOUNT)
    year_credit = serializers.CharField(**AMOUNT)
    closing = serializers.CharField(**AMOUNT)
    closing_direction = serializers.ChoiceField(DIRECTIONS)


class BalanceRow(BalanceFigures):
    """A customer's line."""

    key = serializers.CharField()
    label = serializers.CharField()


class BalanceTotals(BalanceFigures):
    """The sums, and those of the positive and of the negative closing balances."""

    receivable = serializers.CharField(required=False, **AMOUNT)
    advance = serializers.CharField(required=False, **AMOUNT)
    payable = serializers.CharField(required=False, **AMOUNT)
    prepaid = serializers.CharField(required=False, **AMOUNT)


class BalancesView(ListBody):
    """The list of balances."""

    to = serializers.DateField()
    currency = serializers.CharField()
    side = serializers.ChoiceField(Side.choices)
    rows = BalanceRow(many=True)
    totals = BalanceTotals()
    count = serializers.IntegerField(required=False)

    def get_fields(self) -> Any:
        return {**super().get_fields(), "from": serializers.DateField()}


class Balances(MoneyView):
    """GET /balances/."""

    parameters = PAGING | NAMES

    @extend_schema(
        operation_id="balances",
        responses={200: BalancesView},
        parameters=[OpenApiParameter(name) for name in sorted(PAGING | NAMES)],
    )
    def get(self, request: Request) -> Response:
        """Opening, turnover, the year's so far and closing by customer; this year where no days are named."""
        given = request.query_params
        wanted = reading.read(given.dict(), request.user)
        size, ordering = page_size_of(given.get("page_size")), given.get("ordering")
        page, totals = reading.balances(wanted, cursor=given.get("cursor"), size=size, ordering=ordering)
        body = list_body(request, page, [], totals.accounts if given.get("count") == "true" else None)
        body.pop("results")
        rows = [{"key": row.key, "label": row.label, **_figures(row, wanted)} for row in page.rows]
        return Response({**_head(wanted), **body, "rows": rows, "totals": _totals(totals, wanted)})


def _head(wanted: Wanted) -> dict[str, Any]:
    return {"from": wanted.first, "to": wanted.last, "currency": wanted.currency, "side": wanted.side}


def _totals(totals: Totals, wanted: Wanted) -> dict[str, str]:
    signs = ("receivable", "advance") if wanted.side == Side.RECEIVABLE else ("payable", "prepaid")
    return _figures(totals.row, wanted) | amounts(signs, (totals.positive, totals.negative))


def _figures(row: Row, wanted: Wanted) -> dict[str, str]:
    ways = {
        "opening_direction": _direction(row.opening, wanted.side),
        "closing_direction": _direction(row.closing, wanted.side),
    }
    return amounts(FIGURES, row.figures) | ways


def _direction(balance: Decimal, side: Side) -> str:
    """Debit where the customer owes us."""
    if not balance:
        return "level"
    return "debit" if (balance > 0) == (side == Side.RECEIVABLE) else "credit"

"""Portfolios over the API (contract.md). Here, since the access room knows neither lists nor bodies."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from access.models import Portfolio
from access.portfolios import add_portfolio
from audit.models import Channel
from exchange.fields import Text
from exchange.idempotency import Answered, idempotent
from exchange.listing import listing
from exchange.strict import StrictSerializer
from exchange.strict_views import PAGING, StrictView


class PortfolioSerializer(StrictSerializer):
    """A portfolio, as it comes in and goes out."""

    code = Text(max_length=32)
    name = Text(max_length=100)


def shown(portfolio: Portfolio) -> dict[str, Any]:
    return {"code": portfolio.code, "name": portfolio.name}


class Portfolios(StrictView):
    """GET and POST /portfolios/."""

    parameters = PAGING

    @extend_schema(responses=PortfolioSerializer(many=True))
    def get(self, request: Request) -> Response:
        rows = Portfolio.objects.known_to(request.user)
        return listing(request, rows, shown=shown, orders=("code", "name"), tail="code")

    @extend_schema(request=PortfolioSerializer, responses={201: PortfolioSerializer})
    @idempotent(required=False)
    def post(self, request: Request) -> Response:
        reading = PortfolioSerializer(data=request.data)
        reading.is_valid(raise_exception=True)
        portfolio = add_portfolio(**reading.validated_data, actor=request.user, channel=Channel.API)
        return Response(shown(portfolio), status=201)

    def repeat(self, request: Request, answered: Answered) -> Response:
        return Response(shown(get_object_or_404(Portfolio.objects.known_to(request.user), code=request.data["code"])))

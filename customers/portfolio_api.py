"""Portfolios over the API (contract.md). Here, since the access room knows neither lists nor bodies."""

from typing import cast

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from access.models import Portfolio, User
from access.portfolios import add_portfolio
from audit.models import Channel
from exchange.fields import Text
from exchange.pages import keyset_page, list_body, ordering_of, page_size_of
from exchange.strict import StrictSerializer


class PortfolioSerializer(StrictSerializer):
    """A portfolio, as it comes in and goes out."""

    code = Text(max_length=32)
    name = Text(max_length=100)


@extend_schema(methods=["GET"], responses=PortfolioSerializer(many=True))
@extend_schema(methods=["POST"], request=PortfolioSerializer, responses={201: PortfolioSerializer})
@api_view(["GET", "POST"])
def portfolios(request: Request) -> Response:
    """The portfolios that exist for the caller; POST adds one."""
    if request.method == "POST":
        reading = PortfolioSerializer(data=request.data)
        reading.is_valid(raise_exception=True)
        caller = cast(User, request.user)
        portfolio = add_portfolio(**reading.validated_data, actor=caller, channel=Channel.API)
        return Response(PortfolioSerializer(portfolio).data, status=status.HTTP_201_CREATED)
    rows = Portfolio.objects.known_to(request.user)
    order = ordering_of(request.GET.get("ordering"), allowed=("code", "name"), tail="code", default="code")
    size = page_size_of(request.GET.get("page_size"))
    page = keyset_page(rows, order=order, size=size, cursor=request.GET.get("cursor"))
    count = rows.count() if request.GET.get("count") == "true" else None
    return Response(list_body(request, page, PortfolioSerializer(page.rows, many=True).data, count))

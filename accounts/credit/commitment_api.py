"""GET and POST /commitments/, GET and DELETE /commitments/{id}/ (contract.md, E4)."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.credit import committing
from accounts.credit.asking_api import customer_and_rest
from accounts.drafts import ledger_today
from accounts.models import Commitment
from accounts.reports.api import AMOUNT, ListBody, MoneyView
from accounts.reports.asked import TEXT, Asked
from audit.models import Channel
from exchange.idempotency import idempotent
from exchange.money import clean_currency, format_money
from exchange.pages import keyset_page, list_body, page_size_of
from exchange.strict import StrictSerializer

PAGES = frozenset({"cursor", "page_size"})
NAMES = frozenset({"customer", "currency"})
STATES = ("open", "consumed", "expired", "released")


class CommitmentBody(StrictSerializer):
    """POST /commitments/; `external_id` is once per customer, `expires_on` the last day."""

    customer = serializers.CharField()
    currency = serializers.CharField()
    amount = serializers.CharField(**AMOUNT)
    external_id = serializers.CharField(max_length=64)
    expires_on = serializers.DateField()


class CommitmentView(serializers.Serializer):
    """A commitment: `consumed` is what entries invoiced of it."""

    id = serializers.IntegerField()
    customer = serializers.CharField()
    currency = serializers.CharField()
    amount = serializers.CharField(**AMOUNT)
    consumed = serializers.CharField(**AMOUNT)
    external_id = serializers.CharField()
    expires_on = serializers.DateField()
    state = serializers.ChoiceField(STATES)


class CommitmentsView(ListBody):
    results = CommitmentView(many=True)


class Commitments(MoneyView):
    """GET and POST /commitments/."""

    parameters = PAGES | NAMES

    @extend_schema(
        operation_id="commitments",
        responses={200: CommitmentsView},
        parameters=[OpenApiParameter(name) for name in sorted(PAGES | NAMES)],
    )
    def get(self, request: Request) -> Response:
        """What is or was reserved, the newest first; of one customer or currency."""
        given = request.query_params
        asked = Asked({name: value for name, value in given.items() if name in NAMES})
        found = _visible(request)
        if code := asked.take("customer", TEXT):
            found = found.filter(customer__code=code.upper())
        if currency := asked.take("currency", clean_currency):
            found = found.filter(currency=currency)
        asked.done()
        size = page_size_of(given.get("page_size"))
        page = keyset_page(found, order=("-pk",), size=size, cursor=given.get("cursor"))
        return Response(list_body(request, page, [_row(row) for row in page.rows]))

    @extend_schema(operation_id="commitments_create", request=CommitmentBody, responses={201: CommitmentView})
    @idempotent(required=False)
    def post(self, request: Request) -> Response:
        """Reserve credit for what is not invoiced yet."""
        customer, raw = customer_and_rest(request)
        wanted = committing.read(raw)
        made = committing.reserve(customer=customer, wanted=wanted, actor=request.user, channel=Channel.API)
        place = request.build_absolute_uri(reverse("api:commitment", args=[made.pk]))
        return Response(_row(_visible(request).get(pk=made.pk)), status=201, headers={"Location": place})


class CommitmentDetail(MoneyView):
    """GET and DELETE /commitments/{id}/."""

    @extend_schema(operation_id="commitment", responses={200: CommitmentView})
    def get(self, request: Request, key: int) -> Response:
        """One commitment."""
        return Response(_row(get_object_or_404(_visible(request), pk=key)))

    @extend_schema(operation_id="commitment_release", responses={204: None})
    def delete(self, request: Request, key: int) -> Response:
        """Release what is left of it."""
        found = get_object_or_404(_visible(request), pk=key)
        committing.release(commitment=found, actor=request.user, channel=Channel.API)
        return Response(status=204)


def _visible(request: Request) -> QuerySet[Commitment]:
    return Commitment.objects.visible_to(request.user).with_consumed().select_related("customer", "release")


def _row(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "customer": row.customer.code,
        "currency": row.currency,
        "amount": format_money(row.amount),
        "consumed": format_money(row.consumed),
        "external_id": row.external_id,
        "expires_on": row.expires_on,
        "state": committing.state_of(row, ledger_today()),
    }

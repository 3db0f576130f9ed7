"""Requests over the API: what waits, what was asked, and the verdicts (contract.md)."""

from datetime import UTC
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request as Call
from rest_framework.response import Response

from access import approvals
from access.batches import api_shapes, deciding
from access.batches.cards import card_of, one_per_card
from access.batches.models import Batch
from access.inbox import Card, cards, decisions_of, lines_for
from access.models import Decision, Request, RequestStatus, Verdict
from access.reasons import MAX_REASON, clean_reason
from audit.models import Channel
from exchange.idempotency import HEADER, idempotent
from exchange.listing import PAGE_PARAMETERS
from exchange.pages import capped_count, keyset_page, list_body, ordering_of, page_size_of
from exchange.strict import StrictSerializer
from exchange.strict_views import PAGING, strict

STATUS = OpenApiParameter("status", str, enum=RequestStatus.values)
BATCH = OpenApiParameter("batch", UUID, description="The rows of this batch, which is one item of the list otherwise.")
KEY = OpenApiParameter(HEADER, str, OpenApiParameter.HEADER, description="The same key decides once.")
COUNT_LIMIT = 1_000_000


class Moment(serializers.DateTimeField):
    """A time, in UTC like every time of the API."""

    def __init__(self, **others: Any) -> None:
        super().__init__(default_timezone=UTC, **others)


class CommentField(serializers.CharField):
    """Text of several lines; a number is not made one."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class CommentSerializer(StrictSerializer):
    """The body of a verdict; a rejection needs the comment."""

    comment = CommentField(required=False, allow_blank=True, default="", max_length=MAX_REASON)

    def validate_comment(self, value: str) -> str:
        return clean_reason(value)


class TargetSerializer(serializers.Serializer[Card]):
    """What a request is about, as far as it exists for the caller."""

    type = serializers.CharField(source="asked.target_type")
    code = serializers.CharField()
    name = serializers.CharField()


class CardSerializer(serializers.Serializer[Card]):
    """A request in a list."""

    id = serializers.UUIDField(source="asked.pk")
    kind = serializers.CharField(source="asked.kind")
    status = serializers.ChoiceField(RequestStatus.choices, source="asked.status")
    target = TargetSerializer(source="*")
    portfolio = serializers.CharField(source="asked.portfolio.code", allow_null=True)
    maker = serializers.CharField(source="asked.maker.username")
    reason = serializers.CharField(source="asked.reason")
    fields_asked = serializers.ListField(child=serializers.CharField(), source="asked.fields")
    levels = serializers.IntegerField(source="asked.levels")
    created_at = Moment(source="asked.created_at")
    expires_at = Moment(source="asked.expires_at")
    closed_at = Moment(source="asked.closed_at", allow_null=True)
    batch = serializers.UUIDField(source="asked.batch_id", allow_null=True)
    rows = serializers.SerializerMethodField()
    may_decide = serializers.BooleanField()
    stale = serializers.BooleanField(source="moved_on")

    def get_fields(self) -> dict[str, Any]:
        """The member is called ``fields``, which a serializer cannot declare."""
        declared = super().get_fields()
        return {("fields" if name == "fields_asked" else name): field for name, field in declared.items()}

    def get_rows(self, card: Card) -> dict[str, int] | None:
        """Of a batch: how many rows have each status."""
        return None


class LineSerializer(serializers.Serializer[approvals.Line]):
    """One changed field; masked, and absent where the caller may not see its class."""

    field = serializers.CharField(source="label")
    before = serializers.CharField()
    after = serializers.CharField()


class DecisionSerializer(serializers.Serializer[Decision]):
    """One person's verdict."""

    by = serializers.CharField(source="decided_by.username")
    verdict = serializers.ChoiceField(Verdict.choices)
    comment = serializers.CharField()
    at = Moment()


class RequestSerializer(CardSerializer):
    """A request with its lines and decisions."""

    lines = LineSerializer(many=True, source="*", read_only=True)
    decisions = DecisionSerializer(many=True, source="*", read_only=True)
    totals = serializers.DictField(child=serializers.IntegerField(), read_only=True, allow_null=True)

    def to_representation(self, instance: Card) -> dict[str, Any]:
        parts = {
            "lines": LineSerializer(lines_for(instance, self.context["user"]), many=True).data,
            "decisions": DecisionSerializer(decisions_of(instance.asked), many=True).data,
        }
        return CardSerializer(instance).data | parts | {"totals": None}


ANSWERS = {200: RequestSerializer, 202: RequestSerializer}


@extend_schema(parameters=[STATUS, BATCH, *PAGE_PARAMETERS], responses=CardSerializer(many=True))
@api_view(["GET"])
@strict("status", "batch", *PAGING)
def request_list(request: Call) -> Response:
    """The requests that exist for the caller, a batch being one; newest first unless ``ordering`` says otherwise."""
    given = request.query_params.dict()
    rows = Request.objects.visible_to(request.user).select_related("maker", "portfolio")
    if status := given.get("status"):
        rows = rows.filter(status=serializers.ChoiceField(RequestStatus.choices).run_validation(status))
    if "batch" in given:
        rows = rows.filter(batch=serializers.UUIDField().run_validation(given["batch"]))
    else:
        rows = one_per_card(rows)
    order = ordering_of(given.get("ordering"), allowed=["created_at"], tail="id", default="-created_at")
    page = keyset_page(rows, order=order, size=page_size_of(given.get("page_size")), cursor=given.get("cursor"))
    count = capped_count(rows, COUNT_LIMIT)[0] if given.get("count") == "true" else None
    return Response(list_body(request, page, _items(page.rows, request.user, gathered="batch" not in given), count))


def _items(rows: list[Request], user: Any, *, gathered: bool) -> list[dict[str, Any]]:
    """The items of a page, in its order; ``gathered`` puts a batch where its first row stands."""
    batches = api_shapes.shapes_by_key((row.batch_id for row in rows), user) if gathered else {}
    alone = [row for row in rows if row.batch_id not in batches]
    items = {item["id"]: item for item in CardSerializer(cards(alone, user), many=True).data}
    return [batches[row.batch_id] if row.batch_id in batches else items[str(row.pk)] for row in rows]


@extend_schema(responses=RequestSerializer)
@api_view(["GET"])
@strict()
def request_detail(request: Call, key: UUID) -> Response:
    """One request with its lines and decisions."""
    return _answer(request, key)


@extend_schema(request=CommentSerializer, responses=ANSWERS, parameters=[KEY])
@api_view(["POST"])
@strict()
@idempotent(required=False, repeat=lambda request, answered, key: _answer(request, key))
def approval(request: Call, key: UUID) -> Response:
    """Approve; the first of two levels leaves it pending."""
    return _decide(request, key, Verdict.APPROVED)


@extend_schema(request=CommentSerializer, responses=ANSWERS, parameters=[KEY])
@api_view(["POST"])
@strict()
@idempotent(required=False, repeat=lambda request, answered, key: _answer(request, key))
def rejection(request: Call, key: UUID) -> Response:
    """Reject, with a comment."""
    return _decide(request, key, Verdict.REJECTED)


@extend_schema(request=CommentSerializer, responses=ANSWERS, parameters=[KEY])
@api_view(["POST"])
@strict()
@idempotent(required=False, repeat=lambda request, answered, key: _answer(request, key))
def withdrawal(request: Call, key: UUID) -> Response:
    """Take back one's own request."""
    asked, comment = _asked(request, key), _comment(request)
    if isinstance(asked, Batch):
        return _decide_batch(request, asked, Verdict.WITHDRAWN, comment)
    approvals.withdraw(asked=asked, actor=request.user, channel=Channel.API, comment=comment)
    return _answer(request, key)


def _decide(request: Call, key: UUID, verdict: Verdict) -> Response:
    asked, comment = _asked(request, key), _comment(request)
    if isinstance(asked, Batch):
        return _decide_batch(request, asked, verdict, comment)
    approvals.decide(asked=asked, actor=request.user, verdict=verdict, channel=Channel.API, comment=comment)
    return _answer(request, key)


def _decide_batch(request: Call, batch: Batch, verdict: Verdict, comment: str) -> Response:
    """One verdict on the rows that wait; 202 where the worker goes through them, as ``rows`` tells."""
    done = deciding.decide(batch=batch, actor=request.user, verdict=verdict, channel=Channel.API, comment=comment)
    return _answer(request, batch.pk, status=200 if isinstance(done, list) else 202)


def _comment(request: Call) -> str:
    body = CommentSerializer(data=request.data)
    body.is_valid(raise_exception=True)
    return body.validated_data["comment"]


def _asked(request: Call, key: UUID) -> Request | Batch:
    rows = Request.objects.visible_to(request.user).select_related("maker", "portfolio")
    if asked := rows.filter(pk=key).first():
        return asked
    return get_object_or_404(Batch.objects.visible_to(request.user).select_related("maker", "portfolio"), pk=key)


def _answer(request: Call, key: UUID, *, status: int = 200) -> Response:
    asked = _asked(request, key)
    if isinstance(asked, Batch):
        return Response(api_shapes.detail_of(asked, card_of(asked, request.user)), status=status)
    card = cards([asked], request.user)[0]
    return Response(RequestSerializer(card, context={"user": request.user}).data)

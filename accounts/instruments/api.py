"""Clearing and dishonour as JSON (contract.md)."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import serializers as json
from accounts.answers import again, answered_with, detail, entry_named, members_of
from accounts.instruments.clearing import clear
from accounts.instruments.dishonour import dishonour
from accounts.members import Members, read_day, text_of
from audit.models import Channel
from exchange.idempotency import Answered, idempotent
from exchange.strict_views import StrictView

REASON_LENGTH = 200


class ClearingView(StrictView):
    """POST /entries/{number}/clearing/."""

    @extend_schema(request=json.ClearingBody, responses={201: json.EntryView})
    @idempotent(required=False)
    def post(self, request: Request, number: str) -> Response:
        entry = entry_named(request, number)
        given = Members(members_of(request), frozenset({"date"}))
        day = given.take("date", read_day, required=True)
        given.done()
        clear(entry=entry, day=day, actor=request.user, channel=Channel.API)
        place = request.build_absolute_uri(reverse("api:entry", args=[number]))
        body = detail(entry_named(request, number), request.user)
        return Response(body, status=201, headers={"Location": place})

    def repeat(self, request: Request, answered: Answered, **kwargs: Any) -> Response:
        return again(request, answered)


class DishonourView(StrictView):
    """POST /entries/{number}/dishonour/: 201 with the reversal, 202 where it waits for a second person."""

    @extend_schema(request=json.DishonourBody, responses={201: json.EntryView, 202: json.AskedView})
    @idempotent(required=False)
    def post(self, request: Request, number: str) -> Response:
        entry = entry_named(request, number)
        given = Members(members_of(request), frozenset({"date", "reason"}))
        day = given.take("date", read_day, required=True)
        reason = given.take("reason", text_of(REASON_LENGTH), default="")
        given.done()
        made = dishonour(entry=entry, day=day, reason=reason, actor=request.user, channel=Channel.API)
        return answered_with(request, made)

    def repeat(self, request: Request, answered: Answered, **kwargs: Any) -> Response:
        return again(request, answered)

"""GET and POST /periods/: where each side stands, closing its next month, asking to reopen its last (contract.md)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.urls import resolve, reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from access.models import Request as Asked
from access.reasons import MAX_REASON, clean_reason
from accounts import serializers as json
from accounts.answers import members_of
from accounts.choices import Side
from accounts.members import Members, one_of
from accounts.periods import operations, status
from accounts.periods.months import read_month
from accounts.reports.api import ListBody, MoneyView
from audit.models import Channel
from exchange.idempotency import Answered, idempotent
from exchange.strict import StrictSerializer

ACTS = frozenset({"close", "reopen"})


class CheckView(serializers.Serializer):
    """What must be so before the month is closed."""

    code = serializers.CharField()
    label = serializers.CharField()
    done = serializers.BooleanField()
    note = serializers.CharField()


class PeriodView(serializers.Serializer):
    """The books of one side. ``checks`` is there for who may close."""

    side = serializers.ChoiceField(Side.choices)
    closed_through = serializers.DateField(allow_null=True)
    first_open_day = serializers.DateField(allow_null=True)
    next_month = serializers.CharField()
    checks = CheckView(many=True, required=False)


class PeriodsView(ListBody):
    """Both sides, on one page."""

    results = PeriodView(many=True)


class PeriodBody(StrictSerializer):
    """POST /periods/. ``reason`` is for reopening."""

    side = serializers.ChoiceField(Side.choices, required=False)
    month = serializers.CharField(help_text="Year and month, 2026-01.")
    action = serializers.ChoiceField(sorted(ACTS), required=False)
    reason = serializers.CharField(max_length=MAX_REASON, required=False)


class Periods(MoneyView):
    """GET and POST /periods/."""

    @extend_schema(operation_id="periods", responses={200: PeriodsView})
    def get(self, request: Request) -> Response:
        """Where the books of each side stand."""
        return Response(_body(request))

    @extend_schema(request=PeriodBody, responses={200: PeriodsView, 202: json.AskedView})
    @idempotent(required=False)
    def post(self, request: Request) -> Response:
        """Close the next month, 200; or ask to reopen the last closed one, 202."""
        given = Members(members_of(request), frozenset({"side", "month", "action", "reason"}))
        side = given.take("side", one_of(frozenset(Side), Side), default=Side.RECEIVABLE)
        month = given.take("month", read_month, required=True)
        act = given.take("action", one_of(ACTS, str), default="close")
        reason = given.take("reason", clean_reason, default="")
        if act == "close" and reason:
            given.refuse("reason", ValidationError(_("Only a reopening has a reason."), "reason_unasked"))
        if act == "reopen" and not reason:
            given.refuse("reason", ValidationError(_("Say why the month is reopened."), "required"))
        given.done()
        who: dict[str, Any] = {"side": side, "month": month, "actor": request.user, "channel": Channel.API}
        if act == "close":
            operations.close(**who)
            place = request.build_absolute_uri(reverse("api:periods"))
            return Response(_body(request), headers={"Location": place})
        asked = operations.ask_to_reopen(reason=reason, **who)
        place = request.build_absolute_uri(reverse("api:request", args=[asked.pk]))
        return Response(json.asked_row(asked), status=202, headers={"Location": place})

    def repeat(self, request: Request, answered: Answered, **kwargs: Any) -> Response:
        """What an earlier POST led to, read again."""
        if answered.status == 202:
            key = resolve(answered.location).kwargs["key"]
            asked = get_object_or_404(Asked.objects.visible_to(request.user), pk=key)
            return Response(json.asked_row(asked))
        return Response(_body(request))


def _body(request: Request) -> dict[str, Any]:
    return {"next": None, "previous": None, "results": rows_for(request.user)}


def rows_for(user: Any) -> list[dict[str, Any]]:
    """Both sides as JSON."""
    return [_row(one) for one in status.standings(user)]


def _row(one: status.Standing) -> dict[str, Any]:
    row: dict[str, Any] = {
        "side": one.side,
        "closed_through": one.closed_through,
        "first_open_day": one.first_open_day,
        "next_month": f"{one.next_month:%Y-%m}",
    }
    if one.checks:
        row["checks"] = [
            {"code": check.code, "label": check.label, "done": check.done, "note": check.note} for check in one.checks
        ]
    return row

"""GET and POST /statements/{id}/answers/ (E8)."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Statement
from accounts.reports.api import AMOUNT, MoneyView
from accounts.statements import issuing
from accounts.statements.answers import draft, recording
from audit.models import Channel
from exchange.idempotency import Answered, idempotent
from exchange.money import format_money
from exchange.strict import StrictSerializer


class LineBody(StrictSerializer):
    """A document they see otherwise; without `amount` it is not in their books."""

    document = serializers.CharField(help_text="Its own number, or `#` and the number of our entry.")
    amount = serializers.CharField(required=False, **AMOUNT)
    reason = serializers.CharField()


class AnswerBody(StrictSerializer):
    """POST /statements/{id}/answers/. Amounts have our signs."""

    agreed = serializers.BooleanField()
    answered_on = serializers.DateField(required=False)
    answered_by = serializers.CharField(help_text="Who signed or said it at the customer's.")
    balance = serializers.CharField(required=False, help_text="Of their books, where they do not agree.")
    remark = serializers.CharField(required=False)
    lines = LineBody(many=True, required=False)


class AnswerLine(serializers.Serializer):
    """A document seen otherwise; null: it is not in those books."""

    document = serializers.CharField()
    ours = serializers.CharField(allow_null=True)
    theirs = serializers.CharField(allow_null=True)
    reason = serializers.CharField()


class AnswerView(serializers.Serializer):
    """An answer; ``difference`` is our balance less theirs."""

    agreed = serializers.BooleanField()
    answered_on = serializers.DateField()
    answered_by = serializers.CharField()
    ours = serializers.CharField(**AMOUNT)
    theirs = serializers.CharField(**AMOUNT)
    difference = serializers.CharField(**AMOUNT)
    remark = serializers.CharField()
    lines = AnswerLine(many=True)
    recorded_at = serializers.DateTimeField()


class AnswersView(serializers.Serializer):
    """The answers to a statement, newest first."""

    results = AnswerView(many=True)


class StatementAnswers(MoneyView):
    """The answers to one statement; the first counts."""

    @extend_schema(operation_id="statement_answers", responses=AnswersView)
    def get(self, request: Request, key: int) -> Response:
        """What the customer answered, newest first."""
        return Response({"results": _rows(_statement(request, key), request)})

    @extend_schema(operation_id="statement_answers_create", request=AnswerBody, responses={201: AnswerView})
    @idempotent(required=False)
    def post(self, request: Request, key: int) -> Response:
        """Record what the customer answered; it replaces what was answered before."""
        statement = _statement(request, key)
        if not isinstance(request.data, Mapping):
            raise ValidationError(_("The body is a JSON object."))
        said = issuing.kept_figures(statement=statement, actor=request.user)
        given = draft.read(dict(request.data), statement=said, issued_on=draft.day_of(statement))
        recording.record(statement=statement, draft=given, actor=request.user, channel=Channel.API)
        return self._made(request, statement)

    def repeat(self, request: Request, answered: Answered, **kwargs: Any) -> Response:
        return self._made(request, _statement(request, kwargs["key"]))

    def _made(self, request: Request, statement: Statement) -> Response:
        place = request.build_absolute_uri(reverse("api:statement_answers", args=[statement.pk]))
        return Response(_rows(statement, request)[0], status=201, headers={"Location": place})


def _statement(request: Request, key: int) -> Statement:
    found = Statement.objects.visible_to(request.user).select_related("account__customer", "printed")
    return get_object_or_404(found, pk=key)


def _rows(statement: Statement, request: Request) -> list[dict[str, Any]]:
    return [
        {
            "agreed": row.agreed,
            "answered_on": row.answered_on,
            "answered_by": said.get("by", ""),
            "ours": format_money(row.ours),
            "theirs": format_money(row.theirs),
            "difference": format_money(row.ours - row.theirs),
            "remark": said.get("remark", ""),
            "lines": said.get("lines", []),
            "recorded_at": row.recorded_at,
        }
        for row, said in recording.answers_of(statement, request.user)
    ]

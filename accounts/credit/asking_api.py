"""Asking for credit and for overrides as JSON (contract.md, E4, E7)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.urls import resolve, reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from access.models import Request as Requested
from accounts.answers import members_of
from accounts.credit import asking, override_asking
from accounts.credit.modes import CreditMode
from accounts.members import Members
from accounts.reports.api import AMOUNT, MoneyView
from audit.models import Channel
from customers.api import find
from customers.models import Customer
from exchange.idempotency import Answered, idempotent
from exchange.strict import StrictSerializer


class TemporaryBody(StrictSerializer):
    """A temporary limit; both days are included, at most 90 of them, past ones too."""

    amount = serializers.CharField(**AMOUNT)
    to = serializers.DateField()

    def get_fields(self) -> Any:
        return {**super().get_fields(), "from": serializers.DateField()}


class CreditRequestBody(StrictSerializer):
    """POST /credit-limit-requests/; `limit` with the mode `limited` only."""

    customer = serializers.CharField()
    currency = serializers.CharField()
    mode = serializers.ChoiceField(CreditMode.choices)
    limit = serializers.CharField(required=False, **AMOUNT)
    temporary = TemporaryBody(required=False)
    reason = serializers.CharField(max_length=200)


class CreditRequestView(serializers.Serializer):
    """The request that others decide."""

    id = serializers.UUIDField()


class CreditRequests(MoneyView):
    """POST /credit-limit-requests/."""

    @extend_schema(request=CreditRequestBody, responses={201: CreditRequestView})
    @idempotent(required=False)
    def post(self, request: Request) -> Response:
        """Ask for another credit mode, limit or a temporary limit; one or two others decide (E7)."""
        customer, raw = customer_and_rest(request)
        terms = asking.read(raw)
        return _answer(request, asking.ask(customer=customer, terms=terms, actor=request.user, channel=Channel.API))

    def repeat(self, request: Request, answered: Answered) -> Response:
        return _again(request, answered)


class OverrideBody(StrictSerializer):
    """POST /credit-overrides/; `reference` is the document's own number, `amount` the most it may be of."""

    customer = serializers.CharField()
    currency = serializers.CharField()
    reference = serializers.CharField(max_length=64)
    amount = serializers.CharField(**AMOUNT)
    reason = serializers.CharField(max_length=200)


class CreditOverrides(MoneyView):
    """POST /credit-overrides/."""

    @extend_schema(request=OverrideBody, responses={201: CreditRequestView})
    @idempotent(required=False)
    def post(self, request: Request) -> Response:
        """Ask to let one document pass above the credit, once: `override` of POST /entries/ is the id answered."""
        customer, raw = customer_and_rest(request)
        asked = override_asking.read(raw)
        made = override_asking.ask(customer=customer, asked=asked, actor=request.user, channel=Channel.API)
        return _answer(request, made)

    def repeat(self, request: Request, answered: Answered) -> Response:
        return _again(request, answered)


def customer_and_rest(request: Request) -> tuple[Customer, dict[str, Any]]:
    """The visible customer a body names, and its other members."""
    raw = members_of(request)
    code = Members({"customer": raw.pop("customer", None)}, frozenset({"customer"}))
    named = code.take("customer", code_of, required=True)
    code.done()
    return find(request, named), raw


def _again(request: Request, answered: Answered) -> Response:
    key = resolve(answered.location).kwargs["key"]
    return _answer(request, get_object_or_404(Requested.objects.visible_to(request.user), pk=key))


def code_of(text: object) -> str:
    """A customer's code as it stands in a body. Raises ValidationError for what is no text."""
    if not isinstance(text, str):
        raise ValidationError(_("This is a customer's code."), "not_a_code")
    return text


def _answer(request: Request, asked: Requested) -> Response:
    place = request.build_absolute_uri(reverse("api:request", args=[asked.pk]))
    return Response({"id": str(asked.pk)}, status=201, headers={"Location": place})

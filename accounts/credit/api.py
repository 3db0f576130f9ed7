"""Credit as JSON (contract.md, E4): where a customer stands, and whether a debit would pass."""

import datetime
from decimal import Decimal
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import refusals
from accounts.answers import members_of
from accounts.credit.asking_api import code_of
from accounts.credit.figures import Standing, standings
from accounts.credit.judging import judge
from accounts.credit.modes import Band, CreditMode, CreditRule
from accounts.drafts import ledger_today
from accounts.members import Members, money_of, positive, read_day
from accounts.models import Account, Side
from accounts.reports.api import AMOUNT, MoneyView
from accounts.reports.asked import Asked, usual
from customers.api import find
from customers.models import Customer
from exchange.money import clean_currency, format_money
from exchange.strict import StrictSerializer

NAMES = frozenset({"currency", "as_of"})


class CreditView(serializers.Serializer):
    """Where a customer's credit stands in one currency on a day. An absent limit is null: nothing limits."""

    customer = serializers.CharField()
    currency = serializers.CharField()
    as_of = serializers.DateField()
    mode = serializers.ChoiceField(CreditMode.choices)
    limit = serializers.CharField(allow_null=True, **AMOUNT)
    temporary = serializers.CharField(**AMOUNT)
    effective_limit = serializers.CharField(allow_null=True, **AMOUNT)
    balance = serializers.CharField(**AMOUNT)
    pending = serializers.CharField(**AMOUNT)
    commitments = serializers.CharField(**AMOUNT)
    uncleared = serializers.CharField(**AMOUNT)
    exposure = serializers.CharField(**AMOUNT)
    available = serializers.CharField(allow_null=True, **AMOUNT)
    utilisation = serializers.CharField(allow_null=True, help_text="Percent of the effective limit, one decimal.")
    band = serializers.ChoiceField(Band.choices)


class CreditCheckBody(StrictSerializer):
    """POST /credit-checks/."""

    customer = serializers.CharField()
    currency = serializers.CharField()
    amount = serializers.CharField(**AMOUNT)
    as_of = serializers.DateField(required=False)


class CreditCheckView(CreditView):
    """Whether a debit passes: `code`, `rule` and `shortfall` where it does not. `room` is the most that passes."""

    allowed = serializers.BooleanField()
    amount = serializers.CharField(**AMOUNT)
    room = serializers.CharField(allow_null=True, **AMOUNT)
    code = serializers.CharField(required=False)
    detail = serializers.CharField(required=False)
    rule = serializers.ChoiceField(CreditRule.choices, required=False)
    shortfall = serializers.CharField(required=False, allow_null=True, **AMOUNT)


class CustomerCredit(MoneyView):
    """GET /customers/{code}/credit/."""

    parameters = NAMES

    @extend_schema(
        operation_id="customer_credit",
        responses={200: CreditView},
        parameters=[OpenApiParameter(name) for name in sorted(NAMES)],
    )
    def get(self, request: Request, code: str) -> Response:
        """The exposure and what is left of the limit, today or as of a day (E4)."""
        customer = find(request, code)
        asked = Asked(request.query_params)
        day = asked.day()
        currency = asked.take("currency", clean_currency) or usual(_currencies(request, customer))
        asked.done()
        return Response(credit_row(customer, standing_on(customer, currency, day)))


class CreditChecks(MoneyView):
    """POST /credit-checks/: writes nothing."""

    @extend_schema(request=CreditCheckBody, responses={200: CreditCheckView})
    def post(self, request: Request) -> Response:
        """Whether an invoice of this amount would pass now."""
        given = Members(members_of(request), frozenset({"customer", "currency", "amount", "as_of"}))
        code = given.take("customer", code_of, required=True)
        currency = given.take("currency", clean_currency, required=True)
        amount = given.take("amount", positive(money_of(currency or "CNY")), required=True)
        day = given.take("as_of", read_day, default=ledger_today())
        given.done()
        customer = find(request, code)
        judged = judge(standing_on(customer, currency, day), amount)
        body = credit_row(customer, judged.standing) | {
            "allowed": judged.rule is None,
            "amount": format_money(amount),
            "room": _text(judged.room),
        }
        if judged.rule:
            refusal = judged.refusal()
            body |= {"code": refusals.CREDIT_REFUSED, "detail": refusal.message, "rule": judged.rule}
            body |= {"shortfall": _text(judged.shortfall)}
        return Response(body)


def standing_on(customer: Customer, currency: str, day: datetime.date) -> Standing:
    """The standing of a customer the caller may see."""
    return standings([customer.pk], currency, day, today=ledger_today())[customer.pk]


def credit_row(customer: Customer, now: Standing) -> dict[str, Any]:
    """A standing as the API shows it."""
    amounts = ("temporary", "balance", "pending", "commitments", "uncleared", "exposure")
    return {
        "customer": customer.code,
        "currency": now.currency,
        "as_of": now.day,
        "mode": now.mode,
        "limit": _text(now.limit),
        "effective_limit": _text(now.effective_limit),
        "available": _text(now.available),
        "utilisation": None if now.utilisation is None else str(now.utilisation),
        "band": now.band,
        **{name: _text(getattr(now, name)) for name in amounts},
    }


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else format_money(amount)


def _currencies(request: Request, customer: Customer) -> list[str]:
    held = Account.objects.visible_to(request.user).filter(customer=customer, side=Side.RECEIVABLE)
    return list(held.order_by("currency").values_list("currency", flat=True))

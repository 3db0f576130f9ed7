"""GET /customers/{code}/statement/ and POST /statements/ (contract.md, E8)."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import resolve, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.books.api import LineView, line_row
from accounts.members import Members, one_of, read_day
from accounts.models import Account, Side, Statement
from accounts.open_items.api import OpenItemView, item_row
from accounts.reports.api import AMOUNT, MoneyView
from accounts.reports.asked import SIDES, Asked
from accounts.statements import issuing
from accounts.statements.figures import Figures
from accounts.statements.handing import FILES, table_of_draft, table_of_issued
from audit.models import Channel
from customers.api import find
from customers.exports import asking
from exchange.idempotency import Answered, idempotent
from exchange.money import clean_currency, format_money
from exchange.strict import StrictSerializer

NAMES = frozenset({"currency", "side", "from", "to", "format"})
FORMATS = one_of(frozenset({"json", "pdf", "xlsx", "csv"}), str)
TYPES = ("application/pdf", asking.TYPES["xlsx"], "text/csv")
BINARY = {(200, kind): OpenApiResponse(OpenApiTypes.BINARY) for kind in TYPES}
MEMBERS = frozenset({"customer", "currency", "side", "from", "to"})


class Aged(serializers.Serializer):
    """Open debits of one column of the ageing."""

    key = serializers.CharField()
    label = serializers.CharField()
    open = serializers.CharField(**AMOUNT)


class StatementView(serializers.Serializer):
    """What a statement says; closing = opening + Σ debit − Σ credit of a receivable, and what is open adds up to it."""

    currency = serializers.CharField()
    side = serializers.ChoiceField(Side.choices)
    to = serializers.DateField()
    opening = serializers.CharField(**AMOUNT)
    lines = LineView(many=True)
    total_debit = serializers.CharField(**AMOUNT)
    total_credit = serializers.CharField(**AMOUNT)
    closing = serializers.CharField(**AMOUNT)
    open_items = OpenItemView(many=True)
    ageing = Aged(many=True)
    unapplied = serializers.CharField(**AMOUNT)

    def get_fields(self) -> Any:
        return {**super().get_fields(), "from": serializers.DateField()}


class IssuedView(serializers.Serializer):
    """A statement that was issued. ``added`` entries came into its period since."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    customer = serializers.CharField()
    to = serializers.DateField()
    opening = serializers.CharField(**AMOUNT)
    closing = serializers.CharField(**AMOUNT)
    code = serializers.CharField()
    sha256 = serializers.CharField()
    issued_at = serializers.DateTimeField()
    added = serializers.IntegerField()

    def get_fields(self) -> Any:
        return {**super().get_fields(), "from": serializers.DateField()}


class IssueBody(StrictSerializer):
    """POST /statements/."""

    customer = serializers.CharField()
    currency = serializers.CharField(max_length=3)
    side = serializers.ChoiceField(Side.choices, required=False)
    to = serializers.DateField()

    def get_fields(self) -> Any:
        return {**super().get_fields(), "from": serializers.DateField()}


class CustomerStatement(MoneyView):
    """GET /customers/{code}/statement/."""

    parameters = NAMES

    @extend_schema(
        operation_id="customer_statement",
        responses={(200, "application/json"): StatementView, **BINARY},
        parameters=[OpenApiParameter(name, required=name in {"currency", "from", "to"}) for name in sorted(NAMES)],
    )
    def get(self, request: Request, code: str) -> HttpResponse:
        """What a statement of these days would say; as a draft by `format=pdf`, `xlsx` or `csv`. Nothing is kept."""
        asked = Asked(request.query_params.dict())
        account, days = _asked(request, asked, code)
        if wanted := FILES.get(asked.raw.get("format", "")):
            return table_of_draft(account, wanted, days, actor=request.user, channel=Channel.API)
        if asked.raw.get("format") == "pdf":
            content = issuing.draft(account=account, actor=request.user, channel=Channel.API, **days)
            return HttpResponse(content, content_type="application/pdf", headers={"Cache-Control": "no-store"})
        return Response(statement_row(issuing.preview(account=account, actor=request.user, **days)))


class Statements(MoneyView):
    """POST /statements/."""

    @extend_schema(request=IssueBody, responses={201: IssuedView})
    @idempotent(required=False)
    def post(self, request: Request) -> Response:
        """Issue a statement and keep it as printed, in the language of the request."""
        if not isinstance(request.data, Mapping):
            raise ValidationError(_("The body is a JSON object."))
        given = Members(dict(request.data), MEMBERS)
        code = given.take("customer", _code, required=True)
        given.done()
        account, days = _asked(request, given, code)
        language = get_language() or "zh-hans"
        made = issuing.issue(account=account, language=language, actor=request.user, channel=Channel.API, **days)
        place = request.build_absolute_uri(reverse("api:statement", args=[made.pk]))
        return Response(issued_row(made), status=201, headers={"Location": place})

    def repeat(self, request: Request, answered: Answered, **kwargs: Any) -> Response:
        made = _statement(request, resolve(answered.location).kwargs["key"])
        return Response(issued_row(made), headers={"Location": request.build_absolute_uri(answered.location)})


class StatementDetail(MoneyView):
    """GET /statements/{id}/."""

    parameters = frozenset({"format"})

    @extend_schema(
        responses={(200, "application/json"): IssuedView, **BINARY},
        parameters=[OpenApiParameter("format")],
    )
    def get(self, request: Request, key: int) -> HttpResponse:
        """An issued statement; `format=pdf` is its print, `xlsx` and `csv` its figures, as they were issued."""
        asked = Asked(request.query_params.dict())
        wanted = asked.take("format", FORMATS, default="json")
        asked.done()
        statement = _statement(request, key)
        if wanted in FILES:
            return table_of_issued(statement, FILES[wanted], actor=request.user, channel=Channel.API)
        if wanted == "pdf":
            content = issuing.reprint(statement=statement, actor=request.user, channel=Channel.API)
            return HttpResponse(content, content_type="application/pdf", headers={"Cache-Control": "no-store"})
        return Response(issued_row(statement))


def _code(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _asked(request: Request, given: Members, code: str) -> tuple[Account, dict[str, Any]]:
    """The account and the days; an account that is not there or not visible is a 404."""
    customer = find(request, code)
    side = given.take("side", SIDES, default=Side.RECEIVABLE)
    currency = given.take("currency", clean_currency, required=True)
    days = {"first": given.take("from", read_day, required=True), "last": given.take("to", read_day, required=True)}
    given.take("format", FORMATS)
    given.done()
    found = Account.objects.visible_to(request.user).select_related("customer")
    return get_object_or_404(found, customer=customer, side=side, currency=currency), days


def _statement(request: Request, key: int) -> Statement:
    found = Statement.objects.visible_to(request.user).select_related("account__customer", "printed")
    return get_object_or_404(found, pk=key)


def statement_row(figures: Figures) -> dict[str, Any]:
    account = figures.account
    return {
        "currency": account.currency,
        "side": account.side,
        "from": figures.first,
        "to": figures.last,
        "opening": format_money(figures.opening),
        "lines": [line_row(line, figures.book.ends.get(line.entry.pk)) for line in figures.book.lines],
        "total_debit": format_money(figures.turnover.debit),
        "total_credit": format_money(figures.turnover.credit),
        "closing": format_money(figures.closing),
        "open_items": [item_row(item, account, figures.last) for item in figures.open_items],
        "ageing": [
            {"key": column.key, "label": column.label, "open": format_money(open_)}
            for column, open_ in figures.ageing()
        ],
        "unapplied": format_money(figures.sums.credits),
    }


def issued_row(statement: Statement) -> dict[str, Any]:
    return {
        "id": statement.pk,
        "number": str(statement),
        "customer": statement.account.customer.code,
        "from": statement.first_day,
        "to": statement.last_day,
        "opening": format_money(statement.opening),
        "closing": format_money(statement.closing),
        "code": statement.code,
        "sha256": statement.sha256,
        "issued_at": statement.issued_at,
        "added": issuing.added_since(statement),
    }

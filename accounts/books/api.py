"""GET /customers/{code}/ledger/: the detail ledger of one account (contract.md, E8)."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.books.subledger import Line, MonthEnd, Subledger
from accounts.members import read_day
from accounts.models import Account, EntryKind, Side
from accounts.open_items.listing import accounts_of
from accounts.reports.api import AMOUNT, ListBody, MoneyView
from accounts.reports.asked import SIDES, Asked
from customers.api import find
from exchange.money import clean_currency, format_money
from exchange.pages import KeysetPage, list_body, page_size_of

NAMES = frozenset({"currency", "side", "as_of", "from", "to"})
PAGES = frozenset({"cursor", "page_size"})
DIRECTIONS = {1: "debit", 0: "level", -1: "credit"}


class MonthView(serializers.Serializer):
    """The calendar month 本月合计 and the year up to its end 本年累计, after its last line."""

    month = serializers.CharField()
    debit = serializers.CharField(**AMOUNT)
    credit = serializers.CharField(**AMOUNT)
    year_debit = serializers.CharField(**AMOUNT)
    year_credit = serializers.CharField(**AMOUNT)


class LineView(serializers.Serializer):
    """A line. A reversal stands in red, negative, on its original's side."""

    date = serializers.DateField()
    number = serializers.CharField()
    kind = serializers.ChoiceField(EntryKind.choices)
    reference = serializers.CharField()
    memo = serializers.CharField()
    due_date = serializers.DateField(allow_null=True)
    debit = serializers.CharField(allow_null=True, **AMOUNT)
    credit = serializers.CharField(allow_null=True, **AMOUNT)
    balance = serializers.CharField(**AMOUNT)
    direction = serializers.ChoiceField(list(DIRECTIONS.values()))
    month_end = MonthView(allow_null=True)


class SubledgerView(ListBody):
    """The detail ledger: closing = opening + Σ debit − Σ credit of a receivable; of a payable the other way."""

    currency = serializers.CharField()
    side = serializers.ChoiceField(Side.choices)
    to = serializers.DateField()
    opening = serializers.CharField(**AMOUNT)
    total_debit = serializers.CharField(**AMOUNT)
    total_credit = serializers.CharField(**AMOUNT)
    closing = serializers.CharField(**AMOUNT)
    results = LineView(many=True)

    def get_fields(self) -> Any:
        return {**super().get_fields(), "from": serializers.DateField(allow_null=True)}


class CustomerLedger(MoneyView):
    """GET /customers/{code}/ledger/."""

    parameters = NAMES | PAGES

    @extend_schema(
        operation_id="customer_ledger",
        responses={200: SubledgerView},
        parameters=[OpenApiParameter(name) for name in sorted(NAMES | PAGES)],
    )
    def get(self, request: Request, code: str) -> Response:
        """The lines of one account by posting date and number, from `from` (else the first) to `to` or `as_of`."""
        customer = find(request, code)
        given = request.query_params
        book = _book(request, customer.code)
        page = book.page(cursor=given.get("cursor"), size=page_size_of(given.get("page_size")))
        rows = [line_row(line, page.ends.get(line.entry.pk)) for line in page.lines]
        turnover = book.turnover()
        head = {
            "currency": book.account.currency,
            "side": book.account.side,
            "from": book.first,
            "to": book.last,
            "opening": format_money(book.opening()),
            "total_debit": format_money(turnover.debit),
            "total_credit": format_money(turnover.credit),
            "closing": format_money(book.closing()),
        }
        return Response({**head, **list_body(request, KeysetPage([], page.next, page.previous), rows)})


def _book(request: Request, code: str) -> Subledger:
    """What the parameters ask for. Raises ValidationError; a customer without the account has an empty one."""
    asked = Asked({name: value for name, value in request.query_params.items() if name in NAMES})
    side = asked.take("side", SIDES, default=Side.RECEIVABLE)
    first, last = asked.take("from", read_day), _last(asked)
    if first and first > last:
        asked.refuse("from", ValidationError(_("The period ends before it begins."), "period_reversed"))
    currency = asked.take("currency", clean_currency)
    accounts = accounts_of(request.user, code, side, currency)
    if len(accounts) > 1:
        names = ", ".join(one.currency for one in accounts)
        message = _("Name one currency: this customer has accounts in %(names)s.")
        asked.refuse("currency", ValidationError(message, "currency_missing", {"names": names}))
    asked.done()
    account = accounts[0] if accounts else Account(side=side, currency=currency or "CNY")
    return Subledger(account, first, last)


def _last(asked: Asked) -> datetime.date:
    """``to``, or ``as_of``, which means the same here."""
    if "to" in asked.raw and "as_of" in asked.raw:
        message = _("Give either %(first)s or %(second)s.") % {"first": "to", "second": "as_of"}
        asked.refuse("as_of", ValidationError(message))
    return asked.day("as_of" if "as_of" in asked.raw else "to")


def line_row(line: Line, end: MonthEnd | None) -> dict[str, Any]:
    """A line as the API shows it."""
    entry = line.entry
    return {
        "date": entry.posting_date,
        "number": str(entry),
        "kind": entry.kind,
        "reference": entry.reference,
        "memo": entry.memo,
        "due_date": line.due_date,
        "debit": None if line.debit is None else format_money(line.debit),
        "credit": None if line.credit is None else format_money(line.credit),
        "balance": format_money(line.balance),
        "direction": _direction(line),
        "month_end": end and month_row(end),
    }


def _direction(line: Line) -> str:
    """Debit where the customer owes us."""
    sign = (line.balance > 0) - (line.balance < 0)
    return DIRECTIONS[sign if line.entry.account.side == Side.RECEIVABLE else -sign]


def month_row(end: MonthEnd) -> dict[str, str]:
    return {
        "month": f"{end.month:%Y-%m}",
        "debit": format_money(end.turnover.debit),
        "credit": format_money(end.turnover.credit),
        "year_debit": format_money(end.year.debit),
        "year_credit": format_money(end.year.credit),
    }

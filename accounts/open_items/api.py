"""GET /customers/{code}/open-items/ (contract.md, E2)."""

import datetime
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Account, EntryKind, Side
from accounts.open_items.listing import Item, OpenItems, Sums, accounts_of
from accounts.reports.api import AMOUNT, ListBody, MoneyView, amounts
from accounts.reports.asked import SIDES, Asked
from customers.api import find
from exchange.money import clean_currency, format_money
from exchange.pages import list_body, page_size_of

NAMES = frozenset({"currency", "side", "as_of"})
PAGES = frozenset({"cursor", "page_size"})


class OpenItemView(serializers.Serializer):
    """An open item; ``amount`` and ``open`` are what they add to the balance, negative for credits."""

    entry = serializers.CharField()
    kind = serializers.ChoiceField(EntryKind.choices)
    currency = serializers.CharField()
    reference = serializers.CharField()
    memo = serializers.CharField()
    document_date = serializers.DateField()
    posting_date = serializers.DateField()
    due_date = serializers.DateField()
    amount = serializers.CharField(**AMOUNT)
    open = serializers.CharField(**AMOUNT)
    days_overdue = serializers.IntegerField()


class OpenSums(serializers.Serializer):
    """The sums of all open items of one currency."""

    debits = serializers.CharField(**AMOUNT)
    credits = serializers.CharField(**AMOUNT)
    overdue = serializers.CharField(**AMOUNT)
    balance = serializers.CharField(**AMOUNT)


class OpenItemsView(ListBody):
    """The open items on a day. ``totals`` is there where they are all of one currency."""

    as_of = serializers.DateField()
    side = serializers.ChoiceField(Side.choices)
    totals = OpenSums(allow_null=True)
    results = OpenItemView(many=True)


class CustomerOpenItems(MoneyView):
    """GET /customers/{code}/open-items/."""

    parameters = NAMES | PAGES

    @extend_schema(
        operation_id="customer_open_items",
        responses={200: OpenItemsView},
        parameters=[OpenApiParameter(name) for name in sorted(NAMES | PAGES)],
    )
    def get(self, request: Request, code: str) -> Response:
        """What was open on a day, debits first, oldest due first; in every currency unless one is named."""
        customer = find(request, code)
        given = request.query_params
        asked = Asked({name: value for name, value in given.items() if name in NAMES})
        day, side = asked.day(), asked.take("side", SIDES, default=Side.RECEIVABLE)
        currency = asked.take("currency", clean_currency)
        asked.done()
        accounts = {one.pk: one for one in accounts_of(request.user, customer.code, side, currency)}
        items = OpenItems(list(accounts), day)
        page, sums = items.page(cursor=given.get("cursor"), size=page_size_of(given.get("page_size")))
        rows = [item_row(item, accounts[item.account], day) for item in page.rows]
        totals = sums_row(sums) if currency or len(accounts) < 2 else None
        return Response({"as_of": day, "side": side, "totals": totals, **list_body(request, page, rows)})


def item_row(item: Item, account: Account, day: datetime.date) -> dict[str, Any]:
    """An open item as the API shows it."""
    return {
        "entry": f"{account.prefix}-{item.number}",
        "kind": item.kind,
        "currency": account.currency,
        "reference": item.reference,
        "memo": item.memo,
        "document_date": item.document_date,
        "posting_date": item.posting_date,
        "due_date": item.due_date,
        "amount": format_money(item.amount),
        "open": format_money(item.open),
        "days_overdue": item.days_overdue(day),
    }


def sums_row(sums: Sums) -> dict[str, str]:
    names = ("debits", "credits", "overdue", "balance")
    return amounts(names, (getattr(sums, name) for name in names))

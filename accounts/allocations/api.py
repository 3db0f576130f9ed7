"""GET and POST /allocations/, POST /allocations/{id}/reversal/, POST /customers/{code}/auto-allocation/."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.allocations import operations
from accounts.allocations.operations import Part
from accounts.members import Members, money_of, positive, read_day, text_of
from accounts.models import Account, Allocation, Entry, Side
from accounts.reports.api import AMOUNT, ListBody, MoneyView
from accounts.reports.asked import SIDES, TEXT, Asked
from audit.models import Channel
from customers.api import find
from exchange.idempotency import Answered, idempotent
from exchange.money import clean_currency, format_money
from exchange.pages import keyset_page, list_body, page_size_of
from exchange.strict import StrictSerializer

PAGES = frozenset({"cursor", "page_size"})
NAMES = frozenset({"customer", "entry"})
PLACE = "/reversal/"  # how the address of an allocation ends


class AllocationBody(StrictSerializer):
    """POST /allocations/: entry numbers; ``date`` is today where it is not given."""

    credit = serializers.CharField()
    debit = serializers.CharField()
    amount = serializers.CharField(**AMOUNT)
    date = serializers.DateField(required=False)


class DateBody(StrictSerializer):
    """POST /allocations/{id}/reversal/."""

    date = serializers.DateField(required=False)


class AutoBody(StrictSerializer):
    """POST /customers/{code}/auto-allocation/."""

    currency = serializers.CharField()
    side = serializers.ChoiceField(Side.choices, required=False)
    date = serializers.DateField(required=False)


class OneAllocation(serializers.Serializer):
    """An allocation; an undo repeats the one it ``undoes``. ``undone_by`` is the undo's id."""

    id = serializers.IntegerField()
    credit = serializers.CharField()
    debit = serializers.CharField()
    amount = serializers.CharField(**AMOUNT)
    effective_date = serializers.DateField()
    undoes = serializers.IntegerField(allow_null=True)
    undone_by = serializers.IntegerField(allow_null=True)


class AllocationsView(ListBody):
    results = OneAllocation(many=True)


class MadeView(OneAllocation):
    """The first allocation made, and all of them: an instalment is settled by an allocation of its own."""

    allocations = OneAllocation(many=True)


class AutoView(serializers.Serializer):
    """What the automatic order settled."""

    allocations = OneAllocation(many=True)


def visible(request: Request) -> QuerySet[Allocation]:
    """The allocations the caller sees, with what a row says."""
    return Allocation.objects.visible_to(request.user).select_related(
        "credit__entry__account__customer", "debit__entry", "undone_by", "credit__account__customer"
    )


class Allocations(MoneyView):
    """GET and POST /allocations/."""

    parameters = PAGES | NAMES

    @extend_schema(
        operation_id="allocations",
        responses={200: AllocationsView},
        parameters=[OpenApiParameter(name) for name in sorted(PAGES | NAMES)],
    )
    def get(self, request: Request) -> Response:
        """The allocations, newest first; of one customer or one entry."""
        given = request.query_params
        asked = Asked({name: value for name, value in given.items() if name in NAMES})
        found = visible(request)
        if code := asked.take("customer", TEXT):
            found = found.filter(credit__account__customer__code=code.upper())
        if number := asked.take("entry", TEXT):
            named = Entry.objects.visible_to(request.user).numbered(number)
            found = found.filter(Q(credit__entry__in=named) | Q(debit__entry__in=named))
        asked.done()
        size = page_size_of(given.get("page_size"))
        page = keyset_page(found, order=("-pk",), size=size, cursor=given.get("cursor"))
        return Response(list_body(request, page, [row_of(row) for row in page.rows]))

    @extend_schema(operation_id="allocations_create", request=AllocationBody, responses={201: MadeView})
    @idempotent(required=False)
    def post(self, request: Request) -> Response:
        """Settle a debit by a credit."""
        given = _members(request, {"credit", "debit", "amount", "date"})
        credit, debit = (given.take(name, text_of(100), required=True) for name in ("credit", "debit"))
        day = given.take("date", read_day)
        entries = [_entry(request, given, name, number) for name, number in (("credit", credit), ("debit", debit))]
        currency = entries[0].account.currency if entries[0] else "CNY"
        amount: Decimal = given.take("amount", positive(money_of(currency)), required=True)
        given.done()
        made = operations.allocate(
            credit=entries[0], parts=[Part(entries[1], amount)], day=day, actor=request.user, channel=Channel.API
        )
        return _created(request, made[0].pk, made)

    def repeat(self, request: Request, answered: Answered) -> Response:
        return _again(request, answered)


class AllocationReversal(MoneyView):
    """POST /allocations/{id}/reversal/."""

    @extend_schema(operation_id="allocation_reversal", request=DateBody, responses={201: MadeView})
    @idempotent(required=False)
    def post(self, request: Request, key: int) -> Response:
        """Undo exactly this allocation, from its own date on."""
        found = get_object_or_404(visible(request), pk=key)
        given = _members(request, {"date"})
        day = given.take("date", read_day)
        given.done()
        made = operations.undo(allocation=found, day=day, actor=request.user, channel=Channel.API)
        return _created(request, made.pk, [made])

    def repeat(self, request: Request, answered: Answered, key: int) -> Response:
        return _again(request, answered)


class AutoAllocation(MoneyView):
    """POST /customers/{code}/auto-allocation/."""

    @extend_schema(operation_id="auto_allocation", request=AutoBody, responses={200: AutoView})
    @idempotent(required=False)
    def post(self, request: Request, code: str) -> Response:
        """Settle what is open of an account in the automatic order."""
        customer = find(request, code)
        given = _members(request, {"currency", "side", "date"})
        side = given.take("side", SIDES, default=Side.RECEIVABLE)
        currency = given.take("currency", clean_currency, required=True)
        day = given.take("date", read_day)
        given.done()
        accounts = Account.objects.visible_to(request.user).select_related("customer")
        account = get_object_or_404(accounts, customer=customer, side=side, currency=currency)
        made = operations.allocate_all(account=account, day=day, actor=request.user, channel=Channel.API)
        place = _place(request, made[0].pk) if made else request.build_absolute_uri()
        return Response({"allocations": _rows(request, made)}, headers={"Location": place})

    def repeat(self, request: Request, answered: Answered, code: str) -> Response:
        if not answered.location.endswith(PLACE):
            return Response({"allocations": []})  # there was nothing to settle
        return Response({"allocations": _same(request, answered)})


def row_of(row: Allocation) -> dict[str, Any]:
    """An allocation as the API shows it."""
    prefix, undo = row.credit.account.prefix, getattr(row, "undone_by", None)
    return {
        "id": row.pk,
        "credit": f"{prefix}-{row.credit.entry.number}",
        "debit": f"{prefix}-{row.debit.entry.number}",
        "amount": format_money(row.amount),
        "effective_date": row.effective_date,
        "undoes": row.undoes_id,
        "undone_by": undo.pk if undo else None,
    }


def _rows(request: Request, made: list[Allocation]) -> list[dict[str, Any]]:
    return [row_of(row) for row in visible(request).filter(pk__in=[one.pk for one in made]).order_by("pk")]


def _created(request: Request, key: int, made: list[Allocation]) -> Response:
    rows = _rows(request, made)
    return Response({**rows[0], "allocations": rows}, status=201, headers={"Location": _place(request, key)})


def _place(request: Request, key: int) -> str:
    return request.build_absolute_uri(f"/api/v1/allocations/{key}{PLACE}")


def _same(request: Request, answered: Answered) -> list[dict[str, Any]]:
    """What an earlier POST made, read again under the rights its reader has now."""
    key = int(answered.location.rstrip("/").split("/")[-2])
    first = get_object_or_404(visible(request), pk=key)
    return [row_of(row) for row in visible(request).filter(action_id=first.action_id).order_by("pk")]


def _again(request: Request, answered: Answered) -> Response:
    rows = _same(request, answered)
    return Response(
        {**rows[0], "allocations": rows}, headers={"Location": request.build_absolute_uri(answered.location)}
    )


def _members(request: Request, known: set[str]) -> Members:
    if not isinstance(request.data, Mapping):
        raise ValidationError(_("The body is a JSON object."))
    return Members(dict(request.data), frozenset(known))


def _entry(request: Request, given: Members, name: str, number: str | None) -> Any:
    """The visible entry of a number; None with an error beside its member where there is none."""
    found = Entry.objects.visible_to(request.user).select_related("account__customer")
    entry = found.numbered(number).first() if number else None  # a number names one entry
    if number and entry is None:
        given.refuse(name, ValidationError(_("There is no entry of this number."), "entry_unknown"))
    return entry

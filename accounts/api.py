"""The ledger as JSON (contract.md): accounts of a customer, entries, reversals."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as Invalid
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from access.fields import MONEY, may_see
from accounts import posting, reversal
from accounts import serializers as json
from accounts.answers import again, answered_with, detail, entry_named, members_of, whole
from accounts.drafts import ledger_today, read
from accounts.members import Members, one_of, read_day, text_of
from accounts.models import Account, Entry, Side
from accounts.opening import open_account
from accounts.pairs import drafts as pair_drafts
from accounts.pairs import posting as pairs
from accounts.pairs.drafts import is_pair
from audit.models import Channel
from customers.api import find
from customers.models import Customer
from exchange.idempotency import Answered, idempotent
from exchange.money import clean_currency
from exchange.pages import keyset_page, list_body, page_size_of
from exchange.strict_views import PAGING, StrictView

FILTERS = {
    "customer": "account__customer__code",
    "side": "account__side",
    "currency": "account__currency",
    "kind": "kind",
    "reference": "reference",
}
ORDERINGS = {"posted_at": ("pk",), "-posted_at": ("-pk",)}
REASON_LENGTH = 200


class Entries(StrictView):
    """GET and POST /entries/."""

    parameters = PAGING | FILTERS.keys()

    @extend_schema(
        responses={200: json.EntryView(many=True)},
        parameters=[OpenApiParameter(name) for name in sorted(FILTERS.keys() | PAGING)],
    )
    def get(self, request: Request) -> Response:
        _require_money(request)
        wanted = request.query_params.dict()
        found = Entry.objects.visible_to(request.user).filter(
            **{FILTERS[name]: value for name, value in wanted.items() if name in FILTERS}
        )
        order = _choice(wanted, "ordering", ORDERINGS, "-posted_at")
        page = keyset_page(
            whole(found), order=order, size=page_size_of(wanted.get("page_size")), cursor=wanted.get("cursor")
        )
        count = found.count() if _choice(wanted, "count", {"true": True, "false": False}, "false") else None
        return Response(list_body(request, page, [json.entry_row(entry, request.user) for entry in page.rows], count))

    @extend_schema(request=json.EntryBody, responses={201: json.EntryView, 202: json.AskedView})
    @idempotent(required=True)
    def post(self, request: Request) -> Response:
        raw = members_of(request)
        customer = _customer(request, raw.pop("customer", None))
        by = {"actor": request.user, "channel": Channel.API}
        if is_pair(raw.get("kind")):
            pair = pair_drafts.read(raw, customer=customer, actor=request.user, today=ledger_today())
            return answered_with(request, pairs.ask(draft=pair, **by))
        draft = read(raw, customer=customer, today=ledger_today())
        return answered_with(request, posting.post(customer=customer, draft=draft, **by))

    def repeat(self, request: Request, answered: Answered, **kwargs: Any) -> Response:
        return again(request, answered)


class EntryDetail(StrictView):
    """GET /entries/{number}/."""

    @extend_schema(responses={200: json.EntryView})
    def get(self, request: Request, number: str) -> Response:
        return Response(detail(entry_named(request, number), request.user))


class Reversal(StrictView):
    """POST /entries/{number}/reversal/."""

    @extend_schema(request=json.ReversalBody, responses={201: json.EntryView, 202: json.AskedView})
    @idempotent(required=False)
    def post(self, request: Request, number: str) -> Response:
        entry = entry_named(request, number)
        given = Members(members_of(request), frozenset({"posting_date", "reason"}))
        day = given.take("posting_date", read_day, required=True)
        reason = given.take("reason", text_of(REASON_LENGTH), required=True)
        given.done()
        made = reversal.reverse(entry=entry, posting_date=day, reason=reason, actor=request.user, channel=Channel.API)
        return answered_with(request, made)

    def repeat(self, request: Request, answered: Answered, **kwargs: Any) -> Response:
        return again(request, answered)


class CustomerAccounts(StrictView):
    """GET and POST /customers/{code}/accounts/. A customer has few accounts, so the list has one page."""

    @extend_schema(responses={200: json.AccountView(many=True)})
    def get(self, request: Request, code: str) -> Response:
        customer = find(request, code)
        _require_money(request)
        rows = [json.account_row(account) for account in _accounts(request, customer)]
        return Response({"next": None, "previous": None, "results": rows})

    @extend_schema(request=json.AccountBody, responses={201: json.AccountView})
    @idempotent(required=False)
    def post(self, request: Request, code: str) -> Response:
        customer = find(request, code)
        given = Members(members_of(request), frozenset({"side", "currency"}))
        side = given.take("side", one_of(frozenset(Side), Side), required=True)
        currency = given.take("currency", clean_currency, required=True)
        given.done()
        account = open_account(customer=customer, side=side, currency=currency, actor=request.user, channel=Channel.API)
        place = request.build_absolute_uri()
        return Response(json.account_row(account), status=201, headers={"Location": place})

    def repeat(self, request: Request, answered: Answered, code: str) -> Response:
        members = {name: request.data.get(name) for name in ("side", "currency")}
        found = _accounts(request, find(request, code)).filter(**members)
        return Response(json.account_row(get_object_or_404(found)))


def _require_money(request: Request) -> None:
    if not may_see(request.user, MONEY):
        raise PermissionDenied("accounts.view_money")


def _choice(wanted: Mapping[str, str], name: str, choices: Mapping[str, Any], default: str) -> Any:
    value = wanted.get(name, default)
    if value not in choices:
        raise Invalid({name: [_("This is one of %(choices)s.") % {"choices": ", ".join(choices)}]})
    return choices[value]


def _customer(request: Request, code: Any) -> Customer:
    """The visible customer a body names; absent and invisible ones are the same 404."""
    if not isinstance(code, str):
        raise Invalid({"customer": [_("This is required.") if code is None else _("This is a customer's code.")]})
    return find(request, code)


def _accounts(request: Request, customer: Customer) -> Any:
    found = Account.objects.visible_to(request.user).filter(customer=customer)
    return found.select_related("customer", "standing").order_by("side", "currency")

"""Customers over the API: the list, new ones, and one record (contract.md)."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from access import models as access
from access.permissions import may_manage_any, require
from access.reasons import clean_reason
from audit.models import Channel
from audit.refusals import Refused
from customers import api_schema as schema
from customers import intake, records
from customers.api_shapes import lines_of, record_of, request_of
from customers.filters import CustomerFilter
from customers.identifiers import CODE
from customers.matching import BEST_FIRST
from customers.members import Clean, Errors, flag, line, listed, not_an_object
from customers.models import Customer
from customers.saved_views import members
from exchange.etags import check_if_match, etag_of
from exchange.idempotency import Answered, idempotent
from exchange.pages import keyset_page, list_body, ordering_of, page_size_of
from exchange.strict_views import StrictView

ORDERINGS = ("code", "name", "updated_at")
MAX_CODES = 100
LISTED = (
    *("code", "name", "short_name", "mnemonic", "kind", "tax_id", "external_id", "status"),
    *("version", "created_at", "updated_at", "portfolio__code"),
)


class Customers(StrictView):
    """The customers the caller may see, and new ones."""

    parameters = frozenset(
        {
            *("q", "status", "portfolio", "category", "external_code", "updated_since"),
            *("filter", "ordering", "cursor", "page_size", "count"),
        }
    )

    @extend_schema(operation_id="customers_list", parameters=schema.LIST_PARAMETERS, responses=schema.Listed(many=True))
    def get(self, request: Request) -> Response:
        """A page of customers: found by ``q`` and filters, the best match first unless an order is asked for."""
        filters = members.strictly(request.query_params, request.query_params.get("filter"), request)
        customers = filters.applied_to(Customer.objects.select_related("portfolio").only(*LISTED))
        visible = customers.visible_to(request.user)
        order = _order(request, filters)
        found = partial(visible.first_matching, filters.term, request.user) if order == BEST_FIRST else None
        page = keyset_page(
            visible,
            order=order,
            size=page_size_of(request.query_params.get("page_size")),
            cursor=request.query_params.get("cursor"),
            first=found if filters.term else partial(customers.first_visible_to, request.user),
        )
        count = visible.order_by().count() if _counts(request) else None
        return Response(list_body(request, page, lines_of(page.rows, request.user), count))

    @extend_schema(operation_id="customers_create", request=schema.NewCustomer, responses={201: schema.Made})
    @idempotent(required=False)
    def post(self, request: Request) -> Response:
        """Add a customer. What needs a second person is left out and asked for: ``request`` names it."""
        if not may_manage_any(request.user, "customers.add_customer"):
            raise PermissionDenied("customers.add_customer")
        given, options = _split(request.data, OPTIONS)
        typed = intake.read(given, actor=request.user)
        saved = records.create(intake=typed, actor=request.user, channel=Channel.API, **options)
        return _made(request, saved.customer, saved.request)

    def repeat(self, request: Request, answered: Answered) -> Response:
        customer = find(request, answered.location.rstrip("/").rpartition("/")[2])
        return _made(request, customer, _asked_at_creation(request, customer))


class OneCustomer(StrictView):
    """One customer."""

    @extend_schema(operation_id="customers_read", responses=schema.Record)
    def get(self, request: Request, code: str) -> Response:
        """The record, with its version as ETag."""
        return answer(request, find(request, code))

    @extend_schema(
        operation_id="customers_change",
        request=schema.Changes,
        responses={200: schema.Record, 202: schema.Accepted},
        parameters=[schema.IF_MATCH],
    )
    def patch(self, request: Request, code: str) -> Response:
        """Change the members that are there; each list is replaced whole, its items carrying ``id``."""
        customer = find(request, code)
        require(request.user, "customers.change_customer", customer)
        check_if_match(request, customer.version)
        given, options = _split(request.data, WORDS)
        typed = intake.read(given, actor=request.user, customer=customer, partial=True)
        saved = records.change(
            customer=customer,
            intake=typed,
            base_version=customer.version,
            actor=request.user,
            channel=Channel.API,
            **options,
        )
        return answer_saved(request, saved, code)


def find(request: Request, code: str) -> Customer:
    """The customer ``code`` if the caller may see it; anything else is the same 404."""
    if not CODE.fullmatch(code.upper()):
        raise Http404
    visible = Customer.objects.visible_to(request.user).select_related("portfolio")
    return get_object_or_404(visible, code=code.upper())


def answer(request: Request, customer: Customer) -> Response:
    """The record, with its version as ETag."""
    return Response(record_of(customer, request.user), headers={"ETag": etag_of(customer.version)})


def answer_saved(request: Request, saved: records.Saved, code: str) -> Response:
    """200 with the record, or 202 with what was applied and what was asked for."""
    if saved.request is None:
        return answer(request, find(request, code))
    headers = {"ETag": etag_of(saved.customer.version), "Location": address_of(request, "request", saved.request.pk)}
    return Response(accepted(saved.applied, saved.request), status=202, headers=headers)


def accepted(applied: Any, asked: access.Request) -> dict[str, Any]:
    """The body of every 202."""
    return {"applied": list(applied), "request": request_of(asked)}


def address_of(request: Request, name: str, key: Any) -> str:
    """The whole address of a thing of the API, such as ``request``."""
    return request.build_absolute_uri(reverse(f"api:{name}", args=[key]))


def read_members(raw: Any, readers: Mapping[str, Clean], *, needed: tuple[str, ...] = ()) -> dict[str, Any]:
    """The members of a body by ``readers``. Raises ValidationError by member, also for unknown and missing ones."""
    if not isinstance(raw, Mapping):
        raise not_an_object()
    errors = Errors()
    errors.refuse_unknown(raw, readers)
    errors.require(raw, *needed)
    found = {name: errors.read(name, clean, raw[name], None) for name, clean in readers.items() if name in raw}
    errors.raise_any()
    return found


def _made(request: Request, customer: Customer, asked: access.Request | None) -> Response:
    body = record_of(find(request, customer.code), request.user)
    headers = {"ETag": etag_of(customer.version), "Location": address_of(request, "customer", customer.code)}
    return Response(body | ({"request": request_of(asked)} if asked else {}), status=201, headers=headers)


def _asked_at_creation(request: Request, customer: Customer) -> access.Request | None:
    asked = access.Request.objects.visible_to(request.user).filter(target_id=customer.pk, kind=records.CHANGE_REQUEST)
    return asked.filter(maker=request.user, base_version=1).order_by("created_at", "pk").first()


def _codes(value: object) -> tuple[str, ...]:
    errors = Errors()
    codes = tuple(line(32)(item) for _path, item in listed("not_duplicate_of", value, MAX_CODES, errors))
    errors.raise_any()
    return codes


WORDS: dict[str, Clean] = {"not_duplicate_of": _codes, "reason": clean_reason}
OPTIONS: dict[str, Clean] = {"draft": flag, **WORDS}


def _split(raw: Any, readers: Mapping[str, Clean]) -> tuple[Any, dict[str, Any]]:
    """What describes the customer, and the options of its save that ``readers`` name."""
    if not isinstance(raw, Mapping):
        return raw, {}
    options = read_members({name: raw[name] for name in readers if name in raw}, readers)
    return {name: value for name, value in raw.items() if name not in readers}, options


def _order(request: Request, filters: CustomerFilter) -> tuple[str, ...]:
    wanted = request.query_params.get("ordering")
    if filters.term and not wanted:
        return BEST_FIRST
    return ordering_of(wanted, allowed=ORDERINGS, tail="code", default="code")


def _counts(request: Request) -> bool:
    wanted = request.query_params.get("count", "false")
    if wanted not in ("true", "false"):
        raise Refused("filter_invalid", field="count", name="count", value=wanted[:60])
    return wanted == "true"

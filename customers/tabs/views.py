"""The pages behind a customer's tabs that are no pages of their own noun: ledger, contacts, categories, approvals."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from access.data_keys import Keyring
from access.inbox import cards as request_cards
from access.models import Request
from categories.models import Dimension
from customers import detail
from customers.dossier.cards import span
from customers.dossier.reading import file_of
from customers.models import Classification, Customer
from customers.tabs.bar import sees_money, sees_people, tabs
from customers.views import crumbs_to, find

MOST = 100  # requests


@require_GET
def ledger(request: HttpRequest, code: str) -> HttpResponse:
    """The balances and latest entries; the rows are the ledger's own tags."""
    customer = find(request, code)
    if not sees_money(request.user, customer):
        raise PermissionDenied("accounts.view_money")
    return _page(request, customer, "ledger")


@require_GET
def contacts(request: HttpRequest, code: str) -> HttpResponse:
    """Whom to reach and by which numbers the customer is known, masked."""
    customer = find(request, code)
    if not sees_people(request.user, customer):
        raise PermissionDenied("customers.view_contacts")
    ring = Keyring()
    file = file_of(customer, ring, lists=detail.lists_for(request.user, customer))
    cards = detail.cards(customer, request.user, file, ring)
    return _page(
        request, customer, "contacts",
        cards=list(cards), reasons=detail.reveal_reasons(), reason=request.session.get("reveal_reason", ""),
    )  # fmt: skip


@require_GET
def categories(request: HttpRequest, code: str) -> HttpResponse:
    """Every category the customer has or had, with its days."""
    customer = find(request, code)
    return _page(request, customer, "categories", rows=_classifications(customer, request.user))


def _classifications(customer: Customer, user: Any) -> list[dict[str, Any]]:
    """By dimension, those in force first."""
    held = Classification.objects.visible_to(user).filter(
        customer=customer, dimension__in=Dimension.objects.visible_to(user)
    )
    rows = sorted(
        held.select_related("category__dimension"),
        key=lambda row: (
            row.category.dimension.position,
            str(row.category.dimension),
            row.valid_to is not None,
            row.pk,
        ),
    )
    return [
        {"dimension": str(row.category.dimension), "label": str(row.category), "over": row.valid_to is not None,
         "days": span(row.valid_from, row.valid_to),
         "url": f"{reverse('customers:list')}?category={row.category.dimension.code}:{row.category.code}"}
        for row in rows
    ]  # fmt: skip


@require_GET
def approvals(request: HttpRequest, code: str) -> HttpResponse:
    """What was asked for about the customer, as far as the reader may know of it, and what became of it."""
    customer = find(request, code)
    asked = Request.objects.visible_to(request.user).filter(target_id=customer.pk).defer("payload")
    rows = asked.select_related("maker", "portfolio").order_by("-created_at", "-pk")[:MOST]
    return _page(request, customer, "approvals", cards=request_cards(rows, request.user), most=MOST)


def _page(request: HttpRequest, customer: Customer, name: str, **context: Any) -> HttpResponse:
    context |= {"customer": customer, "crumbs": crumbs_to(request, customer), "tabs": tabs(customer, request, name)}
    return render(request, f"customers/tabs/{name}.html", context)

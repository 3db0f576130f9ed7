"""While a customer is typed: the similar ones, as a block of the page (ux 18). Posted, so that no address holds it."""

import time
from typing import Any

from django import forms
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from access.forms import RefusableForm
from access.permissions import allows, may_manage_any
from customers.duplicates import live
from customers.duplicates.review import CHANGE
from customers.duplicates.words import similar_words
from customers.models import Customer, CustomerKind
from customers.views import find

ADD = "customers.add_customer"
SHOWN = 5  # customers; who has more like it needs another look at the name
MOST_ROWS = 20  # mobiles and cities that are looked at
MOST_A_MINUTE = 60  # questions of one person; nobody types faster


class TypedForm(RefusableForm):
    """What stands in the form so far: of each row of contacts and addresses a ``mobile`` and a ``city``."""

    beside = frozenset({"mobile", "city"})
    name = forms.CharField(max_length=200, required=False, strip=False)
    kind = forms.ChoiceField(choices=CustomerKind.choices, required=False)
    tax_id = forms.CharField(max_length=32, required=False)
    customer = forms.CharField(max_length=32, required=False)


@never_cache
@require_POST
def similar(request: HttpRequest) -> HttpResponse:
    """The customers that may be the one being typed, or edited, among those the person may see; nothing is kept."""
    form = TypedForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    customer = _edited(request, form.cleaned_data["customer"])
    if _asks_too_often(request.user):
        return HttpResponse(status=429, headers={"Retry-After": "60"})
    found = live.look(_typed(request, form.cleaned_data, customer), request.user)
    context = {
        "similar": [similar_words(match) for match in found[:SHOWN]],
        "more": len(found) - SHOWN,
        "hard": any(match.hard for match in found),
        "edited": customer is not None,
    }
    return render(request, "customers/duplicates/similar.html", context)


def _edited(request: HttpRequest, code: str) -> Customer | None:
    """The customer whose form it is; None of a new one. Who may not type there is refused as the form refuses."""
    customer = find(request, code) if code else None
    if customer is None and not may_manage_any(request.user, ADD):
        raise PermissionDenied(ADD)
    if customer is not None and not allows(request.user, CHANGE, customer):
        raise PermissionDenied(CHANGE)
    return customer


def _typed(request: HttpRequest, given: dict[str, Any], customer: Customer | None) -> live.Typed:
    kind = given["kind"] or (customer.kind if customer else CustomerKind.ORGANISATION)
    mobiles, cities = (tuple(request.POST.getlist(name)[:MOST_ROWS]) for name in ("mobile", "city"))
    return live.Typed(given["name"], kind, given["tax_id"], mobiles, cities, customer)


def _asks_too_often(user: Any) -> bool:
    """Whether the person asked MOST_A_MINUTE times within this minute already; counts this time."""
    key = f"similar:{user.pk}:{int(time.time()) // 60}"
    asked = int(cache.get(key, 0)) + 1
    cache.set(key, asked, timeout=120)
    return asked > MOST_A_MINUTE

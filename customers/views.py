"""Pages of one customer; the list is in customers/lists/page.py."""

from typing import Any, cast
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from access.models import User
from customers import detail, viewers
from customers.finding import carrying, neighbours, remembered
from customers.identifiers import CODE
from customers.models import Customer
from customers.tabs.bar import tabs
from customers.verification import mark


@require_GET
def customer_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One customer: who they are, whom to reach, what waits, what changed (S1, S7)."""
    from customers import in_full  # it reads as the page of reveals does, which needs this module

    customer = find(request, code)
    context = detail.page(customer, request) | _way(customer, request)
    _carry_on(context["acts"] + context["more"], customer, request)
    if not in_full.applies(customer, request.user):
        return render(request, "customers/detail.html", context)
    context["cards"] = in_full.opened(context["cards"], customer, cast(User, request.user))
    answer = render(request, "customers/detail.html", context)
    add_never_cache_headers(answer)
    return answer


def _carry_on(acts: list[dict[str, Any]], customer: Customer, request: HttpRequest) -> None:
    """Let the acts on pages of ``customer`` come back with the list it was opened from."""
    for act in acts:
        if act["url"].startswith(customer.get_absolute_url()):
            act["url"] = carrying.onto(act["url"], request)


def _way(customer: Customer, request: HttpRequest) -> dict[str, Any]:
    """The way back, the neighbours within the list, and whether the customer is at hand."""
    return {
        "crumbs": crumbs(request),
        "tabs": tabs(customer, request, "detail"),
        "neighbours": neighbours.of(customer, request),
        "carried": carrying.again(request),
        "pinned": remembered.is_pinned(customer, request.user),
    }


@require_GET
def customer_viewers(request: HttpRequest, code: str) -> HttpResponse:
    """Who may see this customer, for those who look after it: a fragment of its page."""
    customer = find(request, code)
    context = {"viewers": viewers.of(customer, request.user), "customer": customer}
    return render(request, "customers/viewers.html", context)


def find(request: HttpRequest, code: str) -> Customer:
    """The customer ``code`` as the person may see it; unknown or invisible is the same 404."""
    if not CODE.fullmatch(code.upper()):
        raise Http404
    visible = Customer.objects.visible_to(request.user).select_related("portfolio")
    return get_object_or_404(mark.read_with(visible), code=code.upper())


def address_of(customer: Customer, request: HttpRequest) -> str:
    """The page of ``customer``, with the list it was opened from."""
    return carrying.onto(customer.get_absolute_url(), request)


def crumbs_to(request: HttpRequest, customer: Customer, *items: tuple[str, str]) -> list[dict[str, str]]:
    """The way back from a page below the one of ``customer``."""
    return crumbs(request, (customer.name, address_of(customer, request)), *items)


def crumbs(request: HttpRequest, *items: tuple[str, str]) -> list[dict[str, str]]:
    """The way back: to the list as it was filtered where the person comes from there, then ``items``."""
    came = urlsplit(request.headers.get("Referer", ""))
    query = carrying.list_of(request)
    if query is None and came.path == reverse("customers:list"):
        query = QueryDict(came.query)
    url = reverse("customers:list") if query is None else carrying.list_url(query)
    return [{"label": _("Customers"), "url": url}, *({"label": label, "url": to} for label, to in items)]

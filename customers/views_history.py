"""The page of a customer's history."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from customers import history
from customers.views import crumbs, find


@require_GET
def customer_history(request: HttpRequest, code: str) -> HttpResponse:
    """Everything done about a customer, newest first; ``?before=`` an Action's id asks for older ones (S32)."""
    customer = find(request, code)
    before = _number(request.GET.get("before", ""))
    page = history.timeline(customer, request.user, before=before)
    context = {
        "customer": customer,
        "crumbs": crumbs(request, (customer.name, customer.get_absolute_url())),
        "happenings": page.happenings,
        "older_url": f"?before={page.before}" if page.before else "",
        "newest_url": request.path if before else "",
    }
    return render(request, "customers/history.html", context)


def _number(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise Http404
    return int(text)

"""The page of a customer's history."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from customers import history
from customers.finding import carrying
from customers.tabs.bar import tabs
from customers.views import crumbs_to, find


@require_GET
def customer_history(request: HttpRequest, code: str) -> HttpResponse:
    """Everything done about a customer, newest first; ``?before=`` an Action's id asks for older ones (S32)."""
    customer = find(request, code)
    before = _number(request.GET.get("before", ""))
    page = history.timeline(customer, request.user, before=before)
    context = {
        "customer": customer,
        "crumbs": crumbs_to(request, customer),
        "tabs": tabs(customer, request, "history"),
        "happenings": page.happenings,
        "older_url": carrying.onto(f"?before={page.before}", request) if page.before else "",
        "newest_url": request.path + carrying.again(request) if before else "",
    }
    return render(request, "customers/history.html", context)


def _number(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise Http404
    return int(text)

"""The command search, pins and the switches of one's own shortcuts."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from access import preferences
from audit.refusals import Refused
from customers.finding import carrying, palette, remembered
from customers.views import find

SWITCHES = {"single_keys": remembered.SINGLE_KEYS, "open_single": remembered.OPEN_SINGLE}


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """What is found, as the palette's lines; without JavaScript the one hit's page, or the list of all hits."""
    text = request.GET.get("q", "")
    if "HX-Request" in request.headers:
        groups = palette.answer(request, text)
        count = sum(len(group.options) for group in groups)
        return HttpResponse(render_to_string("customers/finding/results.html", {"groups": groups, "count": count}))
    if customer := palette.single(text, request.user):
        return redirect(customer)
    kept = request.GET.copy()
    for name in [name for name in kept if name != "q" or not text.strip()]:
        del kept[name]
    return redirect(carrying.list_url(kept))


@require_POST
def visit(request: HttpRequest, code: str) -> HttpResponse:
    """Remember that the customer's page is open: said by the page itself, once it is there."""
    remembered.visit(find(request, code), request.user)
    return HttpResponse(status=204)


@require_POST
def pin(request: HttpRequest, code: str) -> HttpResponse:
    """Pin the customer or, with ``off``, take the pin off; then back to its page."""
    customer = find(request, code)
    try:
        if request.POST.get("off"):
            remembered.unpin(customer, request.user)
        else:
            remembered.pin(customer, request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(customer.get_absolute_url() + carrying.again(request))


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Turn one of the person's own switches, and go back to where they were."""
    key, wanted = SWITCHES.get(request.POST.get("name", "")), request.POST.get("to", "")
    if key is None or wanted not in ("on", "off"):
        return HttpResponseBadRequest(_("There is no such switch."))
    preferences.put(request.user, key, wanted == "on")
    if "HX-Request" in request.headers:
        return HttpResponse(status=204)
    back = request.headers.get("Referer", "")
    same = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if same else "/")

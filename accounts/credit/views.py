"""Asking for other credit, or for an override of it, by form."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from access.permissions import allows
from accounts.credit import asking, override_asking
from accounts.credit.forms import CreditForm, OverrideForm
from accounts.credit.panel import waiting_rows
from accounts.credit.tiles import standing_tiles
from accounts.models import Account, Side
from audit.models import Channel
from audit.refusals import Refused
from customers.models import Customer
from exchange.money import currency_codes, format_money


@require_http_methods(["GET", "POST"])
def new_credit_request(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for another mode, limit or a temporary limit; one or two others decide (E7)."""
    customer = _customer(request, code, asking.ASKS)
    form = CreditForm(request.POST or None, initial=_initial(request, customer))
    if request.method == "POST" and form.is_valid():
        try:
            made = asking.ask(customer=customer, terms=form.terms, actor=request.user, channel=Channel.WEB)
        except Refused as refusal:
            form.add_refused(refusal)
        else:
            messages.info(request, _("This waits for the decision of a second person."))
            return redirect(made)
    text = _("Nothing changes before another person agrees; a larger rise takes a supervisor and a manager.")
    return _asked(request, customer, form, title=_("Ask for credit"), text=text)


@require_http_methods(["GET", "POST"])
def new_override(request: HttpRequest, code: str) -> HttpResponse:
    """Ask to let one document pass above the credit, once (E4)."""
    customer = _customer(request, code, override_asking.ASKS)
    initial = {name: request.GET.get(name, "") for name in ("reference", "amount")}
    initial["currency"] = _initial(request, customer)["currency"]
    form = OverrideForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        by = {"actor": request.user, "channel": Channel.WEB}
        try:
            made = override_asking.ask(customer=customer, asked=form.asked, **by)
        except Refused as refusal:
            form.add_refused(refusal)
        else:
            messages.info(request, _("This waits for the decision of a second person."))
            return redirect(made)
    text = _(
        "Once another person agreed, the document is posted with it until the end of the next working day, "
        "by somebody else than who agreed."
    )
    return _asked(request, customer, form, title=_("Ask for an override"), text=text)


def _customer(request: HttpRequest, code: str, permissions: Iterable[str]) -> Customer:
    """The visible customer, for who holds all ``permissions`` there."""
    customer = get_object_or_404(Customer.objects.visible_to(request.user), code=code)
    for permission in permissions:
        if not allows(request.user, permission, customer):
            raise PermissionDenied(permission)
    return customer


def _initial(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    """What holds now in the currency of ``?currency=``, else in that of the customer's first account."""
    held = Account.objects.visible_to(request.user).filter(customer=customer, side=Side.RECEIVABLE).order_by("pk")
    asked = request.GET.get("currency", "")
    currency = asked if asked in currency_codes() else held.values_list("currency", flat=True).first() or "CNY"
    mode, limit = asking.credit_now(customer, currency)
    return {"currency": currency, "mode": mode, "limit": "" if limit is None else format_money(limit)}


def _asked(request: HttpRequest, customer: Customer, form: Form, *, title: str, text: str) -> HttpResponse:
    """The page that asks: what is typed, where the customer stands, what waits."""
    context = {
        "title": title,
        "text": text,
        "form": form,
        "customer": customer,
        "tiles": standing_tiles(customer, request.user),
        "waiting": waiting_rows(customer, request.user),
        "crumbs": [
            {"label": _("Customers"), "url": reverse("customers:list")},
            {"label": customer.name, "url": customer.get_absolute_url()},
            {"label": _("Ledger"), "url": reverse("customers:ledger", args=[customer.code])},
        ],
    }
    return render(request, "accounts/credit/ask.html", context, status=422 if form.errors else 200)

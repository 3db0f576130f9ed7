"""Posting by form: pick the customer and the side, type, look at it once more, post once."""

import json
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from access.forms import OF_THE_PAGE
from access.permissions import allows, may_manage_any
from accounts import posting
from accounts.asking.entries import needs_request
from accounts.asking.levels import levels_of
from accounts.confirming import after, facts
from accounts.credit.override_asking import ASKS as OVERRIDE_ASKS
from accounts.drafts import ledger_today
from accounts.forms import CustomerCodeForm, EntryForm, kinds_for
from accounts.instruments.kinds import BILLS, InstrumentKind
from accounts.kinds import ADJUSTMENTS, RULES, kinds_of
from accounts.models import Account, Side
from accounts.views import answer
from audit.models import Channel
from audit.refusals import Refused
from customers.models import Customer
from exchange.confirm import confirm_token, nonce_of
from exchange.idempotency import act_once


@require_http_methods(["GET", "POST"])
def new_entry(request: HttpRequest) -> HttpResponse:
    """Post an entry to the customer named by ``?customer=CODE``, on the ``side``; without a customer, ask for it."""
    code = request.GET.get("customer", "").strip().upper()
    if not code or "\x00" in code:
        return _pick(request)
    customer = get_object_or_404(Customer.objects.visible_to(request.user), code=code)
    side = _side(request)
    if not kinds_for(request.user, customer, side):
        raise PermissionDenied("accounts.post_receipt")
    form = EntryForm(
        request.POST or None, customer=customer, actor=request.user, side=side, initial=_initial(request, customer)
    )
    if request.method == "POST" and "edit" not in request.POST and form.is_valid():
        if (nonce := nonce_of(request.POST.get("token", ""), request.user, form.digest())) is None:
            return _confirm(request, form)
        try:
            return _post(request, form, nonce)
        except Refused as refusal:
            form.add_refused(refusal)
    wrong = form.errors and "edit" not in request.POST
    return render(request, "accounts/new_entry.html", _page(form), status=422 if wrong else 200)


def _side(request: HttpRequest) -> Side:
    side = request.GET.get("side", Side.RECEIVABLE.value)
    if side not in Side.values:
        raise Http404
    return Side(side)


def _initial(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    return {
        "kind": request.GET.get("kind", ""),
        "posting_date": ledger_today().isoformat(),
        "currency": _usual_currency(customer),
        "allocate": True,
    }


def _page(form: EntryForm) -> dict[str, Any]:
    return {
        "form": form,
        "customer": form.customer,
        "crumbs": _crumbs(form.customer),
        "sections": _sections(form),
        "tabs": _tabs(form),
        "shown": json.dumps({kind.value: _shown(form.side, kind) for kind in kinds_of(form.side)}),
        "bills": json.dumps({kind.value: _instrument(kind) for kind in InstrumentKind}),
        "override_url": _override_url(form),
    }


def _override_url(form: EntryForm) -> str:
    """Where an override is asked for, with what was typed, once credit refused it; else empty."""
    if not form.over_credit or not all(allows(form.actor, one, form.customer) for one in OVERRIDE_ASKS):
        return ""
    typed = {name: form.data.get(name, "") for name in ("reference", "amount", "currency")}
    return f"{reverse('accounts:new_override', args=[form.customer.code])}?{urlencode(typed)}"


def _shown(side: Side, kind: Any) -> dict[str, Any]:
    """What the page shows for a kind: due dates, and the documents of the other direction."""
    rule = RULES[side, kind]
    return {"due": rule.falls_due, "raises": rule.raises, "rest": not rule.whole, "paid": rule.paid_by}


def _instrument(kind: InstrumentKind) -> dict[str, bool]:
    """Which further inputs an instrument has."""
    return {"bill": kind in BILLS}


def _tabs(form: EntryForm) -> list[dict[str, Any]]:
    """The two sides, each an address of its own, and what is posted in pairs."""
    start = f"{reverse('accounts:new_entry')}?customer={form.customer.code}&side="
    sides = [{"label": capfirst(side.label), "url": f"{start}{side}", "current": side == form.side} for side in Side]
    if not allows(form.actor, ADJUSTMENTS, form.customer):
        return sides
    together = reverse("accounts:new_pair", args=[form.customer.code])
    return [*sides, {"label": _("Offset, transfer, recovery"), "url": together}]


def _pick(request: HttpRequest) -> HttpResponse:
    if not may_manage_any(request.user, "accounts.post_receipt"):
        raise PermissionDenied("accounts.post_receipt")
    return render(request, "accounts/pick_customer.html", {"form": CustomerCodeForm()})


def _usual_currency(customer: Customer) -> str:
    """The currency of the customer's first account, CNY where there is none."""
    return Account.objects.filter(customer=customer).order_by("pk").values_list("currency", flat=True).first() or "CNY"


def _post(request: HttpRequest, form: EntryForm, nonce: str) -> HttpResponse:
    """Post once for this token; sent again, the form leads to what the first one made."""

    def act() -> HttpResponse:
        posted = posting.post(customer=form.customer, draft=form.draft, actor=request.user, channel=Channel.WEB)
        return answer(request, posted)

    place = act_once(actor=request.user, path=request.path, token=nonce, body=form.digest(), act=act)
    return redirect(place)


def _confirm(request: HttpRequest, form: EntryForm) -> HttpResponse:
    customer, draft = form.customer, form.draft
    waits = needs_request(customer=customer, draft=draft, actor=request.user)
    two = waits and levels_of(customer=customer, kind=draft.kind, amount=draft.amount, currency=draft.currency) > 1
    context = {
        "form": form,
        "customer": customer,
        "crumbs": _crumbs(customer),
        "sections": [{"title": _("Entry"), "rows": facts(form)}],
        "after": after(customer, draft),
        "waits": waits,
        "two": two,
        "fields": _typed(form),
        "token": confirm_token(request.user, form.digest()),
    }
    return render(request, "accounts/confirm_entry.html", context)


def _typed(form: EntryForm) -> list[tuple[str, str]]:
    """Every typed value again, for hidden inputs: the confirm step keeps nothing in the session."""
    return [(name, value) for name in form.data if name not in OF_THE_PAGE for value in form.data.getlist(name)]


def _sections(form: EntryForm) -> list[dict[str, Any]]:
    names = (
        (_("Entry"), ("kind", "amount", "currency", "posting_date", "reference", "override", "memo")),
        (_("How it is paid"), ("instrument", "instrument_number", "maturity", "drawer", "acceptor")),
        (_("What it settles"), ("applies_to", "allocate")),
        (_("Dates and tax"), ("document_date", "due_date", "tax_amount")),
    )
    return [
        {"title": title, "fields": [form[name] for name in fields if name in form.fields]} for title, fields in names
    ]


def _crumbs(customer: Customer) -> list[dict[str, str]]:
    return [
        {"label": _("Customers"), "url": reverse("customers:list")},
        {"label": customer.name, "url": customer.get_absolute_url()},
    ]

"""Asking for a pair by form."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from access.permissions import allows
from accounts.choices import EntryKind, Side
from accounts.drafts import ledger_today
from accounts.kinds import ADJUSTMENTS, PAIRS
from accounts.models import Account
from accounts.pairs import posting
from accounts.pairs.forms import PairForm
from accounts.views import answer
from audit.models import Channel
from audit.refusals import Refused
from customers.models import Customer


@require_http_methods(["GET", "POST"])
def new_pair(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for an offset, a transfer or a recovery, by ``?kind=``; all of them wait for a second person."""
    customer = get_object_or_404(Customer.objects.visible_to(request.user), code=code)
    kind = request.GET.get("kind", EntryKind.OFFSET.value)
    if kind not in PAIRS:
        raise Http404
    if not allows(request.user, ADJUSTMENTS, customer):
        raise PermissionDenied(ADJUSTMENTS)
    initial = {"posting_date": ledger_today().isoformat(), "allocate": True, "currency": _currency(request, customer)}
    form = PairForm(request.POST or None, customer=customer, actor=request.user, kind=EntryKind(kind), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            return answer(request, posting.ask(draft=form.draft, actor=request.user, channel=Channel.WEB))
        except Refused as refusal:
            form.add_refused(refusal)
    return render(request, "accounts/new_pair.html", _page(request, form), status=422 if form.errors else 200)


def _currency(request: HttpRequest, customer: Customer) -> str:
    """The currency of the customer's first account, CNY where there is none."""
    accounts = Account.objects.visible_to(request.user).filter(customer=customer).order_by("pk")
    return accounts.values_list("currency", flat=True).first() or "CNY"


def _page(request: HttpRequest, form: PairForm) -> dict[str, Any]:
    customer = form.customer
    return {
        "form": form,
        "customer": customer,
        "tabs": _tabs(form),
        "recoverable": _recoverable(request, customer) if form.kind == EntryKind.BAD_DEBT_RECOVERY else [],
        "post_url": f"{reverse('accounts:new_entry')}?customer={customer.code}",
        "crumbs": [
            {"label": _("Customers"), "url": reverse("customers:list")},
            {"label": customer.name, "url": customer.get_absolute_url()},
        ],
    }


def _tabs(form: PairForm) -> list[dict[str, Any]]:
    start = f"{reverse('accounts:new_pair', args=[form.customer.code])}?kind="
    kinds = (EntryKind.OFFSET, EntryKind.TRANSFER, EntryKind.BAD_DEBT_RECOVERY)
    return [{"label": capfirst(kind.label), "url": f"{start}{kind}", "current": kind == form.kind} for kind in kinds]


def _recoverable(request: HttpRequest, customer: Customer) -> list[str]:
    """What was written off and not yet recovered, by currency."""
    accounts = (
        Account.objects.visible_to(request.user).filter(customer=customer, side=Side.RECEIVABLE).order_by("currency")
    )
    return [f"{posting.recoverable(account):,.2f} {account.currency}" for account in accounts]

"""The register of bills and cheques, and the pages on which the bank's word about one is typed."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from access.fields import MONEY, may_see
from access.permissions import allows
from accounts.drafts import ledger_today
from accounts.instruments import clearing, dishonour
from accounts.instruments.forms import ClearingForm, DishonourForm
from accounts.kinds import rule_of
from accounts.models import Entry, Instrument
from accounts.reversal import made_on
from accounts.rows import cell, state_of
from accounts.views import answer
from audit.models import Channel
from audit.refusals import Refused
from exchange.pages import keyset_page

SOON = timedelta(days=30)
TABS = {
    "hand": gettext_lazy("In hand"),
    "due": gettext_lazy("Due within 30 days"),
    "issued": gettext_lazy("Issued by us"),
    "cleared": gettext_lazy("Cleared"),
    "dishonoured": gettext_lazy("Dishonoured"),
}
ENDS = ("entry__account__customer", "entry__reversed_by", "clearing", "dishonour__reversal")


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """One tab of the register, by the day from which a bank pays."""
    if not may_see(request.user, MONEY):
        raise PermissionDenied("accounts.view_money")
    tab = request.GET.get("tab", "hand")
    if tab not in TABS:
        raise Http404
    found = _rows_of(tab, Instrument.objects.visible_to(request.user).may_bounce())
    try:
        page = keyset_page(found.select_related(*ENDS), order=("payable_on", "pk"), cursor=request.GET.get("cursor"))
    except Refused:
        return redirect(f"{request.path}?tab={tab}")
    context = {
        "tab": tab,
        "tabs": [{"label": label, "url": f"?tab={key}", "current": key == tab} for key, label in TABS.items()],
        "rows": [_row(request.user, one) for one in page.rows],
        "sums": _sums(found),
        "next_url": f"?tab={tab}&cursor={page.next}" if page.next else "",
        "previous_url": f"?tab={tab}&cursor={page.previous}" if page.previous else "",
    }
    return render(request, "accounts/instruments/register.html", context)


def _rows_of(tab: str, found: Any) -> Any:
    if tab == "issued":
        return found.uncleared().exclude(entry__account__side="receivable")
    if tab in ("cleared", "dishonoured"):
        return found.exclude(**{{"cleared": "clearing", "dishonoured": "dishonour"}[tab]: None})
    in_hand = found.uncleared().received()
    return in_hand if tab == "hand" else in_hand.filter(payable_on__lte=ledger_today() + SOON)


def _sums(found: QuerySet[Instrument]) -> list[dict[str, Any]]:
    """How many there are and what they come to, for each currency."""
    by_currency = found.order_by("entry__account__currency").values("entry__account__currency")
    sums = by_currency.annotate(sum=Sum(-F("entry__effect")), count=Count("pk"))
    return [{"amount": f"{row['sum']:,.2f} {row['entry__account__currency']}", "count": row["count"]} for row in sums]


def _row(user: Any, made: Instrument) -> dict[str, Any]:
    entry, today = made.entry, ledger_today()
    customer = entry.account.customer
    waits = not hasattr(made, "clearing") and not hasattr(entry, "reversed_by")
    permission = rule_of(entry.account.side, entry.kind).permission
    number = str(entry)
    return {
        "kind": made.get_kind_display(),
        "number": made.number,
        "customer": customer,
        "names": "、".join(filter(None, (made.drawer, made.acceptor))),
        "received": entry.posting_date,
        "maturity": made.maturity,
        "late": waits and made.payable_on < today,
        "amount": cell(-entry.effect),
        "currency": entry.account.currency,
        "state": state_of(made),
        "entry": number,
        "account_url": reverse("accounts:account", args=[entry.account_id]),
        "clear_url": _url("new_clearing", number) if waits and allows(user, permission, customer) else "",
        "dishonour_url": _url("new_dishonour", number) if waits and allows(user, REVERSE, customer) else "",
    }


REVERSE = "accounts.reverse_entry"


def _url(name: str, number: str) -> str:
    return reverse(f"accounts:{name}", args=[number])


def _entry(request: HttpRequest, number: str) -> Entry:
    """The visible entry made with a bill or cheque; else 404."""
    found = Entry.objects.visible_to(request.user).whole().select_related("account__customer")
    entry = get_object_or_404(found.numbered(number))
    get_object_or_404(Instrument.objects.may_bounce(), entry=entry)
    return entry


@require_http_methods(["GET", "POST"])
def new_clearing(request: HttpRequest, number: str) -> HttpResponse:
    """Say on which day the bank paid."""
    entry = _entry(request, number)
    permission = rule_of(entry.account.side, entry.kind).permission
    if not allows(request.user, permission, entry.account.customer):
        raise PermissionDenied(permission)
    form = ClearingForm(request.POST or None, initial={"date": ledger_today().isoformat()})
    if request.method == "POST" and form.is_valid():
        try:
            clearing.clear(entry=entry, day=form.cleaned_data["date"], actor=request.user, channel=Channel.WEB)
        except Refused as refusal:
            form.add_refused(refusal)
        else:
            messages.success(request, _("%(number)s is cleared.") % {"number": entry})
            return redirect("accounts:instruments")
    context = _about(entry, form) | {"title": _("Clear a bill or cheque"), "act": _("It is paid")}
    return render(request, "accounts/instruments/new_word.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def new_dishonour(request: HttpRequest, number: str) -> HttpResponse:
    """Say on which day the bank refused: the receipt is reversed, or its reversal asked for."""
    entry = _entry(request, number)
    if not allows(request.user, REVERSE, entry.account.customer):
        raise PermissionDenied(REVERSE)
    form = DishonourForm(request.POST or None, initial={"date": ledger_today().isoformat()})
    if request.method == "POST" and form.is_valid():
        typed = {"day": form.cleaned_data["date"], "reason": form.cleaned_data["reason"]}
        try:
            made = dishonour.dishonour(entry=entry, actor=request.user, channel=Channel.WEB, **typed)
        except Refused as refusal:
            form.add_refused(refusal)
        else:
            return answer(request, made)
    waits = made_on(entry) != ledger_today()
    act = _("Ask for approval") if waits else _("It was refused")
    context = _about(entry, form) | {"title": _("Dishonour a bill or cheque"), "act": act, "waits": waits}
    return render(request, "accounts/instruments/new_word.html", context, status=422 if form.errors else 200)


def _about(entry: Entry, form: Any) -> dict[str, Any]:
    return {
        "form": form,
        "entry": entry,
        "customer": entry.account.customer,
        "made": entry.instrument,  # type: ignore[attr-defined]
        "amount": cell(abs(entry.effect)),
        "state": state_of(entry.instrument),  # type: ignore[attr-defined]
        "crumbs": [{"label": _("Bills and cheques"), "url": reverse("accounts:instruments")}, {"label": str(entry)}],
    }

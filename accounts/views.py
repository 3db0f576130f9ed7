"""The pages of the ledger."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from access.permissions import allows
from accounts import reversal
from accounts.credit.tiles import credit_tiles
from accounts.drafts import ledger_today
from accounts.forms import ReversalForm
from accounts.models import Account, Entry, EntryKind, Instrument, OpenItem
from accounts.posting import Posted
from accounts.rows import cell, direction_of, entry_rows
from accounts.tabs import tabs_of
from audit.models import Channel
from audit.refusals import Refused
from exchange.pages import keyset_page


@require_GET
def account(request: HttpRequest, key: int) -> HttpResponse:
    """One account: its balance, what is open, and its entries, newest first."""
    found = Account.objects.visible_to(request.user).select_related("customer", "standing")
    shown = get_object_or_404(found, pk=key)
    entries = Entry.objects.visible_to(request.user).filter(account=shown)
    try:
        page = keyset_page(entries.whole(), order=("-number",), cursor=request.GET.get("cursor"))
    except Refused:
        return redirect(request.path)
    for entry in page.rows:
        entry.account = shown
    context = {
        "account": shown,
        "customer": shown.customer,
        "tabs": tabs_of(shown, "account", request.user),
        "tiles": _tiles(request, shown),
        "rows": entry_rows(page.rows, user=request.user, customer=shown.customer),
        "next_url": _page_url(page.next),
        "previous_url": _page_url(page.previous),
        "post_url": _post_url(request, shown),
        "crumbs": [{"label": shown.customer.name, "url": shown.customer.get_absolute_url()}, {"label": str(shown)}],
    }
    return render(request, "accounts/account.html", context)


def _page_url(cursor: str | None) -> str:
    return f"?cursor={cursor}" if cursor else ""


def _post_url(request: HttpRequest, shown: Account) -> str:
    if not allows(request.user, "accounts.post_receipt", shown.customer):
        return ""
    return f"{reverse('accounts:new_entry')}?customer={shown.customer.code}&side={shown.side}"


def _tiles(request: HttpRequest, shown: Account) -> list[dict[str, Any]]:
    items = OpenItem.objects.visible_to(request.user).filter(account=shown).exclude(open=0)
    sums = dict(items.order_by("is_debit").values("is_debit").annotate(sum=Sum("open")).values_list("is_debit", "sum"))
    balance = shown.standing.balance
    note = f"{shown.currency} {direction_of(balance, shown.side)}"
    return [
        {"label": _("Balance"), "value": f"{balance:,.2f}", "note": note, "negative": balance < 0},
        {"label": _("Open debits"), "value": f"{sums.get(True, 0):,.2f}", "note": shown.currency},
        {"label": _("Unapplied credits"), "value": f"{sums.get(False, 0):,.2f}", "note": shown.currency},
        *_uncleared(request, shown),
        *credit_tiles(shown, ledger_today()),
    ]


def _uncleared(request: HttpRequest, shown: Account) -> list[dict[str, Any]]:
    """The bills and cheques of the account that no bank has paid yet, if there are any."""
    found = Instrument.objects.visible_to(request.user).filter(entry__account=shown).uncleared()
    amount = found.amount()
    label, url = _("Uncleared bills and cheques"), reverse("accounts:instruments")
    return [{"label": label, "value": f"{amount:,.2f}", "note": shown.currency, "url": url}] if amount else []


@require_http_methods(["GET", "POST"])
def new_reversal(request: HttpRequest, number: str) -> HttpResponse:
    """Reverse an entry: at once on the day it was made, later by asking a second person."""
    found = Entry.objects.visible_to(request.user).select_related("account__customer", "reversed_by", "reverses")
    entry = get_object_or_404(found.numbered(number))
    if not allows(request.user, "accounts.reverse_entry", entry.account.customer):
        raise PermissionDenied("accounts.reverse_entry")
    form = ReversalForm(request.POST or None, initial={"posting_date": ledger_today().isoformat()})
    if request.method == "POST" and form.is_valid():
        try:
            made = reversal.reverse(entry=entry, actor=request.user, channel=Channel.WEB, **form.cleaned_data)
        except Refused as refusal:
            form.add_refused(refusal)
        else:
            return answer(request, made)
    context = {
        "form": form,
        "entry": entry,
        "customer": entry.account.customer,
        "amount": cell(abs(entry.effect)),
        "waits": reversal.made_on(entry) != ledger_today(),
        "possible": entry.kind != EntryKind.REVERSAL and not hasattr(entry, "reversed_by"),
        "account_url": reverse("accounts:account", args=[entry.account_id]),
    }
    return render(request, "accounts/new_reversal.html", context, status=422 if form.errors else 200)


def answer(request: HttpRequest, posted: Posted) -> HttpResponseRedirect:
    """Lead to the account of the entry made, or to the request that waits, and say which it is."""
    if posted.request is not None:
        messages.info(request, _("This waits for the decision of a second person."))
        return redirect(posted.request)
    messages.success(request, _("Posted as %(number)s.") % {"number": posted.entry})
    return redirect("accounts:account", key=posted.entry.account_id)

"""Allocating by hand on one screen, undoing one allocation, settling an account in the automatic order."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from access.permissions import allows
from accounts.allocation import ORDER
from accounts.allocations import operations
from accounts.allocations.forms import AMOUNT, MOST, AllocationForm, DayForm
from accounts.allocations.operations import ALLOCATE, Part
from accounts.drafts import ledger_today
from accounts.kinds import UNTARGETED
from accounts.models import Account, Allocation, Entry, EntryKind, OpenItem
from accounts.reports.views import cell_of
from accounts.tabs import crumbs_of, tabs_of
from audit.models import Channel
from audit.refusals import Refused

SHOWN = 50  # credits to choose from, and allocations to undo


@require_http_methods(["GET", "POST"])
def allocation(request: HttpRequest, key: int) -> HttpResponse:
    """Choose a credit (``?credit=``), type how much of each debit it settles; what it leaves is counted along."""
    account = _account(request, key)
    credits = _open(request, account, debits=False)
    chosen = _chosen(request, credits)
    debits = _open(request, account, debits=True) if chosen else []
    form = AllocationForm(
        request.POST or None, numbers=[one["number"] for one in debits], currency=account.currency,
        initial={"date": ledger_today().isoformat()},
    )  # fmt: skip
    if request.method == "POST" and chosen and form.is_valid():
        try:
            made = _allocate(request, account, chosen["number"], form)
        except Refused as refusal:
            form.add_refused(refusal)
        else:
            messages.success(request, _settled(len(made)))
            return redirect("accounts:allocation", key=account.pk)
    context = {
        "account": account,
        "customer": account.customer,
        "crumbs": crumbs_of(account, _("Allocate")),
        "tabs": tabs_of(account, "allocation", request.user),
        "form": form,
        "credits": credits,
        "chosen": chosen,
        "debits": [one | {"input": form[f"{AMOUNT}{one['number']}"]} for one in debits],
        "made": _made(request, account),
        "most": MOST,
    }
    return render(request, "accounts/allocations/allocation.html", context, status=422 if form.errors else 200)


@require_POST
def auto_allocation(request: HttpRequest, key: int) -> HttpResponse:
    """Settle everything that is open, oldest first, from today on."""
    account = _account(request, key)
    made = operations.allocate_all(account=account, day=None, actor=request.user, channel=Channel.WEB)
    messages.success(request, _settled(len(made)) if made else _("There was nothing to settle."))
    return redirect("accounts:allocation", key=account.pk)


@require_http_methods(["GET", "POST"])
def undo_allocation(request: HttpRequest, key: int) -> HttpResponse:
    """Undo one allocation, from a day of its own on."""
    seen = Allocation.objects.visible_to(request.user)
    found = get_object_or_404(seen.select_related("credit__entry", "debit__entry", "credit__account__customer"), pk=key)
    account = found.credit.account
    if not allows(request.user, ALLOCATE, account.customer):
        raise PermissionDenied(ALLOCATE)
    form = DayForm(request.POST or None, initial={"date": ledger_today().isoformat()})
    if request.method == "POST" and form.is_valid():
        try:
            operations.undo(allocation=found, day=form.cleaned_data["date"], actor=request.user, channel=Channel.WEB)
        except Refused as refusal:
            form.add_refused(refusal)
        else:
            messages.success(request, _("The allocation is undone; what it settled is open again."))
            return redirect("accounts:allocation", key=account.pk)
    context = {
        "account": account,
        "customer": account.customer,
        "crumbs": crumbs_of(account, _("Undo an allocation")),
        "form": form,
        "row": _row(found, account),
        "back_url": reverse("accounts:allocation", args=[account.pk]),
    }
    return render(request, "accounts/allocations/undo.html", context, status=422 if form.errors else 200)


def _account(request: HttpRequest, key: int) -> Account:
    """The visible account, for who may allocate on it."""
    found = Account.objects.visible_to(request.user).select_related("customer", "standing")
    account = get_object_or_404(found, pk=key)
    if not allows(request.user, ALLOCATE, account.customer):
        raise PermissionDenied(ALLOCATE)
    return account


def _open(request: HttpRequest, account: Account, *, debits: bool) -> list[dict[str, Any]]:
    """Documents with something open, oldest due first; an entry's instalments are one."""
    items = OpenItem.objects.visible_to(request.user).filter(account=account, is_debit=debits, open__gt=0)
    items = items.exclude(entry__kind=EntryKind.REVERSAL).select_related("entry").order_by(*ORDER)
    found: dict[int, dict[str, Any]] = {}
    for item in items[: MOST if debits else SHOWN]:
        shown = found.setdefault(item.entry_id, _document(item, account))
        shown["left"] += item.open
    return [one | {"open": cell_of(one["left"])} for one in found.values()]


def _document(item: OpenItem, account: Account) -> dict[str, Any]:
    entry = item.entry
    return {
        "number": entry.number,
        "name": f"{account.prefix}-{entry.number}",
        "kind": entry.get_kind_display(),
        "reference": entry.reference,
        "day": entry.posting_date,
        "due": item.due_date if item.is_debit else None,
        "left": 0,
    }


def _chosen(request: HttpRequest, credits: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The credit the address names; the only one there is needs no naming."""
    wanted = request.GET.get("credit", "")
    named = next((one for one in credits if str(one["number"]) == wanted), None)
    return named or (credits[0] if len(credits) == 1 else None)


def _allocate(request: HttpRequest, account: Account, number: int, form: AllocationForm) -> list[Allocation]:
    amounts = form.amounts()
    entries = Entry.objects.visible_to(request.user).filter(account=account, number__in=[number, *amounts])
    by_number = {entry.number: entry for entry in entries.select_related("account__customer")}
    parts = [Part(by_number[one], amount, f"{AMOUNT}{one}") for one, amount in amounts.items()]
    return operations.allocate(
        credit=by_number[number], parts=parts, day=form.cleaned_data["date"], actor=request.user, channel=Channel.WEB
    )


def _settled(count: int) -> str:
    return ngettext("%(count)d allocation was made.", "%(count)d allocations were made.", count) % {"count": count}


def _made(request: HttpRequest, account: Account) -> list[dict[str, Any]]:
    """The latest allocations that stand, each with the way to undo it; those of reversals stand for good."""
    live = Allocation.objects.visible_to(request.user).filter(credit__account=account, undoes=None, undone_by=None)
    whole = live.select_related("credit__entry", "debit__entry").order_by("-pk")[:SHOWN]
    return [_row(row, account) for row in whole]


def _row(row: Allocation, account: Account) -> dict[str, Any]:
    kinds = (row.credit.entry.kind, row.debit.entry.kind)
    return {
        "day": row.effective_date,
        "credit": f"{account.prefix}-{row.credit.entry.number}",
        "debit": f"{account.prefix}-{row.debit.entry.number}",
        "reference": row.debit.entry.reference,
        "amount": cell_of(row.amount),
        "url": "" if UNTARGETED & set(kinds) else reverse("accounts:undo_allocation", args=[row.pk]),
    }

"""The card of a batch: control totals, its rows page by page, rows struck out, one decision (E7)."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from access.batches import deciding
from access.batches.cards import card_of, rows_of
from access.batches.deciding import Outcome
from access.batches.models import Batch
from access.data_keys import open_rows
from access.inbox import Card, cards, lines_for
from access.models import Verdict
from audit.models import Channel
from audit.refusals import Refused
from exchange.batches.forms import BatchDecisionForm, StrikeForm, WithdrawalForm
from exchange.pages import keyset_page
from exchange.runs.models import Run

SAID = 10  # refused rows named in the message


@require_safe
def detail(request: HttpRequest, key: UUID) -> HttpResponse:
    """The card."""
    return _page(request, _batch(request, key), None)


def _batch(request: HttpRequest, key: UUID) -> Batch:
    batches = Batch.objects.visible_to(request.user).select_related("maker", "portfolio")
    return get_object_or_404(batches, pk=key)


@require_POST
def new_decision(request: HttpRequest, key: UUID) -> HttpResponse:
    """Approve or reject every row that waits."""
    batch, form = _batch(request, key), BatchDecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, batch, form)
    return _decide(request, batch, form, Verdict(form.cleaned_data["verdict"]))


@require_POST
def withdrawal(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take back every row of one's own that waits."""
    batch, form = _batch(request, key), WithdrawalForm(request.POST)
    if not form.is_valid():
        return _page(request, batch, form)
    return _decide(request, batch, form, Verdict.WITHDRAWN)


@require_POST
def new_strike(request: HttpRequest, key: UUID) -> HttpResponse:
    """Strike out rows: they are rejected, the others go on waiting."""
    batch = _batch(request, key)
    form = StrikeForm(request.POST, rows=deciding.waiting_rows(batch, request.user, Verdict.REJECTED))
    if form.is_valid() and not form.cleaned_data["comment"].strip():
        form.add_error("comment", _("Say why you strike it out: the person who asked will read it."))
    if not form.is_valid():
        return _page(request, batch, form)
    rows, comment = form.cleaned_data["row"], form.cleaned_data["comment"]
    how = {"actor": request.user, "verdict": Verdict.REJECTED, "channel": Channel.WEB, "comment": comment}
    _say(request, deciding.decide_rows(rows, **how))
    return redirect(batch)


def _decide(request: HttpRequest, batch: Batch, form: forms.Form, verdict: Verdict) -> HttpResponse:
    """At once where the rows are few, else by the worker."""
    how = {"actor": request.user, "verdict": verdict, "channel": Channel.WEB, "comment": form.cleaned_data["comment"]}
    try:
        done = deciding.decide(batch=batch, **how)
    except Refused as refusal:
        form.add_refused(refusal)
        return _page(request, batch, form)
    if isinstance(done, Run):
        return redirect(done)
    _say(request, done)
    return redirect(batch)


def _say(request: HttpRequest, done: list[Outcome]) -> None:
    refused = [one for one in done if one.cause]
    if taken := len(done) - len(refused):
        words = ngettext("%(count)s row is decided.", "%(count)s rows are decided.", taken)
        messages.success(request, words % {"count": taken})
    for one in refused[:SAID]:
        messages.warning(request, _("Row %(row)s: %(reason)s") % {"row": one.asked.batch_row, "reason": one.reason})
    if len(refused) > SAID:
        messages.warning(request, _("… and %(count)s more rows.") % {"count": len(refused) - SAID})


def _page(request: HttpRequest, batch: Batch, form: forms.Form | None) -> HttpResponse:
    try:
        page = keyset_page(rows_of(batch, request.user).select_related("maker", "portfolio"), order=("batch_row",),
                           cursor=request.GET.get("cursor"))  # fmt: skip
    except Refused as refusal:
        messages.warning(request, refusal.message)
        return redirect(batch)
    card = card_of(batch, request.user)
    context = {
        "card": card,
        "form": form or BatchDecisionForm(),
        "page": page,
        "rows": [_row(one, request.user) for one in cards(open_rows(page.rows), request.user)],
        "run": Run.objects.made_by(request.user).filter(pk=batch.source).first(),
        "crumbs": [{"label": _("Approvals"), "url": reverse("approvals:list")}],
    }
    return render(request, "batches/detail.html", context, status=422 if form is not None else 200)


def _row(card: Card, user: Any) -> dict[str, Any]:
    lines = [
        {"field": line.label, "before": line.before, "after": line.after, "changed": True}
        for line in lines_for(card, user)
    ]
    return {"card": card, "lines": lines, "number": card.asked.batch_row, "may_strike": card.may_decide}

"""The inbox: what waits for whom, what was asked, what became of it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from access import approvals
from access.approval_forms import CommentForm, DecisionForm
from access.batches.cards import cards_among
from access.inbox import Card, awaiting, cards, deciders_of, decisions_of, explained, lines_for, waiting_count
from access.models import Request, RequestStatus, Verdict
from audit.models import Channel
from audit.refusals import Refused
from exchange.pages import keyset_page

NEWEST, OLDEST = ("-created_at", "-pk"), ("created_at", "pk")
Tab = tuple[Any, Callable[[Any], QuerySet[Request]], tuple[str, ...]]
TABS: dict[str, Tab] = {
    "waiting": (_("For me to decide"), awaiting, OLDEST),
    "mine": (_("Asked by me"), lambda user: Request.objects.filter(maker=user), NEWEST),
    "done": (_("Decided"), lambda user: Request.objects.visible_to(user).closed(), NEWEST),
    "all": (_("All"), lambda user: Request.objects.visible_to(user), NEWEST),
}
SAID = {
    RequestStatus.APPROVED: _("Approved. The change is in force."),
    RequestStatus.REJECTED: _("Rejected. Nothing was changed; the person who asked reads your comment."),
    RequestStatus.PENDING: _("Your approval is recorded. It needs one more by another person."),
}


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """One of the tabs, page by page; each row only where the person may see it."""
    tab = request.GET.get("tab", "waiting")
    if tab not in TABS:
        raise Http404
    _label, rows_for, order = TABS[tab]
    found = rows_for(request.user)
    rows = found.filter(batch=None).select_related("maker", "portfolio")
    try:
        page = keyset_page(rows, order=order, cursor=request.GET.get("cursor"))
    except Refused as refusal:
        messages.warning(request, refusal.message)
        return redirect(f"{request.path}?tab={tab}")
    context = {"tab": tab, "tabs": _tabs(request, tab), "page": page, "cards": cards(page.rows, request.user)}
    if page.previous is None:
        context["batches"] = cards_among(found, request.user)
    return render(request, "approvals/list.html", context)


def _tabs(request: HttpRequest, current: str) -> list[dict[str, Any]]:
    count = {"waiting": waiting_count(request.user)}
    return [
        {"label": label, "url": f"{request.path}?tab={name}", "current": name == current, "count": count.get(name)}
        for name, (label, *_others) in TABS.items()
    ]


@require_safe
def detail(request: HttpRequest, key: UUID) -> HttpResponse:
    """One request, with what its reader may do about it."""
    return _page(request, _card(request, key), DecisionForm())


@require_POST
def new_decision(request: HttpRequest, key: UUID) -> HttpResponse:
    """Approve or reject."""
    card, form = _card(request, key), DecisionForm(request.POST)
    if form.is_valid():
        try:
            asked = approvals.decide(
                asked=card.asked,
                actor=request.user,
                verdict=Verdict(form.cleaned_data["verdict"]),
                comment=form.cleaned_data["comment"],
                channel=Channel.WEB,
            )
        except Refused as refusal:
            return _page(request, _card(request, key), _refused(form, refusal))
        messages.success(request, SAID[RequestStatus(asked.status)])
        return redirect("approvals:list")
    return _page(request, card, form)


@require_POST
def withdrawal(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take back one's own request."""
    card, form = _card(request, key), CommentForm(request.POST)
    if form.is_valid():
        try:
            approvals.withdraw(asked=card.asked, actor=request.user, channel=Channel.WEB, **form.cleaned_data)
        except Refused as refusal:
            return _page(request, _card(request, key), _refused(form, refusal))
        messages.success(request, _("Withdrawn. Nothing was changed."))
        return redirect(card.asked)
    return _page(request, card, form)


def _card(request: HttpRequest, key: UUID) -> Card:
    rows = Request.objects.visible_to(request.user).select_related("maker", "portfolio")
    return cards([get_object_or_404(rows, pk=key)], request.user)[0]


def _refused(form: forms.Form, refusal: Refused) -> forms.Form:
    form.add_error(refusal.field if refusal.field in form.fields else None, explained(refusal))
    return form


def _page(request: HttpRequest, card: Card, form: forms.Form) -> HttpResponse:
    context = {
        "card": card,
        "form": form,
        "rows": [
            {"field": line.label, "before": line.before, "after": line.after, "changed": True}
            for line in lines_for(card, request.user)
        ],
        "decisions": decisions_of(card.asked),
        "deciders": deciders_of(card) if card.is_mine else [],
        "crumbs": [{"label": _("Approvals"), "url": reverse("approvals:list")}, {"label": card.label}],
    }
    return render(request, "approvals/detail.html", context, status=422 if form.errors else 200)

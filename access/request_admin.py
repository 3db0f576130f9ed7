"""Requests in the administration: read, approved or rejected there by the same operation as in the inbox."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from access import approvals, inbox
from access.approval_forms import CommentForm, DecisionForm
from access.guarded_admin import GuardedAdmin, VisibleRelatedFilter
from access.models import Request, RequestStatus, Verdict
from access.permissions import rights_of
from access.reasons import MAX_REASON
from audit.models import Channel
from audit.refusals import Refused

SAID = {
    RequestStatus.APPROVED: _("%(what)s: approved. The change is in force."),
    RequestStatus.REJECTED: _("%(what)s: rejected. Nothing was changed."),
    RequestStatus.PENDING: _("%(what)s: your approval is recorded. It needs one more by another person."),
}


class CommentedActionForm(ActionForm):
    """The choice above the list, with the comment that a rejection needs."""

    comment = forms.CharField(label=_("Comment"), required=False, max_length=MAX_REASON)


class RequestList(ChangeList):
    """The list with each row's card, fetched for the page at once."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        rows = list(self.result_list)
        for row, card in zip(rows, inbox.cards(rows, request.user), strict=True):
            row.card = card
        self.result_list = rows


@admin.register(Request)
class RequestAdmin(GuardedAdmin):
    """What waits for a second person, and what was decided."""

    list_display = ("what", "code", "portfolio", "maker", "why", "status", "created_at")
    list_filter = ("status", ("portfolio", VisibleRelatedFilter))
    list_select_related = ("maker", "portfolio")
    columns = ("portfolio", "maker", "why", "status", "created_at", "expires_at", "closed_at")
    ordering = ("-created_at", "-pk")
    sortable_by = ("created_at",)
    actions = ("approve_selected", "reject_selected")
    action_form = CommentedActionForm
    change_form_template = "admin/access/request/object.html"

    def get_changelist(self, request: HttpRequest, **others: Any) -> type[ChangeList]:
        return RequestList

    @admin.display(description=_("request"))
    def what(self, asked: Request) -> str:
        return f"{asked.card.label} · {asked.card.name}" if asked.card.name else str(asked.card.label)

    @admin.display(description=_("code"))
    def code(self, asked: Request) -> str:
        return asked.card.code

    @admin.display(description=_("reason"))
    def why(self, asked: Request) -> str:
        return asked.card.reason

    def may_enter(self, user: Any) -> bool:
        """Whoever has a role or a grant: their own requests are there, if nothing else."""
        return super().may_enter(user) or bool(rights_of(user).may)

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return any(kind.permission in rights_of(request.user).may for kind in approvals.KINDS.values())

    @admin.action(description=_("Approve"), permissions=["decide"])
    def approve_selected(self, request: HttpRequest, rows: QuerySet[Request]) -> None:
        self._decide_each(request, rows, Verdict.APPROVED)

    @admin.action(description=_("Reject"), permissions=["decide"])
    def reject_selected(self, request: HttpRequest, rows: QuerySet[Request]) -> None:
        self._decide_each(request, rows, Verdict.REJECTED)

    def _decide_each(self, request: HttpRequest, rows: QuerySet[Request], verdict: Verdict) -> None:
        form = CommentForm({"comment": request.POST.get("comment", "")})
        if not form.is_valid():
            return self._say_errors(request, form)
        for card in inbox.cards(rows, request.user):
            self._decide(request, card, verdict, form.cleaned_data["comment"])

    def _decide(self, request: HttpRequest, card: inbox.Card, verdict: Verdict, comment: str) -> None:
        """Decide one request; what refuses it becomes a message."""
        what = {"what": f"{card.label} {card.code}".strip()}
        try:
            asked = approvals.decide(
                asked=card.asked, actor=request.user, verdict=verdict, comment=comment, channel=Channel.ADMIN
            )
        except Refused as refusal:
            messages.error(request, f"{what['what']}: {inbox.explained(refusal)}")
        except PermissionDenied:
            messages.error(request, _("%(what)s: you may not decide this. Ask a supervisor of its portfolio.") % what)
        else:
            messages.success(request, SAID[RequestStatus(asked.status)] % what)

    def _say_errors(self, request: HttpRequest, form: forms.Form) -> None:
        for error in [error for found in form.errors.values() for error in found]:
            messages.error(request, error)

    def get_urls(self) -> list[URLPattern]:
        decision = self.admin_site.admin_view(require_POST(self.new_decision))
        return [path("<path:object_id>/decision/", decision, name="access_request_decision"), *super().get_urls()]

    def new_decision(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Approve or reject from the object's page."""
        card = self._card(request, object_id)
        if card is None:
            raise Http404
        form = DecisionForm(request.POST)
        if form.is_valid():
            self._decide(request, card, Verdict(form.cleaned_data["verdict"]), form.cleaned_data["comment"])
        else:
            self._say_errors(request, form)
        return redirect("admin:access_request_change", card.asked.pk)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The object's page: the lines the person may read, and the buttons."""
        card = self._card(request, object_id)
        if card is not None:
            extra_context = (extra_context or {}) | {
                "title": f"{card.label} · {card.name}" if card.name else card.label,
                "subtitle": "",
                "card": card,
                "lines": inbox.lines_for(card, request.user),
                "decisions": inbox.decisions_of(card.asked),
                "decision_form": DecisionForm(),
            }
        return super().change_view(request, object_id, form_url, extra_context)

    def _card(self, request: HttpRequest, object_id: str) -> inbox.Card | None:
        asked = self.get_object(request, unquote(object_id))
        return asked.card if asked is not None else None

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Request | None:
        asked = super().get_object(request, object_id, from_field)
        if asked is not None:
            asked.card = inbox.cards([asked], request.user)[0]
        return asked

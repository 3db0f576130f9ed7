"""Batches in the administration: looked at, approved or rejected there by the same operation as on their card."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from access import approvals
from access.approval_forms import CommentForm
from access.batches import deciding
from access.batches.cards import card_of, cards_of, rows_of
from access.batches.models import Batch
from access.guarded_admin import GuardedAdmin, VisibleRelatedFilter
from access.inbox import cards, lines_for
from access.models import Verdict
from access.permissions import rights_of
from access.request_admin import CommentedActionForm
from audit.models import Channel
from audit.refusals import Refused
from exchange.runs.models import Run

SHOWN = 200  # rows on a batch's page; its card in the inbox has them all


class BatchList(ChangeList):
    """The list with each row's card."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        rows = list(self.result_list)
        for row, card in zip(rows, cards_of(rows, request.user), strict=True):
            row.card = card
        self.result_list = rows


@admin.register(Batch)
class BatchAdmin(GuardedAdmin):
    """What a file asked for, as one card."""

    list_display = ("what", "portfolio", "maker", "standing", "created_at")
    list_filter = (("portfolio", VisibleRelatedFilter),)
    list_select_related = ("maker", "portfolio")
    columns = ("portfolio", "maker", "standing", "created_at", "changes")
    ordering = ("-created_at", "-pk")
    sortable_by = ("created_at",)
    actions = ("approve_selected", "reject_selected")
    action_form = CommentedActionForm

    def get_changelist(self, request: HttpRequest, **others: Any) -> type[ChangeList]:
        return BatchList

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        batch = super().get_object(request, object_id, from_field)
        if batch is not None:
            batch.card, batch.reader = card_of(batch, request.user), request.user
        return batch

    @admin.display(description=_("batch of requests"))
    def what(self, batch: Any) -> str:
        return str(batch.card.label)

    @admin.display(description=_("rows"))
    def standing(self, batch: Any) -> str:
        return ", ".join(f"{one['label']} {one['value']}" for one in batch.card.counts)

    @admin.display(description=_("What changes"))
    def changes(self, batch: Any) -> SafeString:
        """Row by row, as far as the reader may read it."""
        rows = cards(rows_of(batch, batch.reader)[:SHOWN], batch.reader)
        lines = ((card.asked.batch_row, card.code, line) for card in rows for line in lines_for(card, batch.reader))
        return format_html_join(
            "", "<div>{} · {} · {}: {} → {}</div>", ((n, c, one.label, one.before, one.after) for n, c, one in lines)
        )

    def may_enter(self, user: Any) -> bool:
        return super().may_enter(user) or bool(rights_of(user).may)

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return any(kind.permission in rights_of(request.user).may for kind in approvals.KINDS.values())

    @admin.action(description=_("Approve"), permissions=["decide"])
    def approve_selected(self, request: HttpRequest, batches: QuerySet[Batch]) -> None:
        self._decide_each(request, batches, Verdict.APPROVED)

    @admin.action(description=_("Reject"), permissions=["decide"])
    def reject_selected(self, request: HttpRequest, batches: QuerySet[Batch]) -> None:
        self._decide_each(request, batches, Verdict.REJECTED)

    def _decide_each(self, request: HttpRequest, batches: QuerySet[Batch], verdict: Verdict) -> None:
        form = CommentForm({"comment": request.POST.get("comment", "")})
        if not form.is_valid():
            return _say_errors(request, form)
        for batch in batches:
            self._decide(request, batch, verdict, form.cleaned_data["comment"])

    def _decide(self, request: HttpRequest, batch: Batch, verdict: Verdict, comment: str) -> None:
        how: dict[str, Any] = {"actor": request.user, "verdict": verdict, "channel": Channel.ADMIN, "comment": comment}
        try:
            done = deciding.decide(batch=batch, **how)
        except Refused as refusal:
            messages.error(request, refusal.message)
        except PermissionDenied:
            messages.error(request, _("You may not decide this."))
        else:
            _say(request, done)


def _say(request: HttpRequest, done: list[deciding.Outcome] | Run) -> None:
    if isinstance(done, Run):
        messages.success(request, _("The worker decides it row by row; see “Background work”."))
        return
    for one in done:
        if one.cause:
            words = _("Row %(row)s: %(reason)s") % {"row": one.asked.batch_row, "reason": one.reason}
            messages.error(request, words)
    if taken := sum(not one.cause for one in done):
        words = ngettext("%(count)s row is decided.", "%(count)s rows are decided.", taken)
        messages.success(request, words % {"count": taken})


def _say_errors(request: HttpRequest, form: forms.Form) -> None:
    for error in [error for found in form.errors.values() for error in found]:
        messages.error(request, str(error))

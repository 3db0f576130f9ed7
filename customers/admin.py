"""Customers in the administration: to read; they are written by the operations only."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from access.guarded_admin import GuardedAdmin, VisibleRelatedFilter
from access.inbox import explained
from access.permissions import may_manage_any
from audit.models import Channel
from audit.refusals import Refused
from customers import deletion
from customers.models import Customer

REASONS = [("", "—"), *deletion.DeletionReason.choices]


class DeletionActionForm(ActionForm):
    """The choice above the list, with what a deletion request says."""

    reason = forms.ChoiceField(label=_("Reason"), choices=REASONS, required=False)
    close = forms.BooleanField(label=_("close them too"), required=False)


@admin.register(Customer)
class CustomerAdmin(GuardedAdmin):
    """Customers a person may see, with the fields they may see."""

    list_display = ("code", "name", "portfolio", "status", "updated_at")
    list_filter = ("status", "kind", ("portfolio", VisibleRelatedFilter))
    list_select_related = ("portfolio",)
    columns = (
        "code", "name", "short_name", "mnemonic", "kind", "tax_id", "portfolio", "status", "terms", "external_id",
        "version", "created_by", "created_at", "updated_at",
    )  # fmt: skip
    search_fields = ("code", "name")
    sortable_by = ("code", "name", "updated_at")
    ordering = ("code",)
    actions = ("request_deletion",)
    action_form = DeletionActionForm

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Customer], search_term: str
    ) -> tuple[QuerySet[Customer], bool]:
        """Found as on the customers' own list: by a part of the name, pinyin, code."""
        term = search_term.strip()
        return (queryset.matching(term, person=request.user).order_by("code") if term else queryset), False

    def has_ask_permission(self, request: HttpRequest) -> bool:
        return may_manage_any(request.user, "customers.request_deletion")

    @admin.action(description=_("Ask for deletion"), permissions=["ask"])
    def request_deletion(self, request: HttpRequest, rows: QuerySet[Customer]) -> None:
        """Open a deletion request for each selected customer (E6); what refuses one is said by its code."""
        form = DeletionActionForm(request.POST)
        form.fields["action"].choices = self.get_action_choices(request)
        if not (form.is_valid() and form.cleaned_data["reason"]):
            return messages.error(request, _("Choose a reason for the deletion."))
        for customer in rows:
            self._ask(request, customer, form.cleaned_data["reason"], close=form.cleaned_data["close"])

    def _ask(self, request: HttpRequest, customer: Customer, reason: str, *, close: bool) -> None:
        what: dict[str, Any] = {"code": customer.code}
        try:
            deletion.request_deletion(
                customer=customer, reason=reason, actor=request.user, channel=Channel.ADMIN, close=close
            )
        except Refused as refusal:
            messages.error(request, f"{customer.code}: {explained(refusal)}")
        except PermissionDenied:
            messages.error(request, _("%(code)s: you may not ask for its deletion.") % what)
        else:
            messages.success(request, _("%(code)s: deletion asked for. Another person decides.") % what)

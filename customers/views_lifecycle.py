"""Pages that move a customer to another status, or ask for its deletion."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from access import inbox
from access.forms import RefusableForm
from access.models import Request
from access.permissions import require
from access.reasons import MAX_REASON
from audit.models import Channel
from audit.refusals import Refused
from customers import deletion, lifecycle
from customers.models import Customer, Status
from customers.views import crumbs_to, find


class TransitionForm(RefusableForm):
    """Where to, and why. The operation judges the status; the page offers those that are possible."""

    to = forms.ChoiceField(label=gettext_lazy("What to do"), choices=Status.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("It stays in the history for ever: write it without personal data."),
    )

    def __init__(self, *args: Any, offered: dict[str, lifecycle.Arrow], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["to"].widget.choices = [(str(to), says(arrow)) for to, arrow in offered.items()]


class DeletionForm(RefusableForm):
    """Why, what else the decider should know, and whether the request closes the customer too."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"), choices=deletion.DeletionReason.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("For the person who decides. Write it without personal data."),
    )
    close = forms.BooleanField(
        label=gettext_lazy("Close the customer by the same decision"),
        required=False,
        help_text=gettext_lazy("Then it need not be closed first: one approval closes and deletes it."),
    )


def says(arrow: lifecycle.Arrow) -> str:
    """What the choice says: the verb, and that another person has to agree."""
    if not arrow.second_person:
        return str(arrow.verb)
    return _("%(what)s (needs another person's approval)") % {"what": arrow.verb}


@require_http_methods(["GET", "POST"])
def new_transition(request: HttpRequest, code: str) -> HttpResponse:
    """Move a customer along an arrow of E5; ``?to=`` chooses it beforehand."""
    customer = find(request, code)
    offered = lifecycle.offered(request.user, customer)
    if not offered:
        raise PermissionDenied
    form = TransitionForm(typed(request), offered=offered, initial={"to": request.GET.get("to")})
    if form.is_valid():
        try:
            saved = lifecycle.change_status(
                customer=customer, actor=request.user, channel=Channel.WEB, **form.cleaned_data
            )
        except (Refused, ValidationError) as refusal:
            form.add_refused(refusal)
        else:
            messages.success(request, _said_of(saved))
            return redirect(customer)
    context = {"form": form, **surroundings(request, customer)}
    return render(request, "customers/new_transition.html", context, status=422 if form.errors else 200)


def _said_of(saved: lifecycle.Saved) -> str:
    if saved.request:
        return _("This was asked for. Another person decides.")
    return _("The customer is now: %(status)s.") % {"status": saved.customer.get_status_display()}


@require_http_methods(["GET", "POST"])
def new_deletion_request(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for the deletion of a customer; what stands against it is listed with what to do about it (E6)."""
    customer = find(request, code)
    require(request.user, lifecycle.ASK_DELETION, customer)
    form = DeletionForm(typed(request))
    chosen = {}
    if form.is_valid():
        chosen = {name: form.cleaned_data[name] for name in ("reason", "close")}
        try:
            deletion.request_deletion(customer=customer, actor=request.user, channel=Channel.WEB, **form.cleaned_data)
        except (Refused, ValidationError) as refusal:
            form.add_refused(refusal)
        else:
            messages.success(request, _("The deletion was asked for. Another person decides."))
            return redirect(customer)
    found = [blocker.shown_to(request.user, customer) for blocker in deletion.blockers(customer, **chosen)]
    context = {"form": form, "blockers": found, **surroundings(request, customer)}
    return render(request, "customers/new_deletion_request.html", context, status=422 if form.errors else 200)


def typed(request: HttpRequest) -> Any:
    """What was posted, were it nothing at all; None where the form is only to be shown."""
    return request.POST if request.method == "POST" else None


def surroundings(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    """What both pages show beside their form."""
    asked = waiting(customer)
    return {
        "customer": customer,
        "crumbs": crumbs_to(request, customer),
        "waiting": asked,
        "deciders": inbox.deciders_of(inbox.cards([asked], request.user)[0]) if asked else [],
    }


def waiting(customer: Customer) -> Request | None:
    """The open request about the status of ``customer``, if there is one."""
    asked = Request.objects.pending().filter(target_id=customer.pk, requested_fields__field="status")
    return asked.select_related("maker").order_by("created_at", "pk").first()

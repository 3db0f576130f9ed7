"""The page on which facts of a customer are verified."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from access.forms import RefusableForm
from access.permissions import allows
from access.reasons import MAX_REASON
from audit.models import Channel
from audit.refusals import Refused
from customers.models import Customer, Fact, VerificationWay
from customers.tabs.bar import tabs
from customers.verification import mark
from customers.verification.verifying import CHANGE, facts_for, verify
from customers.views import address_of, crumbs_to, find


class VerificationForm(RefusableForm):
    """What was verified, and how."""

    facts = forms.MultipleChoiceField(label=gettext_lazy("What was verified"), widget=forms.CheckboxSelectMultiple)
    way = forms.ChoiceField(
        label=gettext_lazy("How it was verified"), choices=VerificationWay.choices, widget=forms.RadioSelect
    )
    remark = forms.CharField(
        label=gettext_lazy("Remark"), required=False, max_length=MAX_REASON, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("It stays in the history for ever: write it without personal data."),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Any, customer: Customer, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["facts"].choices = [(fact, Fact(fact).label) for fact in facts_for(actor, customer)]


@require_http_methods(["GET", "POST"])
def new_verification(request: HttpRequest, code: str) -> HttpResponse:
    """Say that facts of the customer are as recorded; the page shows what was said before."""
    customer = find(request, code)
    if not allows(request.user, CHANGE, customer) or customer.is_deleted:
        raise PermissionDenied(CHANGE)
    posted = request.POST if request.method == "POST" else None
    form = VerificationForm(posted, actor=request.user, customer=customer)
    if form.is_bound and form.is_valid() and _said(request, customer, form):
        messages.success(request, _("The verification is recorded."))
        return redirect(address_of(customer, request))
    context = {
        "customer": customer,
        "crumbs": crumbs_to(request, customer),
        "tabs": tabs(customer, request, ""),
        "form": form,
        "lines": mark.lines(customer, request.user),
        "back": address_of(customer, request),
    }
    return render(request, "customers/verification/new.html", context, status=422 if form.errors else 200)


def _said(request: Any, customer: Customer, form: VerificationForm) -> bool:
    try:
        verify(customer=customer, actor=request.user, channel=Channel.WEB, **form.cleaned_data)
    except (Refused, ValidationError) as refusal:
        form.add_refused(refusal)
        return False
    return True

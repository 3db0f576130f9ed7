"""The form that asks for another credit mode, limit or temporary limit."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from access.forms import RefusableForm
from accounts.credit import override_asking
from accounts.credit.asking import MOST_REASON, Terms, read
from accounts.credit.modes import CreditMode
from accounts.drafts import REFERENCE_LENGTH
from accounts.forms import DAY, MONEY, currency_choices
from audit.refusals import Refused

TEMPORARY = {"temporary_amount": "amount", "temporary_from": "from", "temporary_to": "to"}


class CreditForm(RefusableForm):
    """What is asked for in one currency. ``terms`` is what was typed, once the form is valid."""

    currency = forms.ChoiceField(label=_("Currency"), choices=currency_choices)
    mode = forms.ChoiceField(
        label=_("Credit mode"), choices=CreditMode,
        help_text=_("Limited: up to the limit. Cash only: up to what was paid in advance."),
    )  # fmt: skip
    limit = forms.CharField(
        label=_("Credit limit"), widget=forms.TextInput(attrs=MONEY), max_length=20, required=False,
        help_text=_("For a limited customer; leave it as it is where you ask for a temporary limit only."),
    )  # fmt: skip
    temporary_amount = forms.CharField(
        label=_("Temporary limit"), widget=forms.TextInput(attrs=MONEY), max_length=20, required=False,
        help_text=_("What is added to the limit on its days, at most 90 of them."),
    )  # fmt: skip
    temporary_from = forms.CharField(label=_("First day"), widget=forms.TextInput(attrs=DAY), required=False)
    temporary_to = forms.CharField(
        label=_("Last day"), widget=forms.TextInput(attrs=DAY), required=False, help_text=_("It is included.")
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=MOST_REASON, strip=False,
        help_text=_("Who decides reads it; it stays with the limit."),
    )  # fmt: skip

    terms: Terms

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if not self.errors:
            try:
                self.terms = read(self.raw())
            except (Refused, ValidationError) as refused:
                self.add_refused(refused)
        return typed

    def add_refused(self, refused: Refused | ValidationError) -> None:
        """Add what was refused; what is wrong with the temporary limit stands beside its own inputs."""
        if isinstance(refused, ValidationError) and hasattr(refused, "error_dict"):
            inputs = {f"temporary.{member}": name for name, member in TEMPORARY.items()}
            refused = ValidationError({inputs.get(path, path): found for path, found in refused.error_dict.items()})
        if isinstance(refused, Refused) and refused.field == "temporary":
            self.add_error("temporary_to", refused.message)
        else:
            super().add_refused(refused)

    def raw(self) -> dict[str, Any]:
        """What was typed as the members that ``read`` knows."""
        raw = {name: self.cleaned_data[name] for name in ("currency", "mode", "limit", "reason")}
        temporary = {member: self.cleaned_data[name] for name, member in TEMPORARY.items() if self.cleaned_data[name]}
        return raw | ({"temporary": temporary} if temporary else {})


class OverrideForm(RefusableForm):
    """One document that is to pass above the credit. ``asked`` is what was typed, once the form is valid."""

    reference = forms.CharField(
        label=_("Document"), max_length=REFERENCE_LENGTH, strip=False,
        help_text=_("Its own number, such as the invoice number: the override holds for it alone, once."),
    )  # fmt: skip
    amount = forms.CharField(label=_("At most"), widget=forms.TextInput(attrs=MONEY), max_length=20)
    currency = forms.ChoiceField(label=_("Currency"), choices=currency_choices)
    reason = forms.CharField(
        label=_("Reason"), max_length=override_asking.MOST_REASON, strip=False,
        help_text=_("Who decides reads it; it stays with the override."),
    )  # fmt: skip

    asked: override_asking.Asked

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if not self.errors:
            try:
                self.asked = override_asking.read(self.cleaned_data)
            except ValidationError as refused:
                self.add_refused(refused)
        return typed

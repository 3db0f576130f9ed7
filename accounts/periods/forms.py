"""Forms of closing and reopening a month."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from access.forms import RefusableForm
from access.reasons import MAX_REASON, clean_reason
from accounts.periods.months import read_month


class MonthForm(RefusableForm):
    """The month that is closed, as its page showed it."""

    month = forms.CharField(label=_("Month"), widget=forms.TextInput(attrs={"inputmode": "numeric"}))

    def clean_month(self) -> date:
        return read_month(self.cleaned_data["month"])


class ReopeningForm(MonthForm):
    """The month to reopen, and why."""

    reason = forms.CharField(label=_("Reason"), max_length=MAX_REASON, strip=False)

    def clean_reason(self) -> str:
        return clean_reason(self.cleaned_data["reason"])

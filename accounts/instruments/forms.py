"""Forms of clearing and dishonour."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.forms import RefusableForm
from accounts.drafts import MEMO_LENGTH
from accounts.members import read_day, text_of


class ClearingForm(RefusableForm):
    """The day on which the bank paid."""

    date = forms.CharField(label=_("Paid on"), widget=forms.TextInput(attrs={"type": "date"}))

    def clean_date(self) -> Any:
        return read_day(self.cleaned_data["date"])


class DishonourForm(RefusableForm):
    """The day on which the bank refused, and what it said."""

    date = forms.CharField(label=_("Refused on"), widget=forms.TextInput(attrs={"type": "date"}))
    reason = forms.CharField(label=_("Reason"), max_length=MEMO_LENGTH, required=False, strip=False)

    def clean_date(self) -> Any:
        return read_day(self.cleaned_data["date"])

    def clean_reason(self) -> str:
        return text_of(MEMO_LENGTH)(self.cleaned_data["reason"])

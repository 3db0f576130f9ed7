"""Which days a statement is for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.forms import RefusableForm
from accounts.members import read_day

DAY = {"type": "date"}


class PeriodForm(RefusableForm):
    """The first and the last day, both inclusive."""

    first = forms.CharField(label=_("From"), widget=forms.TextInput(attrs=DAY))
    last = forms.CharField(label=_("To"), widget=forms.TextInput(attrs=DAY))

    def days(self) -> dict[str, Any]:
        """The two days, once they are sound."""
        return {name: self.cleaned_data[name] for name in ("first", "last")}

    def clean_first(self) -> Any:
        return read_day(self.cleaned_data["first"])

    def clean_last(self) -> Any:
        return read_day(self.cleaned_data["last"])


class DraftForm(PeriodForm):
    """The days and, of a table, its format."""

    format = forms.ChoiceField(choices=[("pdf", "PDF"), ("xlsx", "XLSX"), ("csv", "CSV")], required=False)

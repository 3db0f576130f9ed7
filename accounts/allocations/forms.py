"""What is typed to allocate by hand and to undo."""

import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from access.forms import RefusableForm
from accounts.members import money_of, positive, read_day

DAY = {"type": "date", "autocomplete": "off"}
MOST = 100  # debits on one screen
AMOUNT = "amount-"


class DayForm(RefusableForm):
    """From which day on."""

    date = forms.CharField(label=_("Effective from"), max_length=10, widget=forms.TextInput(attrs=DAY))

    def clean_date(self) -> datetime.date:
        return read_day(self.cleaned_data["date"])


class AllocationForm(DayForm):
    """An amount for each debit, by its number within the account; empty: none of it."""

    def __init__(self, *args: Any, numbers: list[int], currency: str, **kwargs: Any) -> None:
        self.currency, self.numbers = currency, numbers
        super().__init__(*args, **kwargs)
        widget = {"inputmode": "decimal", "data-money": "", "autocomplete": "off", "class": "form-control"}
        for number in numbers:
            field = forms.CharField(required=False, max_length=20, widget=forms.TextInput(attrs=widget))
            self.fields[f"{AMOUNT}{number}"] = field

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        for number in self.numbers:
            try:
                self._read(f"{AMOUNT}{number}")
            except ValidationError as error:
                self.add_error(f"{AMOUNT}{number}", error)
        return cleaned

    def _read(self, name: str) -> None:
        text = self.cleaned_data.get(name)
        self.cleaned_data[name] = positive(money_of(self.currency))(text) if text else None

    def amounts(self) -> dict[int, Decimal]:
        """The amounts that were typed, by the debit's number."""
        typed = ((number, self.cleaned_data.get(f"{AMOUNT}{number}")) for number in self.numbers)
        return {number: amount for number, amount in typed if amount}

"""Forms of set-up: a control total, an open document, a file of them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from access.forms import RefusableForm
from accounts.choices import Side
from accounts.drafts import MEMO_LENGTH, REFERENCE_LENGTH
from accounts.forms import DAY, MONEY, currency_choices
from accounts.members import read_day
from exchange.money import parse_money


class BooksForm(RefusableForm):
    """Which books it is about."""

    side = forms.ChoiceField(label=_("Side"), choices=Side.choices)
    currency = forms.ChoiceField(label=_("Currency"), choices=currency_choices)

    def clean_side(self) -> Side:
        return Side(self.cleaned_data["side"])


class TotalForm(BooksForm):
    """What the old books show."""

    day = forms.CharField(
        label=_("As of"), widget=forms.TextInput(attrs=DAY), help_text=_("The last day of the old books.")
    )
    documents = forms.CharField(
        label=_("Open documents"), widget=forms.TextInput(attrs=MONEY), max_length=20,
        help_text=_("The sum of what is owed, before anything paid ahead is taken off."),
    )  # fmt: skip
    advances = forms.CharField(
        label=_("Paid ahead"), widget=forms.TextInput(attrs=MONEY), max_length=20, initial="0.00",
        help_text=_("As a positive amount."),
    )  # fmt: skip

    def clean_day(self) -> Any:
        return read_day(self.cleaned_data["day"])

    def clean_documents(self) -> Any:
        return self._amount("documents")

    def clean_advances(self) -> Any:
        return self._amount("advances")

    def _amount(self, name: str) -> Any:
        amount = parse_money(self.cleaned_data[name], self.cleaned_data.get("currency", "CNY"))
        if amount < 0:
            raise ValidationError(_("An amount here is not negative."), "amount_negative")
        return amount


class ItemForm(BooksForm):
    """One open document, typed; what it means is accounts/setup/reading.py's."""

    customer = forms.CharField(label=_("Customer code"), max_length=32)
    amount = forms.CharField(
        label=_("Amount"), widget=forms.TextInput(attrs=MONEY), max_length=20,
        help_text=_("Negative where it was paid ahead."),
    )  # fmt: skip
    document_date = forms.CharField(label=_("Document date"), widget=forms.TextInput(attrs=DAY))
    due_date = forms.CharField(label=_("Due date"), widget=forms.TextInput(attrs=DAY), required=False)
    reference = forms.CharField(label=_("Reference"), max_length=REFERENCE_LENGTH, required=False, strip=False)
    memo = forms.CharField(label=_("Memo"), max_length=MEMO_LENGTH, required=False, strip=False)


class FileForm(BooksForm):
    """A file of open documents."""

    file = forms.FileField(
        label=_("File"), max_length=200, widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt"}),
        help_text=_("CSV or XLSX with the heads 客户编码, 金额, 单据日期, and 到期日, 单据号, 摘要 where known."),
    )  # fmt: skip

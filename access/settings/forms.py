"""What is typed on the pages of settings; what it may be is the kinds' to say."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from access.forms import RefusableForm
from access.reasons import MAX_REASON
from access.settings.company import clean_account_number
from access.settings.reading import kept
from access.settings.registry import Definition
from exchange.money import clean_currency
from exchange.text import clean_text

ACCOUNTS_PREFIX = "accounts"


class ReasonForm(RefusableForm):
    """A form whose save is explained to whoever agrees."""

    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=MAX_REASON,
        help_text=_("The person who agrees reads it, and the journal keeps it."),
    )  # fmt: skip


class AccountsReasonForm(ReasonForm):
    """Why the company's bank accounts change; their own inputs stand beside it."""

    def __init__(self, *args: Any, **others: Any):
        super().__init__(*args, **others)
        self.beside = frozenset(name for name in self.data if name.startswith(f"{ACCOUNTS_PREFIX}-"))


class SettingsForm(ReasonForm):
    """The settings of one group. Each input carries what it showed at first: only what was changed is saved."""

    def __init__(self, *args: Any, definitions: Iterable[Definition], **others: Any):
        super().__init__(*args, **others)
        self.definitions = {one.name: one for one in definitions}
        for name, one in self.definitions.items():
            field = one.kind.field()
            field.label, field.help_text = one.label, one.help
            field.initial, field.show_hidden_initial = one.kind.initial(kept(name)), True
            self.fields[name] = field
        self.order_fields([*self.definitions, "reason"])
        self.beside = frozenset(self[name].html_initial_name for name in self.definitions)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in self.definitions.keys() & cleaned.keys():
            try:
                cleaned[name] = self.definitions[name].kind.clean(cleaned[name])
            except ValidationError as error:
                self.add_error(name, error)
        return cleaned

    def values(self) -> dict[str, Any]:
        """What was changed, as the kinds keep it."""
        return {name: self.cleaned_data[name] for name in self.definitions if name in self.changed_data}

    def setting_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.definitions]


class AccountForm(forms.Form):
    """One of the company's bank accounts."""

    bank = forms.CharField(label=_("Bank"), max_length=100, strip=False)
    holder = forms.CharField(label=_("Account holder"), max_length=200, required=False, strip=False)
    number = forms.CharField(label=_("Account number"), max_length=60, strip=False)
    currency = forms.CharField(label=_("Currency"), max_length=3, initial="CNY")

    def clean_bank(self) -> str:
        return clean_text(self.cleaned_data["bank"])

    def clean_holder(self) -> str:
        return clean_text(self.cleaned_data["holder"])

    def clean_number(self) -> str:
        return clean_account_number(self.cleaned_data["number"])

    def clean_currency(self) -> str:
        return clean_currency(self.cleaned_data["currency"])

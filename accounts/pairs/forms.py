"""The form of a pair: one for each kind, since each has its own fields."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from access.forms import RefusableForm
from accounts.choices import EntryKind, Side
from accounts.drafts import MEMO_LENGTH, REFERENCE_LENGTH, ledger_today
from accounts.forms import DAY, MONEY, currency_choices
from accounts.open_documents import open_documents
from accounts.pairs.drafts import read
from audit.refusals import Refused
from customers.models import Customer

FIELDS = {
    EntryKind.OFFSET: ("applies_to", "other_applies_to", "allocate"),
    EntryKind.TRANSFER: ("other_customer", "due_date", "applies_to", "allocate"),
    EntryKind.BAD_DEBT_RECOVERY: (),
}
COMMON = ("amount", "currency", "posting_date", "document_date", "reference", "memo")


class PairForm(RefusableForm):
    """A pair of ``kind`` for one customer. ``draft`` is what was typed, once the form is valid."""

    other_customer = forms.CharField(
        label=_("To the customer"), max_length=32, help_text=_("Its code. You need the right to adjust both customers.")
    )
    amount = forms.CharField(label=_("Amount"), widget=forms.TextInput(attrs=MONEY), max_length=20)
    currency = forms.ChoiceField(label=_("Currency"), choices=currency_choices)
    posting_date = forms.CharField(label=_("Posting date"), widget=forms.TextInput(attrs=DAY))
    document_date = forms.CharField(
        label=_("Document date"), widget=forms.TextInput(attrs=DAY), required=False,
        help_text=_("Empty: the posting date."),
    )  # fmt: skip
    due_date = forms.CharField(
        label=_("Due date"), widget=forms.TextInput(attrs=DAY), required=False,
        help_text=_("When it falls due for the other customer. Empty: the posting date."),
    )  # fmt: skip
    reference = forms.CharField(label=_("Reference"), max_length=REFERENCE_LENGTH, required=False, strip=False)
    memo = forms.CharField(label=_("Memo"), max_length=MEMO_LENGTH, required=False, strip=False)
    applies_to = forms.MultipleChoiceField(label=_("Settles"), widget=forms.CheckboxSelectMultiple, required=False)
    other_applies_to = forms.MultipleChoiceField(
        label=_("Settles of what we owe"), widget=forms.CheckboxSelectMultiple, required=False
    )
    allocate = forms.BooleanField(
        label=_("Settle other open documents with the rest, the exact amount or the oldest first"), required=False
    )

    def __init__(self, *args: Any, customer: Customer, actor: Any, kind: EntryKind, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.customer, self.actor, self.kind, self.draft = customer, actor, kind, None
        kept = {*COMMON, *FIELDS[kind]}
        for name, side in (("applies_to", Side.RECEIVABLE), ("other_applies_to", Side.PAYABLE)):
            documents = open_documents(actor, customer, side).of_direction(raises=True)
            self.fields[name].choices = documents
            kept -= set() if documents else {name}
        for name in self.fields.keys() - kept:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if not self.errors:
            try:
                self.draft = read(self.raw(), customer=self.customer, actor=self.actor, today=ledger_today())
            except (Refused, ValidationError) as refused:
                self.add_refused(refused)
        return typed

    def raw(self) -> dict[str, Any]:
        """What was typed as the members that ``read`` knows."""
        typed = dict(self.cleaned_data) | {"kind": str(self.kind)}
        for name in ("applies_to", "other_applies_to"):
            if name in typed:
                typed[name] = [{"entry": number} for number in typed[name]]
        if "allocate" in typed:
            typed["allocate"] = "auto" if typed["allocate"] else "none"
        return typed

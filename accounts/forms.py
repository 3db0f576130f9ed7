"""Forms of the ledger: how typed members come in; what they mean is accounts/drafts.py's."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from access.forms import RefusableForm
from access.permissions import allows
from accounts.drafts import MEMO_LENGTH, REFERENCE_LENGTH, ledger_today, read
from accounts.members import read_day, text_of
from accounts.models import Entry, EntryKind, OpenItem
from accounts.posting import PERMISSIONS
from audit.refusals import Refused
from customers.models import Customer
from exchange.money import currency_codes

USUAL = ("CNY", "USD", "EUR", "HKD", "JPY")
DOCUMENTS = 50  # open documents offered to settle, oldest due first
DAY = {"type": "date"}
MONEY = {"data-money": True, "inputmode": "decimal", "autocomplete": "off"}


def currency_choices() -> list[tuple[str, str]]:
    """Every currency money may be kept in, the usual ones first."""
    return [(code, code) for code in (*USUAL, *(code for code in currency_codes() if code not in USUAL))]


class EntryForm(RefusableForm):
    """One entry of one customer. ``draft`` is what was typed, once the form is valid; ``asked`` who posts."""

    kind = forms.ChoiceField(label=_("Kind"))
    amount = forms.CharField(label=_("Amount"), widget=forms.TextInput(attrs=MONEY), max_length=20)
    currency = forms.ChoiceField(label=_("Currency"), choices=currency_choices)
    posting_date = forms.CharField(label=_("Posting date"), widget=forms.TextInput(attrs=DAY))
    document_date = forms.CharField(
        label=_("Document date"), widget=forms.TextInput(attrs=DAY), required=False,
        help_text=_("Empty: the posting date."),
    )  # fmt: skip
    due_date = forms.CharField(
        label=_("Due date"), widget=forms.TextInput(attrs=DAY), required=False,
        help_text=_("Empty: by the customer's terms. Only for what raises the balance."),
    )  # fmt: skip
    reference = forms.CharField(
        label=_("Reference"), max_length=REFERENCE_LENGTH, required=False, strip=False,
        help_text=_("The document's own number, such as the invoice number."),
    )  # fmt: skip
    tax_amount = forms.CharField(
        label=_("Tax in it"), widget=forms.TextInput(attrs=MONEY), required=False, max_length=20
    )
    memo = forms.CharField(label=_("Memo"), max_length=MEMO_LENGTH, required=False, strip=False)
    applies_to = forms.MultipleChoiceField(
        label=_("Settles"), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("Settled in this order, the oldest first, as far as the amount goes."),
    )  # fmt: skip
    allocate = forms.BooleanField(
        label=_("Settle other open documents with the rest, the exact amount or the oldest first"), required=False
    )

    def __init__(self, *args: Any, customer: Customer, actor: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.customer, self.draft = customer, None
        self.fields["kind"].choices = kinds_for(actor, customer)
        self.fields["applies_to"].choices = open_documents(actor, customer)
        if not self.fields["applies_to"].choices:
            del self.fields["applies_to"]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if not self.errors:
            try:
                self.draft = read(self.raw(), customer=self.customer, today=ledger_today())
            except (Refused, ValidationError) as refused:
                self.add_refused(refused)
        return typed

    def raw(self) -> dict[str, Any]:
        """What was typed as the members that ``read`` knows."""
        typed = dict(self.cleaned_data)
        typed["applies_to"] = [{"entry": number} for number in typed.get("applies_to", ())]
        typed["allocate"] = "auto" if typed["allocate"] else "none"
        return typed

    def digest(self) -> bytes:
        """What a one-time token is bound to: everything typed, and the customer."""
        return json.dumps([self.customer.code, self.raw()], sort_keys=True).encode()


def kinds_for(actor: Any, customer: Customer) -> list[tuple[str, Any]]:
    """The kinds ``actor`` may post to ``customer``."""
    order = (EntryKind.INVOICE, EntryKind.RECEIPT, EntryKind.CREDIT_NOTE, EntryKind.OPENING)
    return [(kind.value, kind.label) for kind in order if allows(actor, PERMISSIONS[kind], customer)]


def open_documents(actor: Any, customer: Customer) -> list[tuple[Any, list[tuple[str, str]]]]:
    """What the customer has open, by direction: entry number and what of it is open, oldest due first."""
    items = OpenItem.objects.visible_to(actor).filter(account__customer=customer, open__gt=0)
    items = items.exclude(entry__kind=EntryKind.REVERSAL).select_related("entry__account")
    found: dict[bool, dict[Entry, list[OpenItem]]] = {True: {}, False: {}}
    for item in items.order_by("due_date", "pk")[:DOCUMENTS]:
        item.entry.account.customer = customer
        found[item.is_debit].setdefault(item.entry, []).append(item)
    groups = ((_("Invoices and openings"), found[True]), (_("Receipts and credit notes"), found[False]))
    return [(label, [_choice(*document) for document in entries.items()]) for label, entries in groups if entries]


def _choice(entry: Entry, items: list[OpenItem]) -> tuple[str, str]:
    left = sum(item.open for item in items)
    name = entry.reference or str(entry)
    words = _("%(name)s · %(kind)s of %(day)s · due %(due)s · open %(open)s %(currency)s") % {
        "name": name,
        "kind": entry.get_kind_display(),
        "day": entry.posting_date,
        "due": items[0].due_date,
        "open": f"{left:,.2f}",
        "currency": entry.account.currency,
    }
    return str(entry), words


class CustomerCodeForm(forms.Form):
    """Which customer an entry is for."""

    customer = forms.CharField(label=_("Customer code"), max_length=32)


class ReversalForm(RefusableForm):
    """When and why an entry is reversed."""

    posting_date = forms.CharField(label=_("Posting date"), widget=forms.TextInput(attrs=DAY))
    reason = forms.CharField(
        label=_("Reason"), max_length=MEMO_LENGTH, strip=False, help_text=_("Kept with the entry and in the journal.")
    )

    def clean_posting_date(self) -> Any:
        return read_day(self.cleaned_data["posting_date"])

    def clean_reason(self) -> str:
        return text_of(MEMO_LENGTH)(self.cleaned_data["reason"])

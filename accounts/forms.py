"""Forms of the ledger: how typed members come in; what they mean is accounts/drafts.py's."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from access.forms import RefusableForm
from access.permissions import allows
from accounts.credit.live import override_choices
from accounts.drafts import MEMO_LENGTH, REFERENCE_LENGTH, ledger_today, read
from accounts.instalments import instalments
from accounts.instruments import drafts as instruments
from accounts.instruments.kinds import InstrumentKind
from accounts.kinds import RULES, Asks, kinds_of
from accounts.members import read_day, text_of
from accounts.models import EntryKind, Side
from accounts.open_documents import DocumentsInput, open_documents
from accounts.refusals import CREDIT_REFUSED
from audit.refusals import Refused
from customers.models import Customer
from customers.terms import Terms, due_date
from exchange.money import currency_codes

USUAL = ("CNY", "USD", "EUR", "HKD", "JPY")
DAY = {"type": "date"}
MONEY = {"data-money": True, "inputmode": "decimal", "autocomplete": "off"}


def currency_choices() -> list[tuple[str, str]]:
    """Every currency money may be kept in, the usual ones first."""
    return [(code, code) for code in (*USUAL, *(code for code in currency_codes() if code not in USUAL))]


class EntryForm(RefusableForm):
    """One entry of one customer on one side. ``draft`` is what was typed, once the form is valid."""

    kind = forms.ChoiceField(label=_("Kind"))
    amount = forms.CharField(label=_("Amount"), widget=forms.TextInput(attrs=MONEY), max_length=20)
    currency = forms.ChoiceField(label=_("Currency"), choices=currency_choices)
    posting_date = forms.CharField(label=_("Posting date"), widget=forms.TextInput(attrs=DAY))
    document_date = forms.CharField(
        label=_("Document date"), widget=forms.TextInput(attrs=DAY), required=False,
        help_text=_("Empty: the posting date."),
    )  # fmt: skip
    due_date = forms.CharField(label=_("Due date"), widget=forms.TextInput(attrs=DAY), required=False)
    reference = forms.CharField(
        label=_("Reference"), max_length=REFERENCE_LENGTH, required=False, strip=False,
        help_text=_("The document's own number, such as the invoice number."),
    )  # fmt: skip
    tax_amount = forms.CharField(
        label=_("Tax in it"), widget=forms.TextInput(attrs=MONEY), required=False, max_length=20
    )
    memo = forms.CharField(label=_("Memo"), max_length=MEMO_LENGTH, required=False, strip=False)
    instrument = forms.ChoiceField(
        label=_("Paid by"), choices=[("", "—"), *InstrumentKind.choices], required=False,
        help_text=_("Bills and cheques are uncleared until the bank has paid."),
    )  # fmt: skip
    instrument_number = forms.CharField(
        label=_("Its number"), max_length=instruments.NUMBER_LENGTH, required=False, strip=False
    )
    maturity = forms.CharField(label=_("Maturity"), widget=forms.TextInput(attrs=DAY), required=False)
    drawer = forms.CharField(label=_("Drawer"), max_length=instruments.NAME_LENGTH, required=False, strip=False)
    acceptor = forms.CharField(label=_("Acceptor"), max_length=instruments.NAME_LENGTH, required=False, strip=False)
    override = forms.ChoiceField(
        label=_("By override"), required=False,
        help_text=_("What was agreed above the credit: for its document, once."),
    )  # fmt: skip
    applies_to = forms.MultipleChoiceField(
        label=_("Settles"), widget=DocumentsInput, required=False,
        help_text=_("Settled in this order, the oldest first, as far as the amount goes."),
    )  # fmt: skip
    allocate = forms.BooleanField(
        label=_("Settle other open documents with the rest, the exact amount or the oldest first"), required=False
    )

    def __init__(self, *args: Any, customer: Customer, actor: Any, side: Side = Side.RECEIVABLE, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.customer, self.actor, self.side, self.draft = customer, actor, side, None
        self.over_credit = False
        self.dues: Any = instalments(self.data if self.is_bound else None)
        self.beside = frozenset(self.dues.names)
        self.fields["kind"].choices = kinds_for(actor, customer, side)
        self.fields["due_date"].help_text = due_words(customer)
        overrides = override_choices(actor, customer) if side == Side.RECEIVABLE else []
        self.fields["override"].choices = [("", "—"), *overrides]
        if not overrides:
            del self.fields["override"]
        documents = open_documents(actor, customer, side)
        self.fields["applies_to"].choices = documents.choices
        self.fields["applies_to"].widget.debits = documents.raising
        if not documents.choices:
            del self.fields["applies_to"]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if not self.dues.is_valid():
            self.add_error(None, _("Correct the instalments."))
        if not self.errors:
            try:
                self.draft = read(self.raw(), customer=self.customer, today=ledger_today())
            except (Refused, ValidationError) as refused:
                self.add_refused(refused)
        return typed

    def add_refused(self, refused: Refused | ValidationError) -> None:
        """Add what was refused; what is wrong with an instalment stands in its row."""
        self.over_credit |= isinstance(refused, Refused) and refused.code == CREDIT_REFUSED
        super().add_refused(self.dues.kept_from(refused))

    def raw(self) -> dict[str, Any]:
        """What was typed as the members that ``read`` knows."""
        typed: dict[str, Any] = dict(self.cleaned_data) | {"side": str(self.side), "due": self.dues.raw()}
        typed["applies_to"] = [{"entry": number} for number in typed.get("applies_to", ())]
        typed["allocate"] = "auto" if typed["allocate"] else "none"
        return {name: value for name, value in typed.items() if name != "due" or value}

    def digest(self) -> bytes:
        """What a one-time token is bound to: everything typed, and the customer."""
        return json.dumps([self.customer.code, self.raw()], sort_keys=True).encode()


def kinds_for(actor: Any, customer: Customer, side: Side = Side.RECEIVABLE) -> list[tuple[str, Any]]:
    """The kinds ``actor`` may post to ``customer`` on ``side``; those that always wait for another person say so."""
    kinds = [kind for kind in kinds_of(side) if allows(actor, RULES[side, kind].permission, customer)]
    return [(kind.value, kind_words(side, kind)) for kind in kinds]


def kind_words(side: Side, kind: EntryKind) -> str:
    """What a kind is called where it is chosen."""
    waits = RULES[side, kind].asks == Asks.ALWAYS
    return gettext("%(kind)s (by request)") % {"kind": kind.label} if waits else str(kind.label)


def due_words(customer: Customer) -> str:
    """What happens to a due date left empty: for a document of today, if there are terms."""
    if not customer.terms:
        return gettext("Empty: the document date, since the customer has no terms.")
    day = due_date(Terms.parse(customer.terms), ledger_today())
    return gettext("Empty: by the customer's terms, “%(terms)s”. A document of today falls due on %(day)s.") % {
        "terms": customer.terms,
        "day": day.isoformat(),
    }


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

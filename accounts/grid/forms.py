"""The grid: what holds for all its rows, and the rows; what a row means is accounts/drafts.py's."""

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from access.forms import RefusableForm
from access.permissions import allows
from accounts.choices import EntryKind, Side
from accounts.drafts import MEMO_LENGTH, REFERENCE_LENGTH, ledger_today, read
from accounts.forms import DAY, MONEY, currency_choices
from accounts.grid.matching import NAMED, Offer, customers_meant, offer
from accounts.grid.posting import Row
from accounts.kinds import RULES
from accounts.members import read_day
from audit.refusals import Refused
from customers.models import Customer
from exchange.money import parse_money
from exchange.text import clean_text

KINDS = (EntryKind.RECEIPT, EntryKind.INVOICE, EntryKind.CREDIT_NOTE)
MOST_ROWS, FIRST_ROWS, MORE_ROWS = 100, 5, 10
MOST_PASTED = 100_000  # characters
FIELD_OF = {"applies_to": "settles", "due": "due_date"}


def fields_of(kind: EntryKind) -> tuple[str, ...]:
    """The columns of a kind: what is owed falls due, what is paid settles something."""
    between = "due_date" if RULES[Side.RECEIVABLE, kind].falls_due else "settles"
    return ("customer", "amount", "document_date", between, "reference", "memo")


class GridForm(RefusableForm):
    """What holds for all rows, and what was pasted."""

    currency = forms.ChoiceField(label=_("Currency"), choices=currency_choices)
    posting_date = forms.CharField(label=_("Posting date"), widget=forms.TextInput(attrs=DAY))
    control_total = forms.CharField(
        label=_("Control total"), widget=forms.TextInput(attrs=MONEY), max_length=20, required=False,
        help_text=_("Typed beforehand, such as the bank's sum; nothing is posted while the rows do not add up to it."),
    )  # fmt: skip
    mode = forms.ChoiceField(
        label=_("If a row is refused"),
        choices=[("all", _("post none of them")), ("sound", _("post the sound rows, keep the others here"))],
    )
    allocate = forms.BooleanField(
        label=_("Settle other open documents with the rest, the exact amount or the oldest first"), required=False
    )
    pasted = forms.CharField(
        label=_("Paste rows"), required=False, strip=False, max_length=MOST_PASTED,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocomplete": "off"}),
        help_text=_("From a spreadsheet or a bank statement, with or without its heads."),
    )  # fmt: skip

    def clean_posting_date(self) -> Any:
        return read_day(self.cleaned_data["posting_date"])

    def clean_control_total(self) -> Decimal | None:
        typed = self.cleaned_data["control_total"]
        return parse_money(typed, self.cleaned_data.get("currency", "CNY")) if typed else None


class RowForm(forms.Form):
    """One entry; empty where nothing is typed. ``customer`` and ``draft`` are there once it was looked at."""

    customer = forms.CharField(label=_("Customer"), max_length=200, required=False)
    amount = forms.CharField(label=_("Amount"), widget=forms.TextInput(attrs=MONEY), max_length=40, required=False)
    document_date = forms.CharField(label=_("Document date"), max_length=40, required=False)
    due_date = forms.CharField(label=_("Due date"), max_length=40, required=False)
    settles = forms.CharField(label=_("Settles"), max_length=REFERENCE_LENGTH, required=False)
    reference = forms.CharField(label=_("Reference"), max_length=REFERENCE_LENGTH, required=False, strip=False)
    memo = forms.CharField(label=_("Memo"), max_length=MEMO_LENGTH, required=False, strip=False)

    def __init__(self, *args: Any, kind: EntryKind, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.kind, self.found, self.offer = kind, None, None
        self.draft: Any = None
        kept = fields_of(kind)
        self.fields = {name: self.fields[name] for name in kept}
        for name, field in self.fields.items():
            field.widget.attrs |= {"data-cell": name, "autocomplete": "off"}

    found: Customer | None
    offer: Offer | None

    def typed(self) -> dict[str, str]:
        """What stands in its cells."""
        return {name: str(self[name].value() or "") for name in self.fields}

    @property
    def is_empty(self) -> bool:
        return not any(self.typed().values())

    def look_at(self, head: dict[str, Any], actor: Any) -> None:
        """Find the customer and read the draft; what is wrong is written beside its cell."""
        self.found = self._customer(actor)
        if self.found is None:
            return
        try:
            self.draft = read(self._raw(head), customer=self.found, today=ledger_today())
        except (Refused, ValidationError) as refused:
            self.refuse(refused)
        if self.draft and not self.draft.raises and not self.draft.applies_to:
            words = f"{self.draft.reference} {self.draft.memo}"
            self.offer = offer(self.found, self.draft.currency, self.draft.amount, words, actor)

    def _raw(self, head: dict[str, Any]) -> dict[str, Any]:
        raw: dict[str, Any] = self.typed()
        del raw["customer"]
        if settles := raw.pop("settles", ""):
            raw["applies_to"] = [_claim(settles, self.found)]
        return raw | {
            "kind": str(self.kind),
            "currency": head["currency"],
            "posting_date": head["posting_date"],
            "allocate": "auto" if head["allocate"] else "none",
        }

    def _customer(self, actor: Any) -> Customer | None:
        """The one customer that is meant; None, with the reason in the cell, where there is none or several."""
        try:
            text = clean_text(self.typed()["customer"])
        except ValidationError as error:
            self.add_error("customer", error)
            return None
        meant = customers_meant(text, actor) if text else []
        if len(meant) == 1:
            if allows(actor, RULES[Side.RECEIVABLE, self.kind].permission, meant[0]):
                return meant[0]
            self.add_error("customer", gettext("You may not post to this customer. Ask who looks after it."))
        elif meant:
            self.add_error("customer", _several(meant))
        elif text:
            self.add_error("customer", gettext("No customer you see fits this. Type its code, or a part of its name."))
        else:
            self.add_error("customer", gettext("Type the customer's code, name or pinyin."))
        return None

    def refuse(self, refused: Refused | ValidationError | PermissionDenied) -> None:
        """Write what was refused beside the cell it is about."""
        if isinstance(refused, PermissionDenied):
            self.add_error("customer", gettext("You may not post to this customer. Ask who looks after it."))
        elif isinstance(refused, Refused):
            self._add(refused.field or "customer", [refused.message])
        else:
            for path, words in refused.message_dict.items():
                self._add(path, words)

    def _add(self, path: str, words: list[str]) -> None:
        name = path.partition(".")[0]
        name = FIELD_OF.get(name, name)
        self.add_error(name if name in self.fields else "customer", [ValidationError(word) for word in words])


def _claim(text: str, customer: Customer | None) -> dict[str, str]:
    """A document by its own number, or by the number of its entry."""
    is_entry = customer is not None and text.upper().startswith(f"{customer.code}-AR-")
    return {"entry": text.upper()} if is_entry else {"reference": text}


def _several(meant: list[Customer]) -> str:
    names = ", ".join(f"{one.code} {one.name}" for one in meant[:NAMED])
    if len(meant) > NAMED:
        return gettext("Several customers fit, among them %(names)s. Type the code of one.") % {"names": names}
    return gettext("Several customers fit: %(names)s. Type the code of one.") % {"names": names}


RowFormSet = forms.formset_factory(RowForm, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS, validate_max=True)


def drafts_of(rows: Iterable[RowForm]) -> list[Row]:
    """The rows that could be read, by their place."""
    return [
        Row(place, row.found, row.draft)
        for place, row in enumerate(rows)
        if row.found and row.draft and not row.errors
    ]  # fmt: skip


def digest_of(kind: EntryKind, head: dict[str, Any], rows: Iterable[RowForm]) -> bytes:
    """What a one-time token is bound to: everything typed, and the customers that were shown for it."""
    typed = [[row.typed(), row.found.code if row.found else ""] for row in rows]
    common = {name: str(head[name]) for name in ("currency", "posting_date", "control_total", "mode", "allocate")}
    return json.dumps([str(kind), common, typed], sort_keys=True).encode()

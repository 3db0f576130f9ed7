"""The forms of a customer's lists: one row each."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.data_keys import text_of
from access.fields import BANK, BUSINESS, CONTACT, IDENTITY, FieldClass
from access.masks import mask_address, mask_bank_account, mask_email, mask_id_number, mask_person_name, mask_phone
from customers.dossier import numbers
from customers.dossier.countries import HOME, names
from customers.forms import remember_initial
from customers.models import AddressKind, ContactRole, IdentifierType

Mask = Callable[[str], str]
CLEAR = "clear"


def countries() -> list[tuple[str, str]]:
    """Every country by its name, China first."""
    return list(names().items())


def _clear_field(members: Iterable[tuple[str, Any]]) -> forms.Field:
    return forms.MultipleChoiceField(
        label=gettext_lazy("Empty what is stored"), choices=list(members), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


class PartForm(forms.Form):
    """One row of a list. A stored row shows its masked values beside empty inputs: left empty, they stay."""

    id = forms.CharField(required=False, widget=forms.HiddenInput)
    masks: Mapping[str, Mask] = {}  # of the members whose stored values do not enter the page
    optional: frozenset[str] = frozenset()  # of those, the ones that may be emptied
    preset = frozenset({"id", "DELETE", CLEAR})  # members that a new row has without anything typed

    def __init__(self, *args: Any, masked: Mapping[str, str] | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, text in (masked or {}).items():
            self.fields[name].widget.attrs["placeholder"] = text
        if clearable := [name for name in masked or {} if name in self.optional]:
            self.fields[CLEAR] = _clear_field((name, self.fields[name].label) for name in clearable)
        remember_initial(self)

    @classmethod
    def masked(cls, row: Any) -> dict[str, str]:
        """The hidden values of an opened row, masked."""
        return {name: mask(text_of(getattr(row, name))) for name, mask in cls.masks.items() if getattr(row, name)}

    def is_touched(self) -> bool:
        """Whether anything of a stored row was changed or removed, or anything typed into a new one."""
        return any(name != "id" for name in self.changed_data) if self._data("id") else self.is_given()

    def is_given(self) -> bool:
        """Whether the row counts: a stored one, or one in which something was typed."""
        return not self.is_removed() and bool(self._data("id") or any(self._data(name) for name in self.typed()))

    def is_removed(self) -> bool:
        return bool(self._data("DELETE"))

    def typed(self) -> list[str]:
        """The inputs that make a row more than an empty one."""
        return [name for name in self.fields if name not in self.preset]

    def raw(self) -> dict[str, Any]:
        """The row as ``intake.read`` takes it."""
        raw: dict[str, Any] = {
            name: self._data(name) for name in self.fields if name not in ("id", "DELETE", "is_primary", CLEAR)
        }
        if "is_primary" in self.fields:
            raw["is_primary"] = bool(self._data("is_primary"))
        if self._data("id"):
            raw = {name: value for name, value in raw.items() if value != "" or name not in self.masks}
            raw["id"] = self._data("id")
            raw |= dict.fromkeys(self._emptied(), "")
        return raw

    def clean(self) -> dict[str, Any] | None:
        for name in self._emptied():
            if self._data(name):
                self.add_error(name, _("Type a new value or empty the old one, not both."))
        return super().clean()

    def _emptied(self) -> list[str]:
        """The stored members the person empties."""
        ticked = self.data.getlist(self.add_prefix(CLEAR)) if CLEAR in self.fields and self.is_bound else []  # type: ignore[attr-defined]
        return [name for name in ticked if name in self.optional]

    def _data(self, name: str) -> str:
        return self.data.get(self.add_prefix(name), "")


class ContactForm(PartForm):
    """A person to talk to."""

    name = forms.CharField(label=gettext_lazy("Person's name"), required=False, max_length=100, strip=False)
    mobile = forms.CharField(label=gettext_lazy("Mobile"), required=False, max_length=40, strip=False)
    phone = forms.CharField(label=gettext_lazy("Phone"), required=False, max_length=40, strip=False)
    email = forms.CharField(label=gettext_lazy("E-mail"), required=False, max_length=254, strip=False)
    role = forms.ChoiceField(
        label=gettext_lazy("Responsible for"), choices=[("", "—"), *ContactRole.choices], required=False
    )
    is_primary = forms.BooleanField(label=gettext_lazy("Primary contact"), required=False)
    masks = {"name": mask_person_name, "mobile": mask_phone, "phone": mask_phone, "email": mask_email}
    optional = frozenset({"name", "mobile", "phone", "email"})
    preset = PartForm.preset | {"is_primary", "role"}


class AddressForm(PartForm):
    """An address."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of address"), choices=AddressKind.choices)
    country = forms.ChoiceField(label=gettext_lazy("Country"), choices=countries, initial=HOME, required=False)
    province = forms.CharField(label=gettext_lazy("Province"), required=False, max_length=50, strip=False)
    city = forms.CharField(label=gettext_lazy("City"), required=False, max_length=50, strip=False)
    line = forms.CharField(label=gettext_lazy("Address"), required=False, max_length=300, strip=False)
    masks = {"line": mask_address}
    optional = frozenset({"line"})
    preset = PartForm.preset | {"kind", "country"}


class BankAccountForm(PartForm):
    """A bank account."""

    bank = forms.CharField(label=gettext_lazy("Bank"), required=False, max_length=100, strip=False)
    holder = forms.CharField(label=gettext_lazy("Account holder"), required=False, max_length=200, strip=False)
    number = forms.CharField(label=gettext_lazy("Account number"), required=False, max_length=40, strip=False)
    currency = forms.CharField(label=gettext_lazy("Currency"), required=False, max_length=3, initial="CNY")
    masks = {"holder": mask_person_name, "number": mask_bank_account}
    preset = PartForm.preset | {"currency"}


class Day(forms.DateField):
    """A day, chosen or typed as 2026-01-31; judged by ``intake.read``."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class IdentifierForm(PartForm):
    """A further number."""

    type = forms.ChoiceField(label=gettext_lazy("Kind of number"), choices=IdentifierType.choices)
    country = forms.ChoiceField(
        label=gettext_lazy("Country of the number"), choices=countries, initial=HOME, required=False
    )
    number = forms.CharField(label=gettext_lazy("Document number"), required=False, max_length=60, strip=False)
    valid_from = Day(label=gettext_lazy("Valid from"), required=False)
    valid_to = Day(label=gettext_lazy("Valid to"), required=False)
    masks = {"number": mask_id_number}
    preset = PartForm.preset | {"type", "country"}

    @classmethod
    def masked(cls, row: Any) -> dict[str, str]:
        """A firm's numbers are public: they stand where others stand masked."""
        number = numbers.shown(text_of(row.number), row.type, individual=row.customer.is_individual)
        return {"number": number} if number else {}


class FormerNameForm(PartForm):
    """A name the customer had."""

    name = forms.CharField(label=gettext_lazy("Former name"), required=False, max_length=200, strip=False)
    valid_from = Day(label=gettext_lazy("Since"), required=False)
    valid_to = Day(label=gettext_lazy("Until"), required=False)


class ExternalCodeForm(PartForm):
    """What another system calls the customer."""

    system = forms.CharField(label=gettext_lazy("System"), required=False, max_length=32, strip=False)
    code = forms.CharField(label=gettext_lazy("Code there"), required=False, max_length=100, strip=False)


PARTS: dict[str, tuple[type[PartForm], FieldClass]] = {
    "contacts": (ContactForm, CONTACT),
    "addresses": (AddressForm, CONTACT),
    "bank_accounts": (BankAccountForm, BANK),
    "identifiers": (IdentifierForm, IDENTITY),
    "former_names": (FormerNameForm, BUSINESS),
    "external_codes": (ExternalCodeForm, BUSINESS),
}

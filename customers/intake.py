"""The one place where typed input becomes a customer's data: for the form, the API and files alike."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from access.models import Portfolio, User
from categories.models import Category, Dimension
from customers.identifiers import clean_code, clean_tax_id
from customers.lookups import Lookups
from customers.members import Errors, line, listed, not_an_object, one_of, paragraph, required, secret
from customers.models import Customer, CustomerKind
from customers.sublist_reading import read_sublist
from customers.sublists import (
    SUBLISTS,
    AddressInput,
    BankAccountInput,
    ContactInput,
    ExternalCodeInput,
    FormerNameInput,
    IdentifierInput,
)
from customers.terms import Terms

__all__ = ["AddressInput", "BankAccountInput", "ContactInput", "Intake", "read"]

MAX_CATEGORIES = 50  # of one dimension


@dataclass(frozen=True)
class Intake:
    """What was typed, checked and in the form it is kept in; ``given`` names the members that were there.

    ``portfolio`` is one the actor looks after. ``terms`` in the form of customers/terms.py. A category that is not
    saved yet is to be made in its open dimension. ``tax_id`` is a USCC or, for an individual, the id number.
    """

    given: frozenset[str] = frozenset()
    code: str = ""
    kind: str = CustomerKind.ORGANISATION.value
    name: str = ""
    short_name: str = ""
    mnemonic: str = ""
    tax_id: str = ""
    portfolio: Portfolio | None = None
    terms: str = ""
    remarks: str = ""
    external_id: str = ""
    contacts: tuple[ContactInput, ...] = ()
    addresses: tuple[AddressInput, ...] = ()
    bank_accounts: tuple[BankAccountInput, ...] = ()
    identifiers: tuple[IdentifierInput, ...] = ()
    former_names: tuple[FormerNameInput, ...] = ()
    external_codes: tuple[ExternalCodeInput, ...] = ()
    categories: Mapping[Dimension, list[Category]] = field(default_factory=dict)


def read(
    raw: Mapping[str, Any],
    *,
    actor: User,
    customer: Customer | None = None,
    partial: bool = False,
    lookups: Lookups | None = None,
) -> Intake:
    """Return the members of ``raw`` (contract.md, POST /customers/) as data, for a new ``customer`` or an existing one.

    With ``partial`` nothing is required that is not there. Whoever reads many inputs gives the same ``lookups`` to
    each. Raises ValidationError keyed by member path; members nobody knows are refused by name.
    """
    errors = Errors()
    if not isinstance(raw, Mapping):
        raise not_an_object()
    errors.refuse_unknown(raw, MEMBERS)
    if not partial:
        errors.require(raw, "name", "portfolio")
    reading = _Reading(raw, customer, lookups or Lookups(actor), errors)
    values = {name: reading.member(name) for name in raw if name in MEMBERS}
    reading.check_together(partial=partial)
    errors.raise_any()
    return Intake(given=frozenset(values), **{"kind": reading.kind, **values})


def _clean_mnemonic(value: object) -> str:
    """Return a mnemonic in upper case: letters, digits and signs of ASCII, such as ``*STGH``."""
    mnemonic = line(200)(value).upper()
    if not (mnemonic.isascii() and " " not in mnemonic):
        raise ValidationError(_("A mnemonic is made of the letters A to Z, digits and signs."), "mnemonic_malformed")
    return mnemonic


def _clean_terms(value: object) -> str:
    return "" if value == "" else str(Terms.parse(line(40)(value)))


SCALARS = {
    "name": line(200, needed=True),
    "kind": one_of(CustomerKind.values),
    "short_name": line(100),
    "mnemonic": _clean_mnemonic,
    "terms": _clean_terms,
    "remarks": paragraph,
    "external_id": line(100),
}
MEMBERS = frozenset({*SCALARS, *SUBLISTS, "code", "tax_id", "portfolio", "categories"})


@dataclass
class _Reading:
    """One input on its way to data."""

    raw: Mapping[str, Any]
    customer: Customer | None
    lookups: Lookups
    errors: Errors

    @property
    def kind(self) -> str:
        """What the customer is, or will be."""
        present = self.customer.kind if self.customer else CustomerKind.ORGANISATION.value
        typed = self.raw.get("kind", present)
        return typed if isinstance(typed, str) and typed in CustomerKind.values else present

    def member(self, name: str) -> Any:
        """The value of one member that is there."""
        value = self.raw[name]
        if name in SUBLISTS:
            return read_sublist(name, value, customer=self.customer, errors=self.errors)
        if name == "categories":
            return self._categories(value)
        if name in SCALARS:
            return self.errors.read(name, SCALARS[name], value, "")
        if name == "portfolio":
            return self.errors.read(name, self._portfolio, value, None)
        return self.errors.read(name, self._code if name == "code" else self._tax_id, value, "")

    def check_together(self, *, partial: bool) -> None:
        """What one member alone cannot tell: a changed kind needs its own number; required dimensions."""
        present = self.customer
        numbered = present is not None and bool(present.tax_id or present.id_number)
        if numbered and present and self.kind != present.kind and "tax_id" not in self.raw:
            message = _("Give the tax id as well: firms and persons have different numbers.")
            self.errors.add("tax_id", ValidationError(message, "required"))
        if partial or self.customer is not None:
            return
        given = self.raw.get("categories")
        for code, dimension in self.lookups.dimensions.items():
            if dimension.required and not (isinstance(given, Mapping) and given.get(code)):
                self.errors.add(f"categories.{code}", required())

    def _code(self, value: object) -> str:
        if value == "":
            return ""
        code = clean_code(value)
        if self.customer and code != self.customer.code:
            raise ValidationError(
                _("The code of a customer never changes: it is %(code)s."), "code_fixed", {"code": self.customer.code}
            )
        return code

    def _tax_id(self, value: object) -> str:
        return secret(lambda text: clean_tax_id(text, kind=self.kind))(value)

    def _portfolio(self, value: object) -> Portfolio:
        code = line(32, needed=True)(value)
        if self.customer and code == self.customer.portfolio.code:
            return self.customer.portfolio
        if found := self.lookups.portfolios.get(code):
            return found
        message = _("There is no portfolio “%(code)s” that you look after. You look after: %(mine)s.")
        mine = ", ".join(sorted(self.lookups.portfolios)[:20]) or "—"
        raise ValidationError(message, "portfolio_unknown", {"code": code, "mine": mine})

    def _categories(self, value: object) -> dict[Dimension, list[Category]]:
        if not isinstance(value, Mapping):
            self.errors.add("categories", not_an_object())
            return {}
        found = {}
        for code, labels in value.items():
            if dimension := self.lookups.dimensions.get(code):
                found[dimension] = self._of_dimension(dimension, labels)
            else:
                message = _("There is no dimension “%(code)s”.")
                error = ValidationError(message, "dimension_unknown", {"code": str(code)[:40]})
                self.errors.add(f"categories.{str(code)[:40]}", error)
        return found

    def _of_dimension(self, dimension: Dimension, labels: object) -> list[Category]:
        path = f"categories.{dimension.code}"
        found: dict[Any, Category] = {}
        for _path, label in listed(path, labels, MAX_CATEGORIES, self.errors):
            category = self.errors.read(path, lambda text: self._category(dimension, text), label, None)
            if category is not None:
                found[category.pk] = category
        if dimension.single and len(found) > 1:
            self.errors.add(path, ValidationError(_("Choose one value only."), "single"))
        if dimension.required and not found:
            self.errors.add(path, required())
        return list(found.values())

    def _category(self, dimension: Dimension, label: object) -> Category | None:
        category = self.lookups.category(dimension, label)
        if category.retired_on and not self._has(category):
            message = _("“%(label)s” is no longer in use. Choose another one.")
            raise ValidationError(message, "category_retired", {"label": category})
        return category

    def _has(self, category: Category) -> bool:
        """Whether the customer has ``category`` already: what was retired since may stay."""
        return (
            self.customer is not None
            and self.customer.classifications.filter(category=category, valid_to=None).exists()
        )

"""The form of a customer: what is typed is collected here, and read by customers/intake.py alone."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.fields import CONTACT, may_see
from access.models import Portfolio
from audit.refusals import Refused
from categories.models import Category, Dimension, name_column
from customers.members import MAX_REMARKS
from customers.models import Customer, CustomerKind

LISTED_AT_MOST = 30  # categories up to which a dimension is a list to choose from; beyond, one types and is helped


CLEAR = "clear_remarks"


class CustomerForm(forms.Form):
    """The record itself and its categories. Nothing is judged here but by ``intake.read``."""

    name = forms.CharField(label=gettext_lazy("Full name"), max_length=200, strip=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=CustomerKind.choices, initial="organisation")
    portfolio = forms.ChoiceField(label=gettext_lazy("Portfolio"))
    code = forms.CharField(
        label=gettext_lazy("Code"), max_length=32, required=False, strip=False,
        help_text=gettext_lazy("Empty: the next number is given."),
    )  # fmt: skip
    short_name = forms.CharField(label=gettext_lazy("Short name"), max_length=100, required=False, strip=False)
    mnemonic = forms.CharField(
        label=gettext_lazy("Mnemonic"), max_length=200, required=False, strip=False,
        help_text=gettext_lazy("Empty: the initials of the name's pinyin."),
    )  # fmt: skip
    tax_id = forms.CharField(
        label=gettext_lazy("Tax id"), max_length=32, required=False, strip=False,
        help_text=gettext_lazy("18 characters: a firm's unified social credit code, or a person's id number."),
    )  # fmt: skip
    terms = forms.CharField(
        label=gettext_lazy("Terms of payment"), max_length=40, required=False, strip=False,
        help_text=gettext_lazy("“net 30”, “month_end+30”, or “day 25 of +1” for the 25th of the next month."),
    )  # fmt: skip
    external_id = forms.CharField(label=gettext_lazy("External id"), max_length=100, required=False, strip=False)
    remarks = forms.CharField(
        label=gettext_lazy("Remarks"), max_length=MAX_REMARKS, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, actor: Any, customer: Customer | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.actor, self.customer = actor, customer
        self.fields["portfolio"].choices = _portfolios(actor, customer)
        self.dimensions = _dimensions(actor)
        for dimension, categories in self.dimensions.items():
            self.fields[f"category_{dimension.code}"] = _category_field(dimension, categories)
        if customer is not None:
            del self.fields["code"]
            self._keep_hidden(customer)
            remember_initial(self)
        elif not may_see(actor, CONTACT):
            del self.fields["remarks"]

    def _keep_hidden(self, customer: Customer) -> None:
        """What is stored encrypted does not enter the page: left empty, it stays."""
        stays = _("Empty: what is stored stays.")
        if customer.is_individual:
            self.fields["tax_id"].help_text = stays
        if not may_see(self.actor, CONTACT, customer):
            del self.fields["remarks"]
        elif customer.remarks:
            self.fields["remarks"].help_text = stays
            self.fields[CLEAR] = forms.BooleanField(label=gettext_lazy("Empty the stored remarks"), required=False)

    def raw(self) -> dict[str, Any]:
        """What was typed, by the members of ``intake.read``; of a customer that is there only what was changed.

        Hidden values left empty are not given.
        """
        plain = [name for name in self.fields if not name.startswith("category_") and self.is_touched(name)]
        raw = {name: self.data.get(name, "").replace("\r\n", "\n") for name in plain}
        for name in ("remarks", "tax_id"):
            if self._is_kept(name) and not raw.get(name):
                raw.pop(name, None)
        raw.pop(CLEAR, None)
        if self.is_emptied():
            raw["remarks"] = ""
        raw = {name: text for name, text in raw.items() if text or self.customer or name in ("name", "portfolio")}
        touched = [dimension for dimension in self.dimensions if self.is_touched(f"category_{dimension.code}")]
        return raw | ({"categories": {one.code: self._typed(one) for one in touched}} if touched else {})

    def is_emptied(self) -> bool:
        """Whether the person empties the stored remarks."""
        return CLEAR in self.fields and bool(self.data.get(CLEAR))

    def clean(self) -> dict[str, Any] | None:
        if self.is_emptied() and self.data.get("remarks"):
            self.add_error("remarks", _("Type a new value or empty the old one, not both."))
        return super().clean()

    def is_touched(self, name: str) -> bool:
        """Whether the person changed this field; everything of a new customer counts as changed."""
        return self.customer is None or name in self.changed_data

    def _is_kept(self, name: str) -> bool:
        customer = self.customer
        return customer is not None and (name == "remarks" or (name == "tax_id" and customer.is_individual))

    def _typed(self, dimension: Dimension) -> list[str]:
        return [text for text in self.data.getlist(f"category_{dimension.code}") if text.strip()]

    def add_invalid(self, error: ValidationError) -> None:
        """Show errors keyed by member path: ``categories.industry`` stands beside that field."""
        for path, errors in error.error_dict.items():
            name = path.replace("categories.", "category_", 1).split(".")[0]
            known = name in self.fields and path != NON_FIELD_ERRORS
            add_once(self, name if known else "", errors)

    def add_refusal(self, refusal: Refused) -> None:
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.message)


def remember_initial(form: forms.Form) -> None:
    """Let each input carry what it showed at first, so that only what the person changed is saved over it."""
    for field in form.fields.values():
        field.show_hidden_initial = True


def add_once(form: forms.Form, name: str, errors: Any) -> None:
    """Add errors to the field ``name``, unless the form itself found one there; to the whole form if it has none."""
    if name not in form.errors:
        form.add_error(name if name in form.fields else None, errors)


def _portfolios(actor: Any, customer: Customer | None) -> list[tuple[str, str]]:
    """The portfolios the actor looks after; an edited customer's own one stays where it is."""
    found = {one.code: str(one) for one in Portfolio.objects.managed_by(actor).order_by("code")}
    if customer is not None:
        found.setdefault(customer.portfolio.code, str(customer.portfolio))
    return list(found.items())


class Listed(NamedTuple):
    """A category as the form needs it: there are hundreds."""

    pk: Any
    code: str
    name: str


def _dimensions(actor: Any) -> dict[Dimension, list[Listed]]:
    """The dimensions that exist for the actor, each with the categories that may be chosen."""
    found: dict[Any, list[Listed]] = {one: [] for one in Dimension.objects.visible_to(actor).order_by("position", "pk")}
    by_key = {dimension.pk: listed for dimension, listed in found.items()}
    categories = Category.objects.visible_to(actor).in_use().order_by("position", "code")
    for key, *category in categories.values_list("dimension_id", "pk", "code", name_column()):
        by_key[key].append(Listed(*category))
    return found


def _category_field(dimension: Dimension, categories: list[Listed]) -> forms.Field:
    """A list to choose from, or a text with suggestions where the list is long or open to new categories."""
    common: dict[str, Any] = {"label": str(dimension), "required": False}
    choices = [(label, label) for label in labels_of(categories).values()]
    if not dimension.single:
        return forms.MultipleChoiceField(**common, choices=choices)
    if dimension.open or len(categories) > LISTED_AT_MOST:
        widget = SuggestingInput(suggestions=[label for label, _label in choices])
        return forms.CharField(**common, max_length=100, strip=False, widget=widget)
    return forms.ChoiceField(**common, choices=[("", "—"), *choices])


class SuggestingInput(forms.TextInput):
    """A text with the browser's own list of suggestions (config.widgets draws it)."""

    def __init__(self, suggestions: list[str]):
        super().__init__(attrs={"autocomplete": "off"})
        self.suggestions = suggestions

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["suggestions"] = self.suggestions
        context["widget"]["attrs"]["list"] = f"suggested-{name}"
        return context


def labels_of(categories: Iterable[Listed | Category]) -> dict[Any, str]:
    """What each category is called in the form: its name, or its code where two have the same name."""
    listed = [one if isinstance(one, Listed) else Listed(one.pk, one.code, str(one)) for one in categories]
    names = Counter(one.name for one in listed)
    return {one.pk: one.name if names[one.name] == 1 else one.code for one in listed}

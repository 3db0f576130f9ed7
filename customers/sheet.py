"""The forms of one customer's page as one: what is typed in all of them, read once, errors put back in their places."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet
from django.forms.utils import ErrorDict, ErrorList
from django.http import HttpRequest
from django.utils.translation import gettext as _

from access.data_keys import Keyring, text_of
from access.encryption import Encrypted
from access.fields import may_see
from access.forms import refuse_unknown
from customers import intake
from customers.forms import CLEAR, CustomerForm, add_once, labels_of
from customers.models import Classification, Customer
from customers.part_forms import PARTS
from customers.parts import stored
from customers.sublist_reading import MAX_ITEMS

BASE = "base_version"
NOT_TYPED = {"csrfmiddlewaretoken", "token", "not_duplicate_of", "reason", "edit"}


class Sheet:
    """Form and lists of a new ``customer``, or of one that is there, bound to what ``request`` posts."""

    def __init__(self, request: HttpRequest, customer: Customer | None = None, *, typed: bool = True, data: Any = None):
        """Bound to ``data``, else to what ``request`` posts; with ``typed`` False to nothing."""
        self.request, self.customer = request, customer
        self.actor: Any = request.user
        if data is None and typed and request.method == "POST":
            data = request.POST
        initial = initial_of(customer, self.actor) if customer and data is None else None
        self.form = CustomerForm(data, actor=self.actor, customer=customer, initial=initial)
        shown = [name for name, (_form, kind) in PARTS.items() if may_see(self.actor, kind, self.customer)]
        self.lists = {name: self._formset(name, data) for name in shown if _is_posted(name, data)}

    def _formset(self, name: str, data: Any) -> BaseFormSet:
        form, _kind = PARTS[name]
        rows = stored(name, self.customer, Keyring()) if self.customer else []
        masked = {str(row.pk): form.masked(row) for row in rows}
        made: Any = forms.formset_factory(
            form, formset=PartFormSet, extra=0 if rows else 1, can_delete=True, max_num=MAX_ITEMS, validate_max=True
        )
        initial = [_shown(row, form) for row in rows]
        return made(data, prefix=name, initial=None if data is not None else initial, masked=masked)

    @property
    def formsets(self) -> list[BaseFormSet]:
        return list(self.lists.values())

    def raw(self) -> dict[str, Any]:
        """Everything typed, by the members of ``intake.read``."""
        raw = self.form.raw()
        for name, formset in self.lists.items():
            if self.is_touched(name):
                raw[name] = [form.raw() for form in formset if form.is_given()]
        return raw if self.customer else {name: value for name, value in raw.items() if value != []}

    def _inputs(self) -> set[str]:
        """The names of every input this page has."""
        shown = [self.form, *(form for formset in self.formsets for form in (formset.management_form, *formset))]
        fields = [field for form in shown for field in form]
        return {name for one in fields for name in (one.html_name, one.html_initial_name)} | NOT_TYPED | {BASE}

    def is_touched(self, name: str) -> bool:
        """Whether the person changed this member: a field, a list, or ``categories``."""
        if name in self.lists:
            return self.customer is None or any(form.is_touched() for form in self.lists[name])
        if name == "categories":
            return any(field.startswith("category_") for field in self.form.changed_data)
        return name in self.form.fields and self.form.is_touched(name)

    def read(self) -> intake.Intake | None:
        """What was typed as data; None where something is wrong: everything that is, each beside its field."""
        sound = all([self.form.is_valid(), *(formset.is_valid() for formset in self.formsets)])
        refuse_unknown(self.form, known=self._inputs())
        sound = sound and not self.form.errors
        try:
            read = intake.read(self.raw(), actor=self.actor, customer=self.customer, partial=self.customer is not None)
        except ValidationError as error:
            self._place(error)
            return None
        return read if sound else None

    def _place(self, error: ValidationError) -> None:
        """Put errors keyed by member path beside the field they are about."""
        own: dict[str, Any] = {}
        for path, errors in error.error_dict.items():
            name, _dot, rest = path.partition(".")
            index, _dot, field = rest.partition(".")
            if name in self.lists and index.isdigit():
                form = [form for form in self.lists[name] if form.is_given()][int(index)]
                add_once(form, field, errors)
            else:
                own[path] = errors
        if own:
            self.form.add_invalid(ValidationError(own))

    def onto_present(self) -> "Sheet":
        """The same typing over the customer as it is now: what the person did not change is what others made of it.

        A list the person did change keeps their rows and gains those that came meanwhile.
        """
        data, present = self.request.POST.copy(), Sheet(self.request, self.customer, typed=False)
        for name in self.form.fields:
            if not self.form.is_touched(name):
                _take_over(data, name, present.form[name].value())
        merged = Sheet(self.request, self.customer, data=data)
        for name, formset in self.lists.items():
            if self.is_touched(name):
                _add_rows(data, formset, present.lists[name])
            else:
                merged.lists[name] = present.lists[name]
        return merged

    def unjudged(self) -> "Sheet":
        """The same, with nothing said yet about what is missing: a draft that is taken up again."""
        formsets: list[Any] = self.formsets
        for formset in formsets:
            for form in formset:
                form._errors = ErrorDict()
            formset._errors = [form.errors for form in formset]
            formset._non_form_errors = ErrorList()
        own: Any = self.form
        own._errors = ErrorDict()
        return self

    def has_errors(self) -> bool:
        return bool(self.form.errors or any(formset.total_error_count() for formset in self.formsets))

    def typed(self) -> list[tuple[str, str]]:
        """Every typed value again, for hidden inputs."""
        post = self.request.POST
        return [(name, value) for name in post if name not in NOT_TYPED for value in post.getlist(name)]

    def digest(self) -> bytes:
        """What a confirm token is bound to."""
        return json.dumps(sorted(self.typed())).encode()

    def sections(self) -> list[dict[str, Any]]:
        """The form's fields in their sections."""
        groups = (
            (_("Identity"), ("name", "kind", "tax_id", "portfolio", "code", "short_name", "mnemonic")),
            (_("Business"), ("terms", "external_id", "remarks", CLEAR)),
            (_("Categories"), tuple(f"category_{dimension.code}" for dimension in self.form.dimensions)),
        )
        return [
            {"title": title, "fields": [self.form[name] for name in names if name in self.form.fields]}
            for title, names in groups
        ]


def _is_posted(name: str, data: Any) -> bool:
    """Whether a list is in the form at all: one that a page opened earlier did not have stays as it is."""
    return data is None or f"{name}-TOTAL_FORMS" in data


class PartFormSet(BaseFormSet):
    """Rows of one list; stored ones show their masked values (``masked``: by id and field)."""

    def __init__(self, *args: Any, masked: dict[str, dict[str, str]], **kwargs: Any):
        self.masked = masked
        super().__init__(*args, **kwargs)

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        if index is None:
            return {}
        key = self.data.get(f"{self.prefix}-{index}-id") if self.is_bound else None
        if not self.is_bound and self.initial and index < len(self.initial):
            key = self.initial[index]["id"]
        return {"masked": self.masked.get(str(key), {})}


def _take_over(data: Any, name: str, value: Any) -> None:
    """Put ``value`` into ``data`` as that of the input ``name``, and as what it showed at first."""
    texts = value if isinstance(value, list) else ["" if value is None else str(value)]
    for key in (name, f"initial-{name}"):
        data.setlist(key, texts)


def _add_rows(data: Any, formset: BaseFormSet, present: BaseFormSet) -> None:
    """Append to ``data`` the stored rows that were not there when the person began to type."""
    known = {data.get(form.add_prefix("id")) for form in formset}
    total = f"{formset.prefix}-TOTAL_FORMS"
    for row in present:
        shown = {name: row[name].value() for name in row.fields if row[name].value() not in (None, False, "")}
        if shown.get("id", "") not in {*known, ""}:
            for name, value in shown.items():
                _take_over(data, f"{formset.add_prefix(int(data[total]))}-{name}", value)
            data[total] = str(int(data[total]) + 1)


def _shown(row: Any, form: Any) -> dict[str, Any]:
    """What of a stored row may stand in its inputs."""
    found = {name: getattr(row, name) for name in form.base_fields if name not in form.masks and name != "id"}
    texts = {name: text_of(value) if isinstance(value, Encrypted) else value for name, value in found.items()}
    return {"id": str(row.pk), **texts}


def initial_of(customer: Customer, actor: Any) -> dict[str, Any]:
    """What the form of ``customer`` shows at first."""
    names = ("name", "kind", "tax_id", "short_name", "mnemonic", "terms", "external_id")
    initial: dict[str, Any] = {name: getattr(customer, name) for name in names}
    initial["portfolio"] = customer.portfolio.code
    held = Classification.objects.visible_to(actor).filter(customer=customer, valid_to=None)
    for one in held.select_related("category__dimension").order_by("pk"):
        initial.setdefault(f"category_{one.category.dimension.code}", []).append(one.category)
    return {name: _labels(value) if isinstance(value, list) else value for name, value in initial.items()}


def _labels(categories: list[Any]) -> Any:
    """What the held categories are called in the form; the one of a single dimension as a text."""
    siblings = list(type(categories[0]).objects.filter(dimension=categories[0].dimension_id))
    labels = labels_of(siblings)
    found = [labels[category.pk] for category in categories]
    return found if not categories[0].dimension.single else found[0]

"""Instalments in a form: rows of due date and amount, read by accounts/drafts.py like those of the API."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.members import MOST_PARTS
from audit.refusals import Refused

PREFIX = "due"


class DueForm(forms.Form):
    """One instalment."""

    due_date = forms.CharField(label=_("Due date"), widget=forms.TextInput(attrs={"type": "date"}), required=False)
    amount = forms.CharField(
        label=_("Amount"), max_length=20, required=False,
        widget=forms.TextInput(attrs={"data-money": True, "inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip

    def raw(self) -> dict[str, str]:
        """What was typed as the members of an instalment."""
        return {name: self.cleaned_data.get(name, "") for name in ("due_date", "amount")}


class BaseDueFormSet(forms.BaseFormSet):
    """The instalments of one entry; an empty row is none."""

    @property
    def names(self) -> list[str]:
        """The names of its inputs."""
        if not self.is_bound:
            return []
        shown = [self.management_form, *self.forms]
        return [form.add_prefix(name) for form in shown for name in form.fields]

    def given(self) -> list[DueForm]:
        """The rows in which something was typed and which were not removed."""
        if not self.is_bound:
            return []
        return [form for form in self.forms if any(form.raw().values()) and not form.cleaned_data.get("DELETE")]

    def is_valid(self) -> bool:
        return not self.is_bound or super().is_valid()

    def raw(self) -> list[dict[str, str]]:
        """The rows as members of ``read``."""
        return [form.raw() for form in self.given()]

    def kept_from(self, refused: Refused | ValidationError) -> Refused | ValidationError:
        """What of ``refused`` is not about one row; the rest is written beside the row's inputs."""
        if not isinstance(refused, ValidationError) or not hasattr(refused, "error_dict"):
            return refused
        others: dict[str, Any] = {}
        for path, errors in refused.error_dict.items():
            if not self._add(path.split("."), errors):
                others[path] = errors
        return ValidationError(others or {PREFIX: [_("Correct the instalments.")]})

    def _add(self, path: list[str], errors: Any) -> bool:
        rows = self.given()
        if len(path) != 3 or path[0] != PREFIX or not path[1].isdecimal() or int(path[1]) >= len(rows):
            return False
        rows[int(path[1])].add_error(path[2], errors)
        return True


DueFormSet = forms.formset_factory(
    DueForm, formset=BaseDueFormSet, extra=0, can_delete=True, max_num=MOST_PARTS, validate_max=True
)


def instalments(data: Mapping[str, Any] | None) -> BaseDueFormSet:
    """The rows that came with ``data``; none where the form was sent without them."""
    posted = data is not None and f"{PREFIX}-TOTAL_FORMS" in data
    made: Any = DueFormSet(data if posted else None, prefix=PREFIX)
    return cast(BaseDueFormSet, made)

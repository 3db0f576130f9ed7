"""What is asked about an act on many customers: with what, and why."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from access.forms import RefusableForm
from access.models import Portfolio
from access.reasons import MAX_REASON
from categories.models import Category, Dimension
from customers.bulk.kinds import taken_in_bulk
from customers.bulk.models import BulkAct
from customers.forms import LISTED_AT_MOST, SuggestingInput, labels_of
from customers.lifecycle import ARROWS
from customers.lookups import Lookups
from customers.models import Status

BESIDE = frozenset({"act", "code", "all", "plan", "choose"})  # inputs of the page: which act, whom, which button


class BulkForm(RefusableForm):
    """The reason, which every act may have."""

    beside = BESIDE
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It stays in the history for ever: write it without personal data."),
    )
    field_order = ("dimension", "category", "mode", "portfolio", "to", "reason")

    def __init__(self, *args: Any, user: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user = user

    def options(self) -> dict[str, Any]:
        """The options of the act, as ids and words."""
        return {}


class ClassificationForm(BulkForm):
    """A category of one dimension, and whether it replaces, joins or leaves those that are there."""

    dimension = forms.CharField(widget=forms.HiddenInput)
    mode = forms.ChoiceField(label=_("How"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, chosen: str = "", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.lookups = Lookups(self.user)
        self.dimensions = list(Dimension.objects.visible_to(self.user).order_by("position", "pk"))
        wanted = chosen or self.data.get("dimension", "")
        self.of = next((one for one in self.dimensions if one.code == wanted), self.dimensions[0])
        self.initial |= {"dimension": self.of.code, "mode": "set"}
        self.fields["category"] = self._category()
        self.fields["mode"].choices = self._modes()
        self.order_fields(self.field_order)

    def _category(self) -> forms.Field:
        """A list to choose from, or a text with suggestions where the list is long."""
        found = Category.objects.filter(dimension=self.of).in_use().order_by("position", "code")
        labels = list(labels_of(list(found)).values())
        if len(labels) > LISTED_AT_MOST:
            return forms.CharField(label=str(self.of), max_length=100, widget=SuggestingInput(suggestions=labels))
        return forms.ChoiceField(label=str(self.of), choices=[("", "—"), *((label, label) for label in labels)])

    def _modes(self) -> list[tuple[str, Any]]:
        modes = [("set", _("Replace what is there"))]
        if not self.of.single:
            modes.append(("add", _("Add to what is there")))
        if not (self.of.single and self.of.required):
            modes.append(("remove", _("Take away")))
        return modes

    def clean_dimension(self) -> str:
        if self.cleaned_data["dimension"] != self.of.code:
            raise ValidationError(_("There is no such dimension."), "dimension_unknown")
        return self.of.code

    def clean_category(self) -> Category:
        category = self.lookups.category(self.of, self.cleaned_data["category"])
        if category._state.adding or category.retired_on:
            raise ValidationError(_("Choose a category of the list."), "category_unknown")
        return category

    def options(self) -> dict[str, Any]:
        return {"category": str(self.cleaned_data["category"].pk), "mode": self.cleaned_data["mode"]}


class PortfolioForm(BulkForm):
    """A portfolio the person looks after."""

    portfolio = forms.ModelChoiceField(label=_("Portfolio"), queryset=Portfolio.objects.none(), to_field_name="code")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["portfolio"].queryset = Portfolio.objects.managed_by(self.user).order_by("code")

    def options(self) -> dict[str, Any]:
        return {"portfolio": str(self.cleaned_data["portfolio"].pk)}


class StatusForm(BulkForm):
    """Where to; what needs another person is said in the preview."""

    to = forms.ChoiceField(label=_("New status"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        reached = {to for start, to in ARROWS if taken_in_bulk(start, to)}
        self.fields["to"].choices = [pair for pair in Status.choices if pair[0] in reached]
        self.fields["reason"].required = True

    def options(self) -> dict[str, Any]:
        return {"to": self.cleaned_data["to"]}


FORMS: dict[str, type[BulkForm]] = {
    BulkAct.CLASSIFICATION: ClassificationForm,
    BulkAct.PORTFOLIO: PortfolioForm,
    BulkAct.STATUS: StatusForm,
}

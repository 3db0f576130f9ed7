"""What a person says of similar customers before a new one is saved (E11)."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.reasons import MAX_REASON, clean_reason
from customers.duplicates.matches import Match


class Unsaid(Exception):
    """Something of what the form asks for is missing; its errors say what."""


class OthersForm(forms.Form):
    """That each of ``similar`` is another customer (``not_duplicate_of``, by code), and why."""

    reason = forms.CharField(
        label=gettext_lazy("Not a duplicate because"),
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("It stays in the history for ever: write it without personal data."),
    )

    def __init__(self, data: Any = None, *, similar: Sequence[Match] = ()):
        super().__init__(data)
        self.codes = {match.customer.code for match in similar}
        self.said = set(data.getlist("not_duplicate_of")) if data is not None else set()
        self.fields["reason"].required = bool(similar)

    def words(self) -> tuple[set[str], str]:
        """The codes of the others, and the reason. Raises Unsaid."""
        if not self.is_valid():
            raise Unsaid
        return self.said, self.cleaned_data["reason"]

    def clean_reason(self) -> str:
        return clean_reason(self.cleaned_data["reason"])

    def clean(self) -> None:
        if self.codes - self.said:
            self.add_error(None, _("Say of each similar customer that it is another one, or open it instead."))

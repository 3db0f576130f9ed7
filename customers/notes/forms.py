"""What is typed for a note; ``writing.read`` judges it."""

from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from access.forms import RefusableForm
from customers.members import MAX_REMARKS
from customers.models import NoteKind
from customers.part_forms import Day


class NoteForm(RefusableForm):
    """Kind, day and text."""

    kind = forms.ChoiceField(label=_("Kind of note"), choices=NoteKind.choices)
    day = Day(label=_("Day"), required=False, initial=localdate)
    text = forms.CharField(
        label=_("Content of the note"), max_length=MAX_REMARKS, strip=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Encrypted. Telephone and account numbers belong among the contacts and accounts."),
    )  # fmt: skip

    def typed(self) -> dict[str, Any]:
        """The inputs as they were posted."""
        return {name: self.data.get(name, "").replace("\r\n", "\n") for name in self.fields}

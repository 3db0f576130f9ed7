"""What is posted when somebody exports, or keeps columns under a name."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.forms import RefusableForm
from access.permissions import rights_of
from access.reasons import MAX_REASON, clean_reason
from customers.exports.asking import Format, Wanted
from customers.exports.choice import UNMASKED
from customers.exports.scope import Scope
from customers.history_words import REASONS as REASON_WORDS
from customers.reveals import REASONS
from exchange.text import clean_text

WORDS, NAMES = "words", "names"
OTHER = "other"
KEEP, PREVIEW = "keep", "preview"


class TextList(forms.MultipleChoiceField):
    """Any number of texts; what they mean is for the operation to say."""

    def valid_value(self, value: str) -> bool:
        return True


class ExportForm(RefusableForm):
    """A file to be written. Whether its columns exist is for the operation to judge."""

    columns = TextList(label=_("Columns"), widget=forms.CheckboxSelectMultiple)
    format = forms.ChoiceField(label=_("Format"), choices=Format.choices, widget=forms.RadioSelect, initial="xlsx")
    heads = forms.ChoiceField(
        label=_("Heads and values"),
        choices=[
            (WORDS, _("in words, in your language")),
            (NAMES, _("by the names of fields, for other systems")),
        ],
        widget=forms.RadioSelect,
        initial=WORDS,
        help_text=_("Either can be imported again, and changes nothing then."),
    )
    unmasked = forms.BooleanField(
        label=_("Write in full what is masked"),
        required=False,
        help_text=_("Only where you need it: the file then shows people's numbers in full, and the journal says so."),
    )
    reason = forms.ChoiceField(
        label=_("What do you need it in full for?"),
        choices=[("", "—"), *((code, REASON_WORDS[code]) for code in REASONS), (OTHER, _("another reason"))],
        required=False,
    )
    reason_text = forms.CharField(
        label=_("Another reason"),
        required=False,
        max_length=MAX_REASON,
        help_text=_("It stays in the journal for ever: write it without personal data."),
    )

    confirmed = forms.CharField(required=False, max_length=20)
    act = forms.ChoiceField(required=False, choices=[("", ""), (KEEP, KEEP), (PREVIEW, PREVIEW)])
    set_name = forms.CharField(label=_("Name"), required=False, max_length=60)
    set_shared = forms.BooleanField(label=_("Share it with everybody who exports"), required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if UNMASKED not in rights_of(user).may:
            for name in ("unmasked", "reason", "reason_text"):
                del self.fields[name]

    def clean_reason_text(self) -> str:
        return clean_reason(self.cleaned_data["reason_text"])

    def clean_set_name(self) -> str:
        return clean_text(self.cleaned_data["set_name"])

    def wanted(self, scope: Scope) -> Wanted:
        """What was asked for, once the form is valid."""
        given = self.cleaned_data
        reason = given.get("reason_text", "") or given.get("reason", "")
        return Wanted(
            scope=scope,
            columns=tuple(given["columns"]),
            format=Format(given["format"]),
            words=given["heads"] == WORDS,
            unmasked=given.get("unmasked", False),
            reason=("" if reason == OTHER else reason) if given.get("unmasked") else "",
        )


class ColumnSetForm(RefusableForm):
    """A column set: its name, who may use it, its columns."""

    name = forms.CharField(label=_("Name"), max_length=60)
    shared = forms.BooleanField(
        label=_("Share it with everybody who exports"),
        required=False,
        help_text=_("It shows nobody a column they may not see: those are left out for them."),
    )
    columns = TextList(label=_("Columns"), widget=forms.CheckboxSelectMultiple)

"""The customer's answer as it is typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.forms import RefusableForm
from accounts.statements.answers.draft import typed_lines


class AnswerForm(RefusableForm):
    """Agreed or not, who said so and when, their balance, remark, and the documents they see otherwise."""

    agreed = forms.ChoiceField(
        label=_("Answer"), choices=[("true", _("agrees")), ("false", _("does not agree"))], widget=forms.RadioSelect
    )
    answered_on = forms.CharField(label=_("Answered on"), widget=forms.TextInput(attrs={"type": "date"}))
    answered_by = forms.CharField(label=_("Answered by"), help_text=_("Who signed or said it at the customer's."))
    balance = forms.CharField(
        label=_("Balance in their books"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text=_("With our sign; needed where they do not agree."),
    )
    lines = forms.CharField(
        label=_("Documents they see otherwise"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=_("One a line: number, what it adds to the balance in their books (“-”: not there), reason."),
    )
    remark = forms.CharField(label=_("Remark"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def members(self) -> dict[str, Any]:
        """What an answer is read from (accounts/statements/answers/draft.py)."""
        given = dict(self.cleaned_data)
        return given | {"agreed": given["agreed"] == "true", "lines": typed_lines(given["lines"])}

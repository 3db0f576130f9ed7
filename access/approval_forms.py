"""What is typed in the inbox."""

from django import forms
from django.utils.translation import gettext_lazy as _

from access.forms import RefusableForm
from access.models import Verdict
from access.reasons import MAX_REASON, clean_reason

VERDICTS = [(Verdict.APPROVED, _("Approve")), (Verdict.REJECTED, _("Reject"))]


class CommentForm(RefusableForm):
    """A comment, kept for ever and read by the other side."""

    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kept with the request for ever. A rejection needs one."),
    )

    def clean_comment(self) -> str:
        return clean_reason(self.cleaned_data["comment"])


class DecisionForm(CommentForm):
    """A verdict, given by the button pressed, and a comment."""

    verdict = forms.ChoiceField(choices=VERDICTS, widget=forms.HiddenInput)

"""What is typed about a paper; the file itself is judged by ``acceptance`` alone."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.forms import RefusableForm
from access.reasons import MAX_REASON
from customers.attachments import kinds
from customers.attachments.kinds import AttachmentKind
from customers.attachments.types import BY_ENDING


class VersionForm(RefusableForm):
    """A file, and how long it is valid."""

    file = forms.FileField(label=gettext_lazy("File"), allow_empty_file=True)
    expires_on = forms.DateField(
        label=gettext_lazy("Valid until"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("The last day it is valid. Empty: without end."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ",".join(BY_ENDING)
        figures = {"endings": " ".join(BY_ENDING), "limit": settings.KEHU_ATTACHMENT_MB}
        self.fields["file"].help_text = _("%(endings)s; up to %(limit)s MB. Kept encrypted.") % figures


class PaperForm(VersionForm):
    """A new paper: also what it is, of the kinds that exist for the person."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of paper"))
    field_order = ("kind", "file", "expires_on")

    def __init__(self, *args: Any, actor: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        seen = kinds.seen_by(actor)
        self.fields["kind"].choices = [(kind, label) for kind, label in AttachmentKind.choices if kind in seen]


class WithdrawalForm(RefusableForm):
    """Why a paper is taken out of force."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=MAX_REASON, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("It stays in the history for ever: write it without personal data."),
    )  # fmt: skip

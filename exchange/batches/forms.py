"""What is typed on the card of a batch."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from access.approval_forms import CommentForm, DecisionForm
from access.models import Request


class BatchDecisionForm(DecisionForm):
    """One verdict on all rows that wait, given while none is chosen to be struck out."""

    beside = frozenset({"row"})

    def clean(self) -> dict[str, Any] | None:
        if "row" in self.data:
            raise forms.ValidationError(_("Rows are chosen. Strike them out first, or choose none."))
        return super().clean()


class WithdrawalForm(CommentForm):
    """All one's own rows taken back."""


class StrikeForm(CommentForm):
    """Rows of this page to be struck out; the comment says why, as a rejection does."""

    row = forms.ModelMultipleChoiceField(
        queryset=None, error_messages={"required": _("Choose the rows to strike out.")}
    )

    beside = frozenset({"verdict"})

    def __init__(self, *args: Any, rows: QuerySet[Request], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["row"].queryset = rows

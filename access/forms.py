"""A form that shows what an operation refused, each word beside its field, and takes no input it does not have."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _

from audit.refusals import Refused

OF_THE_PAGE = frozenset(("csrfmiddlewaretoken", "token", "edit"))  # what pages post beside their fields


class RefusableForm(forms.Form):
    """The form of one operation; ``beside`` names further inputs of its page."""

    beside: frozenset[str] = frozenset()

    def clean(self) -> dict[str, Any] | None:
        refuse_unknown(self, known={*map(self.add_prefix, self.fields), *self.beside})
        return super().clean()

    def add_refused(self, refused: Refused | ValidationError) -> None:
        """Add what was refused; errors keyed by member path, ``applies_to.0.amount``, stand beside ``applies_to``."""
        for path, words in _words_of(refused):
            field = path.partition(".")[0]
            known = field in self.fields and path != NON_FIELD_ERRORS
            self.add_error(field if known else None, [ValidationError(word) for word in words])


def refuse_unknown(form: forms.Form, *, known: Iterable[str]) -> None:
    """Add an error naming each posted input that is neither ``known`` nor the page's own."""
    for name in sorted({*form.data} - {*known} - OF_THE_PAGE):
        shown = name[:40].replace("\0", "\ufffd")
        form.add_error(None, _("There is no field “%(name)s” in this form. Load the page anew.") % {"name": shown})


def _words_of(refused: Refused | ValidationError) -> Iterable[tuple[str, list[str]]]:
    if isinstance(refused, Refused):
        return [(refused.field or NON_FIELD_ERRORS, [refused.message])]
    if hasattr(refused, "error_dict"):
        return refused.message_dict.items()
    return [(NON_FIELD_ERRORS, refused.messages)]

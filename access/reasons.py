"""Reasons and comments: they are kept in the journal for ever, so they carry no personal data (E13, spine 3)."""

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.masks import personal_data_in
from exchange.text import clean_text

MAX_REASON = 500  # characters
KINDS: dict[str, str | Promise] = {
    "email": gettext_lazy("an e-mail address"),
    "mobile": gettext_lazy("a telephone number"),
    "id_number": gettext_lazy("an identity number"),
    "bank_account": gettext_lazy("a bank account number"),
}


def clean_reason(text: object, *, member: str | None = None) -> str:
    """Return a reason or comment without outer white space; an empty one stays empty: who needs one says so.

    Raises ValidationError ``reason_not_text``, ``reason_too_long``, ``character_refused`` or
    ``reason_personal_data``, which names the kind found and never repeats it; keyed by ``member`` where one is given.
    """
    try:
        return _cleaned(text)
    except ValidationError as error:
        if member is None:
            raise
        raise ValidationError({member: [error]}) from None


def _cleaned(text: object) -> str:
    if not isinstance(text, str):
        raise ValidationError(_("A reason is text."), "reason_not_text")
    reason = clean_text(text, multiline=True)
    if len(reason) > MAX_REASON:
        raise ValidationError(
            _("A reason has at most %(limit)d characters, this one has %(length)d. Shorten it."),
            "reason_too_long",
            {"limit": MAX_REASON, "length": len(reason)},
        )
    if found := personal_data_in(reason):
        raise ValidationError(
            _("This holds what looks like %(kind)s. Reasons are kept for ever: write it without personal data."),
            "reason_personal_data",
            {"kind": KINDS[found]},
        )
    return reason

"""Reading a paper: who may, why, and the proof that it is what was filed (E12)."""

import hashlib
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from access.data_keys import Keyring, open_rows, text_of
from access.models import User
from access.permissions import SEE, require
from access.reasons import clean_reason
from audit.history import acting
from audit.models import Channel
from audit.refusals import Refused
from customers.attachments.filing import action_kind
from customers.attachments.kinds import needs_reason, permissions_to_read
from customers.attachments.refusals import ALTERED, ERASED
from customers.attachments.types import TYPES
from customers.models import Attachment


@dataclass(frozen=True)
class Opened:
    """A paper in plain: its name as filed, its media type by content, its bytes."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


def open_paper(*, attachment: Attachment, reason: str, actor: User, channel: Channel) -> Opened:
    """Return the paper in plain; the journal says who read it, and why where its kind is masked otherwise.

    Raises PermissionDenied, ValidationError for a missing reason, Refused ``attachment_erased`` or ``_altered``.
    """
    said = clean_reason(reason, member="reason") if needs_reason(attachment.kind) else ""
    if needs_reason(attachment.kind) and not said:
        raise ValidationError({"reason": [_("Say why you need to read this.")]})
    kind = action_kind("open", attachment.kind)
    details = {"version": attachment.version}
    with acting(actor=actor, kind=kind, channel=channel, reason=said, about=attachment.customer, details=details):
        for permission in (SEE, *permissions_to_read(attachment.kind)):
            require(actor, permission, attachment.customer)
        return _read(attachment)


def _read(attachment: Attachment) -> Opened:
    """The pieces in their order, each bound to its place, and the whole by its digest."""
    ring = Keyring()
    open_rows([attachment], ring=ring)
    content = bytearray()
    for chunk in attachment.chunks.order_by("number").iterator(chunk_size=1):
        open_rows([chunk], ring=ring)
        content += chunk.content.data
    if not content:
        raise Refused(ERASED)
    if hashlib.sha256(content).hexdigest() != attachment.sha256:
        raise Refused(ALTERED)
    return Opened(text_of(attachment.name), TYPES[attachment.media].media_type, bytes(content))

"""Papers are filed, replaced and withdrawn here; nothing is ever thrown away (S46, E16)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from access.data_keys import Keyring, conceal
from access.models import User
from access.permissions import require
from access.reasons import clean_reason
from audit.history import acting
from audit.models import Channel
from audit.refusals import Refused
from customers import lifecycle
from customers.attachments.acceptance import Accepted, Upload, accept
from customers.attachments.kinds import permissions_to_see
from customers.attachments.refusals import NOT_CURRENT, TOO_MANY
from customers.models import Attachment, AttachmentChunk, AttachmentKind, AttachmentStatus, Customer
from customers.refusals import CUSTOMER_DELETED

CHANGE = "customers.change_customer"
CHUNK = 1 << 20  # bytes encrypted and written at once
MOST = 200  # papers in force of one customer
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True)
class Paper:
    """What a person files: the file, what it is, the last day it is valid (None: no end)."""

    upload: Upload
    kind: str
    expires_on: date | None = None


def action_kind(act: str, kind: str) -> str:
    """The kind of Action: it names the kind of paper, so that the journal can hide it from who may not know of it."""
    return f"customers.attachments.{act}.{kind}"


def file(*, customer: Customer, paper: Paper, actor: User, channel: Channel) -> Attachment:
    """Add ``paper`` to the customer's file. Raises PermissionDenied, ValidationError, Refused ``attachment_…``."""
    _require(actor, paper.kind, customer)
    accepted = _accepted(paper)
    with _acting("file", paper.kind, customer, actor, channel):
        _locked(customer, paper.kind, actor)
        if Attachment.objects.filter(customer=customer).current().count() >= MOST:
            raise Refused(TOO_MANY, limit=MOST)
        return _write(Attachment(customer=customer, kind=paper.kind, expires_on=paper.expires_on), accepted, actor)


def replace(
    *, attachment: Attachment, upload: Upload, expires_on: date | None, actor: User, channel: Channel
) -> Attachment:
    """Put a new version in the place of ``attachment``, which stays readable. Raises Refused too if it was replaced."""
    kind, customer = attachment.kind, attachment.customer
    _require(actor, kind, customer)
    accepted = _accepted(Paper(upload, kind, expires_on))
    with _acting("replace", kind, customer, actor, channel, version=attachment.version + 1):
        _locked(customer, kind, actor)
        old = _current(attachment)
        _end(old, AttachmentStatus.REPLACED)
        new = Attachment(customer=customer, kind=kind, expires_on=expires_on, version=old.version + 1, replaces=old)
        return _write(new, accepted, actor)


def withdraw(*, attachment: Attachment, reason: str, actor: User, channel: Channel) -> Attachment:
    """Take ``attachment`` out of force; its content stays. Raises ValidationError for a missing reason."""
    _require(actor, attachment.kind, attachment.customer)
    said = clean_reason(reason, member="reason")
    if not said:
        raise ValidationError({"reason": _("Say why: the reason stays in the history.")})
    with _acting("withdraw", attachment.kind, attachment.customer, actor, channel, reason=said):
        _locked(attachment.customer, attachment.kind, actor)
        old = _current(attachment)
        _end(old, AttachmentStatus.WITHDRAWN)
    return old


def _acting(act: str, kind: str, customer: Customer, actor: User, channel: Channel, **about: Any) -> Any:
    reason = about.pop("reason", "")
    return acting(
        actor=actor, kind=action_kind(act, kind), channel=channel, about=customer, reason=reason, details=about
    )


def _require(actor: User, kind: str, customer: Customer) -> None:
    """The right to change the customer, and to see what a paper of this kind says."""
    if kind not in AttachmentKind.values:
        raise ValidationError({"kind": _("There is no such kind of paper.")})
    for permission in (CHANGE, *permissions_to_see(kind)):
        require(actor, permission, customer)


def _locked(customer: Customer, kind: str, actor: User) -> None:
    """Lock the customer; the right is that of this moment."""
    present = lifecycle.locked(customer.pk)
    _require(actor, kind, present)
    if present.is_deleted:
        raise Refused(CUSTOMER_DELETED)


def _current(attachment: Attachment) -> Attachment:
    found = Attachment.objects.select_for_update().get(pk=attachment.pk)
    if not found.is_current:
        raise Refused(NOT_CURRENT)
    return found


def _end(attachment: Attachment, status: str) -> None:
    attachment.status = status
    attachment.save(update_fields=["status"])


def _accepted(paper: Paper) -> Accepted:
    if paper.expires_on is not None and not FIRST_DAY <= paper.expires_on <= LAST_DAY:
        raise ValidationError({"expires_on": _("Give a day between 1990 and 2199.")})
    return accept(paper.upload)


def _write(attachment: Attachment, accepted: Accepted, actor: User) -> Attachment:
    """Insert the paper and its content, piece by piece, under the customer's key."""
    ring, attachment.pk = Keyring(), uuid4()
    attachment.media, attachment.size = accepted.kind.code, len(accepted.content)
    attachment.sha256, attachment.filed_by = accepted.sha256, actor
    conceal(attachment, ring=ring, name=accepted.name)
    attachment.save(force_insert=True)
    for number, piece in enumerate(_pieces(accepted.content)):
        chunk = AttachmentChunk(attachment=attachment, customer=attachment.customer, number=number)
        conceal(chunk, ring=ring, content=piece)
        chunk.save(force_insert=True)
    return attachment


def _pieces(content: bytes) -> Iterable[bytes]:
    return (content[start : start + CHUNK] for start in range(0, len(content), CHUNK))

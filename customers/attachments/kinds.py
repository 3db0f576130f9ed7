"""What papers there are, and who may see and read each kind (E12, S46)."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from access.fields import BANK, CONTACT, MONEY, RULES, FieldClass, may_reveal, may_see


class AttachmentKind(models.TextChoices):
    """What a paper is."""

    LICENCE = "licence", _("business licence")
    CONTRACT = "contract", _("contract")
    BANK_LETTER = "bank_letter", _("bank letter")
    OTHER = "other", _("other paper")


# What a paper of a kind says. Who may not see every class of it sees neither the paper nor that it exists.
CLASSES: dict[str, tuple[FieldClass, ...]] = {
    AttachmentKind.LICENCE: (),
    AttachmentKind.CONTRACT: (MONEY,),
    AttachmentKind.BANK_LETTER: (BANK,),
    AttachmentKind.OTHER: (CONTACT, MONEY),
}


def seen_by(user: Any, target: Any = None) -> list[str]:
    """The kinds that exist for ``user``, on ``target`` or, without one, wherever they see a customer."""
    return [kind for kind, classes in CLASSES.items() if all(may_see(user, one, target) for one in classes)]


def may_read(user: Any, kind: str, target: Any) -> bool:
    """Whether ``user`` may open a paper of ``kind``: it shows in full what else is masked."""
    return all(_in_full(user, one, target) for one in CLASSES[kind])


def needs_reason(kind: str) -> bool:
    """Whether reading it is a reveal, which has a reason (E12)."""
    return any(RULES[one].reveals for one in CLASSES[kind])


def permissions_to_see(kind: str) -> list[str]:
    """The permissions without which a paper of ``kind`` does not exist."""
    return [str(RULES[one].shows) for one in CLASSES[kind]]


def permissions_to_read(kind: str) -> list[str]:
    """The permissions that opening a paper of ``kind`` takes."""
    reveals = [permission for one in CLASSES[kind] if (permission := RULES[one].reveals)]
    return permissions_to_see(kind) + reveals


def _in_full(user: Any, one: FieldClass, target: Any) -> bool:
    return may_see(user, one, target) and (RULES[one].reveals is None or may_reveal(user, one, target))

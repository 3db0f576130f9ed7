"""Notes are written, corrected and struck out here; nothing is ever taken away (S20)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.data_keys import conceal
from access.fields import BANK, CONTACT, MONEY, RULES, may_see
from access.masks import personal_data_in
from access.models import User
from access.permissions import require
from access.reasons import KINDS as PERSONAL
from audit.history import acting
from audit.models import Channel
from audit.refusals import Refused, declare
from customers import lifecycle
from customers.members import day, one_of, paragraph, required
from customers.models import Customer, Note, NoteKind
from customers.refusals import CUSTOMER_DELETED

CHANGE = "customers.change_customer"
CLASSES = (CONTACT, MONEY, BANK)  # what people write freely may speak of all of these (S56)
WITHIN = timedelta(hours=24)
ADD, CORRECT, STRIKE = (f"customers.notes.{act}" for act in ("add", "correct", "strike"))
NOT_YOURS = declare(
    "note_fixed",
    gettext_lazy("Who wrote a note corrects it for 24 hours. Strike it out and write another."),
    status=409,
)
STRUCK = declare("note_struck", gettext_lazy("This note is struck out already. Load the page anew."), status=409)


@dataclass(frozen=True)
class Words:
    """What a note says: of which kind, of which day, and the text."""

    kind: str
    day: date
    text: str


def may_read(user: Any, customer: Customer) -> bool:
    """Whether the notes on ``customer`` exist for ``user``."""
    return all(may_see(user, kind, customer) for kind in CLASSES)


def read(raw: Mapping[str, Any]) -> Words:
    """The typed words; no day is today. Raises ValidationError by member."""
    errors: dict[str, ValidationError] = {}
    found: dict[str, Any] = {}
    for name, clean in (("kind", one_of(NoteKind.values)), ("day", _day), ("text", _text)):
        try:
            found[name] = clean(raw.get(name, ""))
        except ValidationError as error:
            errors[name] = error
    if errors:
        raise ValidationError(errors)
    return Words(**found)


def _day(value: object) -> date:
    given = day(value) or localdate()
    if given > localdate():
        raise ValidationError(_("This day is still to come. A note says what was."), "future")
    return given


def _text(value: object) -> str:
    text = paragraph(value)
    if not text:
        raise required()
    if found := personal_data_in(text):
        message = _("This holds what looks like %(kind)s. Put it among the contacts or accounts, where it is masked.")
        raise ValidationError(message, "note_personal_data", {"kind": PERSONAL[found]})
    return text


def add(*, customer: Customer, words: Words, actor: User, channel: Channel) -> Note:
    """Write a note. Raises PermissionDenied, Refused ``customer_deleted``."""
    _require(actor, customer)
    with acting(actor=actor, kind=ADD, channel=channel, about=customer):
        _locked(customer, actor)
        note = Note(customer=customer, author=actor)
        _say(note, words)
        note.save(force_insert=True)
    return note


def correct(*, note: Note, words: Words, actor: User, channel: Channel) -> Note:
    """Put one's own note right within 24 hours. Raises Refused ``note_fixed`` or ``note_struck`` too."""
    _require(actor, note.customer)
    with acting(actor=actor, kind=CORRECT, channel=channel, about=note.customer):
        present = _standing(note, actor)
        if not is_correctable(present, actor):
            raise Refused(NOT_YOURS)
        _say(present, words)
        present.save(update_fields=["kind", "day", "text"])
    return present


def strike(*, note: Note, actor: User, channel: Channel) -> Note:
    """Strike a note out: it stays readable, and everybody sees that it does not hold."""
    _require(actor, note.customer)
    with acting(actor=actor, kind=STRIKE, channel=channel, about=note.customer):
        present = _standing(note, actor)
        present.struck_at = timezone.now()
        present.save(update_fields=["struck_at"])
    return present


def is_correctable(note: Note, actor: Any, *, now: datetime | None = None) -> bool:
    """Whether ``actor`` may still correct ``note``: their own, of the last 24 hours, not struck out."""
    fresh = (now or timezone.now()) < note.written_at + WITHIN
    return note.author_id == actor.pk and note.struck_at is None and fresh


def _require(actor: User, customer: Customer) -> None:
    """The right to change the customer, and to read what notes say."""
    for permission in (CHANGE, *(str(RULES[kind].shows) for kind in CLASSES)):
        require(actor, permission, customer)


def _locked(customer: Customer, actor: User) -> None:
    """Lock the customer; the right is that of this moment."""
    present = lifecycle.locked(customer.pk)
    _require(actor, present)
    if present.is_deleted:
        raise Refused(CUSTOMER_DELETED)


def _standing(note: Note, actor: User) -> Note:
    """The note, locked after its customer; refused where it was struck out."""
    _locked(note.customer, actor)
    present = Note.objects.select_for_update().get(pk=note.pk)
    present.customer = note.customer
    if present.struck_at is not None:
        raise Refused(STRUCK)
    return present


def _say(note: Note, words: Words) -> None:
    note.kind, note.day = words.kind, words.day
    conceal(note, text=words.text)

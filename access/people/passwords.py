"""One-time links by which people set their password: after they were added, and when it is lost (S51)."""

from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import User
from access.people.operations import NOT_A_PERSON, OWN_RIGHTS, is_own
from access.permissions import require
from access.querysets import MANAGE_PEOPLE
from audit.history import acting
from audit.models import Channel
from audit.refusals import Refused, declare

LINK_SPENT = declare(
    "link_spent",
    gettext_lazy("This link was used, replaced or is too old. Ask the system administrator for a new one."),
    status=410,
)


def new_link(*, person: User, actor: User, channel: Channel) -> str:
    """Take ``person``'s password away and return the path of a link that sets a new one, once, within three days.

    Their sittings end; links given before stop working. Raises PermissionDenied, Refused ``own_rights``.
    """
    require(actor, MANAGE_PEOPLE, None)
    if is_own(person):
        raise Refused(NOT_A_PERSON)
    if person.pk == actor.pk:
        raise Refused(OWN_RIGHTS)
    return issue_link(person=person, actor=actor, channel=channel)


def issue_link(*, person: User, actor: User, channel: Channel) -> str:
    """``new_link`` for the operator's command, which has no permissions to ask for."""
    with acting(actor=actor, kind="access.new_password_link", channel=channel, about=person):
        person = User.objects.select_for_update().get(pk=person.pk)
        person.set_unusable_password()
        person.password_set_at = None
        person.save(update_fields=["password", "password_set_at"])
    return reverse("account_new_password", args=[person.pk, default_token_generator.make_token(person)])


def holder_of(key: UUID, token: str) -> User:
    """The person a link is for. Raises Refused ``link_spent`` where it does not work (any more)."""
    person = User.objects.filter(pk=key, is_active=True).first()
    if person is None or not default_token_generator.check_token(person, token):
        raise Refused(LINK_SPENT)
    return person


def redeem(*, person: User, token: str, password: str, channel: Channel) -> User:
    """Set the password by a link, which ends with it. Raises Refused ``link_spent``, ValidationError ``password1``."""
    with acting(actor=person, kind="access.set_password", channel=channel, about=person), transaction.atomic():
        User.objects.select_for_update().get(pk=person.pk)
        person = holder_of(person.pk, token)
        try:
            validate_password(password, person)
        except ValidationError as error:
            raise ValidationError({"password1": error}) from None
        keep(person, password)
    return person


def keep(person: User, password: str) -> None:
    """Store a password the person chose, and since when; inside the caller's ``acting``."""
    person.set_password(password)
    person.password_set_at = timezone.now()
    person.save(update_fields=["password", "password_set_at"])


def refuse_same(person: User, password: str) -> None:
    """Raise ValidationError where the new password is the one there is."""
    if person.has_usable_password() and person.check_password(password):
        raise ValidationError(_("This is the password you have. Choose another one."), "password_same")

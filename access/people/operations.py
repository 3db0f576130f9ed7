"""Every change of a person and of what they may. Whoever looks after people does it, never about themselves."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.installing import SYSTEM
from access.models import Membership, Portfolio, PortfolioUserGrant, User
from access.permissions import MANAGE, VIEW, require
from access.querysets import MANAGE_PEOPLE
from access.roles import ADMINISTERING
from audit.history import acting
from audit.models import Channel
from audit.refusals import Refused, declare
from exchange.text import clean_text

NAME_TAKEN = declare(
    "username_taken", gettext_lazy("The sign-in “%(taken)s” is another person's. Choose another one."), status=409
)
OWN_RIGHTS = declare(
    "own_rights",
    gettext_lazy("Nobody changes their own roles, grants or sign-in. Another person who looks after people does."),
    status=403,
)
NOT_A_PERSON = declare("not_a_person", gettext_lazy("This sign-in is the installation's own and stays as it is."))
LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES) | {""}


@dataclass(frozen=True)
class Details:
    """What is known of a person; ``language`` "" leaves it to their browser."""

    last_name: str = ""
    first_name: str = ""
    email: str = ""
    language: str = ""


def add_person(*, username: str, details: Details, actor: User, channel: Channel, roles: Collection[str] = ()) -> User:
    """Add a person without password or grant, in ``roles``: where these are refused, nobody is added.

    Raises PermissionDenied, ValidationError by field, Refused, and as ``set_roles``.
    """
    require(actor, MANAGE_PEOPLE, None)
    person = check_new(username, details)
    person.set_unusable_password()
    with acting(actor=actor, kind="access.add_person", channel=channel, about=person):
        person.save(force_insert=True)
        if roles:
            set_roles(person=person, roles=roles, actor=actor, channel=channel)
    return person


def check_new(username: str, details: Details) -> User:
    """The person that ``add_person`` would add. Raises ValidationError by field, Refused ``username_taken``."""
    person = User(username=_cleaned("username", username))
    _fill(person, details)
    if User.objects.filter(username__iexact=person.username).exists():
        raise Refused(NAME_TAKEN, field="username", taken=person.username)
    return person


def check_details(details: Details) -> None:
    """Raise ValidationError by field for what a person cannot be called."""
    _fill(User(username="checked"), details)


def change_person(*, person: User, details: Details, actor: User, channel: Channel) -> User:
    """Change what is known of ``person``, which may be the actor. Raises as ``add_person``."""
    require(actor, MANAGE_PEOPLE, None)
    with acting(actor=actor, kind="access.change_person", channel=channel, about=person):
        person = _locked(person)
        _fill(person, details)
        person.save(update_fields=list(asdict(details)))
    return person


def set_active(*, person: User, active: bool, actor: User, channel: Channel) -> User:
    """Close a person's sign-in, at once and on every screen, or open it again; nobody is ever deleted.

    Raises PermissionDenied, Refused ``own_rights`` or ``not_a_person``.
    """
    require(actor, MANAGE_PEOPLE, None)
    kind = "access.reactivate" if active else "access.deactivate"
    with acting(actor=actor, kind=kind, channel=channel, about=person):
        person = refuse_own(_locked(person), actor)
        person.is_active = active
        person.save(update_fields=["is_active"])
    return person


def set_roles(*, person: User, roles: Iterable[str], actor: User, channel: Channel) -> bool:
    """Give ``person`` exactly the ``roles`` (Group.name); returns whether anything changed.

    Who has a role that works in the administration may enter it. Raises PermissionDenied, ValidationError for an
    unknown role, Refused ``own_rights`` or ``not_a_person``.
    """
    require(actor, MANAGE_PEOPLE, None)
    wanted = {group.name: group for group in Group.objects.filter(name__in=list(roles))}
    if unknown := set(roles) - wanted.keys():
        sentence = _("There is no role “%(role)s”. The page of roles lists them.")
        raise ValidationError({"roles": ValidationError(sentence, "unknown_role", {"role": min(unknown)})})
    held = set(person.groups.values_list("name", flat=True))
    if held == wanted.keys():
        return False
    details = {"given": sorted(wanted.keys() - held), "taken": sorted(held - wanted.keys())}
    with acting(actor=actor, kind="access.set_roles", channel=channel, about=person, details=details):
        person = refuse_own(_locked(person), actor)
        Membership.objects.filter(user=person).exclude(group__in=wanted.values()).delete()
        for name in wanted.keys() - held:
            Membership.objects.get_or_create(user=person, group=wanted[name])
        person.is_staff = bool(ADMINISTERING & wanted.keys())
        person.save(update_fields=["is_staff"])
    return True


def set_grants(*, person: User, levels: Mapping[Portfolio, str], actor: User, channel: Channel) -> bool:
    """Give ``person`` on each portfolio of ``levels`` exactly VIEW, MANAGE or "" (nothing); others stay.

    Returns whether anything changed. Raises PermissionDenied, Refused ``own_rights`` or ``not_a_person``.
    """
    require(actor, MANAGE_PEOPLE, None)
    held = levels_of(person)
    changed = {place: level for place, level in levels.items() if held.get(place.pk, "") != level}
    if not changed:
        return False
    details = {"portfolios": {place.code: level for place, level in changed.items()}}
    with acting(actor=actor, kind="access.set_grants", channel=channel, about=person, details=details):
        person = refuse_own(_locked(person), actor)
        for place, level in changed.items():
            PortfolioUserGrant.objects.filter(user=person, content_object=place).delete()
            if level:
                PortfolioUserGrant.objects.assign_perm(f"{level}_portfolio", person, place)
    return True


def levels_of(person: User) -> dict[Any, str]:
    """The person's own grants: portfolio key to VIEW or MANAGE."""
    grants = PortfolioUserGrant.objects.filter(user=person).select_related("permission")
    levels: dict[Any, str] = {}
    for grant in grants:
        level = MANAGE if grant.permission.codename.startswith(MANAGE) else VIEW
        levels[grant.content_object_id] = MANAGE if MANAGE in (level, levels.get(grant.content_object_id)) else VIEW
    return levels


def is_own(person: User) -> bool:
    """Whether this is the installation's own sign-in, in whose name set-up and schedule act."""
    return person.username == SYSTEM


def _fill(person: User, details: Details) -> None:
    """Put ``details`` on the person, each text checked. Raises ValidationError by field."""
    for name, value in asdict(details).items():
        setattr(person, name, _cleaned(name, value))
    if person.language not in LANGUAGES:
        raise ValidationError({"language": ValidationError(_("Choose one of the languages."), "unknown_language")})
    person.clean_fields(exclude=["password", "password_set_at"])


def _cleaned(name: str, value: str) -> str:
    try:
        return clean_text(value)
    except ValidationError as error:
        raise ValidationError({name: [error]}) from None


def _locked(person: User) -> User:
    return User.objects.select_for_update().get(pk=person.pk)


def refuse_own(person: User, actor: User) -> User:
    """``person``, if they are somebody else than ``actor`` and somebody at all. Raises Refused."""
    if is_own(person):
        raise Refused(NOT_A_PERSON)
    if person.pk == actor.pk:
        raise Refused(OWN_RIGHTS)
    return person

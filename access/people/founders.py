"""The first two people of an installation: with them set-up begins, and each agrees to what the other asks for."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from access.installing import SYSTEM
from access.models import Membership, User
from access.people.operations import Details, check_new
from access.people.passwords import issue_link
from access.settings.operations import begin_setup
from audit.history import acting
from audit.models import Channel
from audit.refusals import Refused, declare

ROLES = ("财务经理", "系统管理员")  # of the first and of the second; both manage settings
OTHERS_THERE = declare(
    "founders_not_first",
    _("Others sign in here already: %(people)s. Founders are the first two people of an installation."),
)
SAME_FOUNDER = declare("same_founder", _("The two founders are two people: give two different sign-ins."))


@dataclass(frozen=True)
class Founder:
    """One of the two. ``link`` sets their password; "" for who has one already."""

    username: str
    role: str
    link: str


def add_founders(usernames: Sequence[str], *, actor: User) -> list[Founder]:
    """Add the two founders, a finance manager and a system administrator, and begin set-up; safe to repeat.

    Whoever has no password yet gets a new link, and nobody's rights change. Raises Refused ``founders_not_first``,
    ``same_founder``, ValidationError for a sign-in that cannot be, Group.DoesNotExist before the roles are written.
    """
    if len({name.casefold() for name in usernames}) != len(ROLES):
        raise Refused(SAME_FOUNDER)
    others = User.objects.filter(is_active=True).exclude(username__in=[*usernames, SYSTEM]).order_by("username")
    if names := list(others.values_list("username", flat=True)[:5]):
        raise Refused(OTHERS_THERE, people=", ".join(names))
    founders = [_founder(name, role, actor) for name, role in zip(usernames, ROLES, strict=True)]
    begin_setup(actor=actor)
    return founders


def _founder(username: str, role: str, actor: User) -> Founder:
    person = User.objects.filter(username=username).first() or _added(username, role, actor)
    link = "" if person.has_usable_password() else issue_link(person=person, actor=actor, channel=Channel.COMMAND)
    return Founder(username, role, link)


def _added(username: str, role: str, actor: User) -> User:
    person = check_new(username, Details())
    person.set_unusable_password()
    person.is_staff = True
    with acting(actor=actor, kind="access.add_founder", channel=Channel.COMMAND, about=person):
        person.save(force_insert=True)
        Membership.objects.create(user=person, group=Group.objects.get(name=role))
    return person

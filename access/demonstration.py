"""The demonstration people and portfolios of the contract: for evaluation, never for a real installation."""

from dataclasses import dataclass
from itertools import chain

from django.contrib.auth.models import Group
from django.utils import timezone

from access.models import Membership, Portfolio, PortfolioUserGrant, User
from audit.history import acting
from audit.models import Channel

PORTFOLIOS = {"EAST": "华东", "SOUTH": "华南"}
BOTH = tuple(PORTFOLIOS)


@dataclass(frozen=True)
class Person:
    """A sign-in, its role, what it may enter, and where it views or manages."""

    username: str
    role: str
    staff: bool = False
    sees: tuple[str, ...] = ()
    manages: tuple[str, ...] = ()


PEOPLE = (
    Person("clerk_east", "财务文员", manages=("EAST",)),
    Person("clerk_south", "财务文员", manages=("SOUTH",)),
    Person("supervisor", "财务主管", staff=True, manages=BOTH),
    Person("supervisor2", "财务主管", staff=True, manages=BOTH),
    Person("manager", "财务经理", staff=True),
    Person("auditor", "审计", staff=True),
    Person("reception", "前台", sees=("EAST",)),
    Person("sysadmin", "系统管理员", staff=True),
)


def add_portfolios(*, actor: User) -> dict[str, Portfolio]:
    """The demonstration portfolios by code, added where they are missing."""
    found = {portfolio.code: portfolio for portfolio in Portfolio.objects.filter(code__in=PORTFOLIOS)}
    with acting(actor=actor, kind="access.add_demonstration", channel=Channel.COMMAND):
        for code in PORTFOLIOS.keys() - found.keys():
            found[code] = Portfolio.objects.create(code=code, name=PORTFOLIOS[code])
    return found


def add_people(*, password: str, portfolios: dict[str, Portfolio], actor: User) -> list[str]:
    """Add the demonstration people that are missing, with ``password``; returns their names.

    Those that are there keep whatever was changed of them, the password included. Raises Group.DoesNotExist before
    ``bootstrap``.
    """
    there = set(User.objects.values_list("username", flat=True))
    missing = [person for person in PEOPLE if person.username not in there]
    with acting(actor=actor, kind="access.add_demonstration", channel=Channel.COMMAND):
        for person in missing:
            _add(person, password, portfolios)
    return [person.username for person in missing]


def _add(person: Person, password: str, portfolios: dict[str, Portfolio]) -> None:
    user = User(username=person.username, is_staff=person.staff, password_set_at=timezone.now())
    user.set_password(password)
    user.save(force_insert=True)
    Membership.objects.create(user=user, group=Group.objects.get(name=person.role))
    levels = chain((("view", code) for code in person.sees), (("manage", code) for code in person.manages))
    for level, code in levels:
        PortfolioUserGrant.objects.assign_perm(f"{level}_portfolio", user, portfolios[code])

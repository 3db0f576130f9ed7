"""People from a file: each row judged before anything is written, then added or changed one by one."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import Portfolio, User
from access.people import operations, passwords
from access.people.operations import Details
from access.permissions import MANAGE, VIEW, require
from access.querysets import MANAGE_PEOPLE
from access.roles import named
from audit.models import Channel
from audit.refusals import Refused, declare
from exchange.files import open_table

MOST = 500
BETWEEN = re.compile(r"[;；,，、|]")
LANGUAGES = {"zh-hans": "zh-hans", "中文": "zh-hans", "简体中文": "zh-hans", "en": "en", "english": "en"}
COLUMNS: dict[str, str | Promise] = {
    "username": gettext_lazy("Sign-in"),
    "last_name": gettext_lazy("Family name"),
    "first_name": gettext_lazy("Given name"),
    "email": gettext_lazy("E-mail"),
    "roles": gettext_lazy("Roles"),
    "manages": gettext_lazy("Looks after portfolios"),
    "sees": gettext_lazy("Sees portfolios"),
    "language": gettext_lazy("Language"),
}
CHINESE = {
    "登录名": "username", "姓": "last_name", "名": "first_name", "电子邮件": "email", "邮箱": "email", "角色": "roles",
    "负责组合": "manages", "可见组合": "sees", "语言": "language",
}  # fmt: skip
ENGLISH = {"sign-in": "username", "family name": "last_name", "given name": "first_name", "e-mail": "email",
           "looks after": "manages"}  # fmt: skip
NO_SIGN_IN_COLUMN = declare(
    "people_file_columns", gettext_lazy("The file needs a column “登录名” or “username”. Take the template.")
)
TOO_MANY = declare("people_file_rows", gettext_lazy("The file has more than %(limit)s people. Split it."))
WORDS = {
    "added": gettext_lazy("added"),
    "changed": gettext_lazy("changed"),
    "unchanged": gettext_lazy("unchanged"),
    "refused": gettext_lazy("refused"),
}


@dataclass(frozen=True)
class Result:
    """What becomes, or became, of one row. ``link`` sets the password of somebody added."""

    number: int
    username: str
    outcome: str
    why: str = ""
    link: str = ""

    @property
    def words(self) -> str:
        return str(WORDS[self.outcome])

    @property
    def state(self) -> str:
        """The outcome as components/state.html draws it."""
        return {"added": "active", "changed": "open", "unchanged": "draft", "refused": "rejected"}[self.outcome]


@dataclass(frozen=True)
class Plan:
    """What a row asks for; None where its cells are empty, which leaves what there is."""

    number: int
    username: str
    person: User | None
    details: Details
    roles: list[str] | None
    levels: dict[Portfolio, str] | None


def read(path: Path) -> list[list[Any]]:
    """The rows of a file as number and cells by column, as JSON takes them. Raises Refused, also ``people_file_…``."""
    with open_table(path) as table:
        columns = [_column(name) for name in table.header]
        if "username" not in columns:
            raise Refused(NO_SIGN_IN_COLUMN)
        rows = []
        for number, cells in table.rows():
            rows.append([number, {name: cell.strip() for name, cell in zip(columns, cells, strict=True) if name}])
            if len(rows) > MOST:
                raise Refused(TOO_MANY, limit=MOST)
    return rows


def _column(name: str) -> str:
    plain = name.strip().casefold()
    return CHINESE.get(plain) or ENGLISH.get(plain) or (plain if plain in COLUMNS else "")


def judge(rows: Iterable[list[Any]], *, actor: User) -> list[Result]:
    """What each row would do; nothing is written. Raises PermissionDenied."""
    require(actor, MANAGE_PEOPLE, None)
    return [result for _plan, result in _judged(rows, actor)]


def take_in(rows: Iterable[list[Any]], *, actor: User, channel: Channel) -> list[Result]:
    """Do what each row asks for, one by one; a refused row changes nothing. Raises PermissionDenied."""
    require(actor, MANAGE_PEOPLE, None)
    return [
        result if plan is None or result.outcome == "unchanged" else _carried_out(plan, result, actor, channel)
        for plan, result in _judged(rows, actor)
    ]


def _judged(rows: Iterable[list[Any]], actor: User) -> Iterator[tuple[Plan | None, Result]]:
    reading, seen = _Reading(), set[str]()
    for number, cells in rows:
        username = cells.get("username", "")
        try:
            if username.casefold() in seen:
                raise ValidationError(_("This sign-in stands in the file twice."))
            seen.add(username.casefold())
            plan = reading.plan(number, cells)
            yield plan, Result(number, username, _outcome(plan, actor))
        except (ValidationError, Refused) as error:
            yield None, Result(number, username, "refused", _said(error))


class _Reading:
    """The names that cells mention, fetched once for a file."""

    def __init__(self) -> None:
        self.people = {person.username.casefold(): person for person in User.objects.all()}
        self.portfolios = {one.code.casefold(): one for one in Portfolio.objects.filter(retired_on=None)}
        self.roles = set(Group.objects.values_list("name", flat=True))

    def plan(self, number: int, cells: dict[str, str]) -> Plan:
        """What the row asks for. Raises ValidationError."""
        username = cells.get("username", "")
        if not username:
            raise ValidationError(_("The sign-in is missing."))
        person = self.people.get(username.casefold())
        known = Details(**{name: getattr(person, name) for name in asdict(Details())}) if person else Details()
        given = {name: cells[name] for name in ("last_name", "first_name", "email") if cells.get(name)}
        if language := cells.get("language"):
            given["language"] = LANGUAGES.get(language.casefold(), language)
        return Plan(number, username, person, replace(known, **given), self._roles(cells), self._levels(cells))

    def _roles(self, cells: dict[str, str]) -> list[str] | None:
        wanted = [named(text) for text in _parts(cells.get("roles", ""))]
        if unknown := [role for role in wanted if role not in self.roles]:
            raise ValidationError(
                _("There is no role “%(role)s”. The page of roles lists them.") % {"role": unknown[0]}
            )
        return wanted or None

    def _levels(self, cells: dict[str, str]) -> dict[Portfolio, str] | None:
        """The grants asked for: those named, and nothing on every other portfolio."""
        named_ones: dict[str, str] = {}
        for column, level in (("sees", VIEW), ("manages", MANAGE)):
            for code in _parts(cells.get(column, "")):
                if code.casefold() not in self.portfolios:
                    raise ValidationError(_("There is no portfolio “%(code)s”.") % {"code": code})
                named_ones[code.casefold()] = level
        if not named_ones:
            return None
        return {place: named_ones.get(code, "") for code, place in self.portfolios.items()}


def _outcome(plan: Plan, actor: User) -> str:
    """What carrying it out would do. Raises Refused for what it would refuse."""
    if plan.person is None:
        operations.check_new(plan.username, plan.details)
        return "added"
    person, held = plan.person, operations.levels_of(plan.person)
    rights = plan.roles is not None and set(plan.roles) != set(person.groups.values_list("name", flat=True))
    rights |= plan.levels is not None and any(held.get(one.pk, "") != level for one, level in plan.levels.items())
    if rights:
        operations.refuse_own(person, actor)
    known = Details(**{name: getattr(person, name) for name in asdict(Details())})
    operations.check_details(plan.details)
    return "changed" if rights or known != plan.details else "unchanged"


def _carried_out(plan: Plan, judged: Result, actor: User, channel: Channel) -> Result:
    by: dict[str, Any] = {"actor": actor, "channel": channel}
    try:
        with transaction.atomic():
            link = _written(plan, by)
    except (ValidationError, Refused) as error:
        return replace(judged, outcome="refused", why=_said(error))
    return replace(judged, link=link)


def _written(plan: Plan, by: dict[str, Any]) -> str:
    """Write the row; the link for somebody added. Raises ValidationError, Refused."""
    person = plan.person
    if person is None:
        person = operations.add_person(username=plan.username, details=plan.details, **by)
    else:
        operations.change_person(person=person, details=plan.details, **by)
    if plan.roles is not None:
        operations.set_roles(person=person, roles=plan.roles, **by)
    if plan.levels is not None:
        operations.set_grants(person=person, levels=plan.levels, **by)
    return passwords.new_link(person=person, **by) if plan.person is None else ""


def _parts(text: str) -> list[str]:
    return [part.strip() for part in BETWEEN.split(text) if part.strip()]


def _said(error: ValidationError | Refused) -> str:
    return error.message if isinstance(error, Refused) else " ".join(error.messages)

"""What the journal calls this room's acts, what they were about, and what they changed: settings, people, rights."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.encryption import HIDDEN
from access.masks import mask_email
from access.models import Membership, Portfolio, PortfolioUserGrant, Setting, User
from access.permissions import MANAGE
from access.roles import in_words
from access.settings.reading import kept_in
from access.settings.registry import REGISTRY

KINDS: dict[str, str | Promise] = {
    "access.sign_in": gettext_lazy("signed in"),
    "access.sign_out": gettext_lazy("signed out"),
    "access.idle_out": gettext_lazy("was signed out when idle"),
    "access.sign_in_failed": gettext_lazy("could not sign in"),
    "access.change_password": gettext_lazy("changed the password"),
    "access.set_password": gettext_lazy("set the password by link"),
    "access.new_password_link": gettext_lazy("made a link for a new password"),
    "access.renew_hash": gettext_lazy("stored the password in a newer form"),
    "access.issue_token": gettext_lazy("issued a token"),
    "access.expired": gettext_lazy("let a request expire"),
    "access.add_person": gettext_lazy("added a person"),
    "access.change_person": gettext_lazy("changed what is known of a person"),
    "access.deactivate": gettext_lazy("deactivated a person"),
    "access.reactivate": gettext_lazy("activated a person again"),
    "access.set_roles": gettext_lazy("changed roles"),
    "access.set_grants": gettext_lazy("changed grants on portfolios"),
    "access.add_portfolio": gettext_lazy("added a portfolio"),
    "access.rename_portfolio": gettext_lazy("renamed a portfolio"),
    "access.retire_portfolio": gettext_lazy("retired a portfolio"),
    "access.reinstate_portfolio": gettext_lazy("reinstated a portfolio"),
    "access.change_settings": gettext_lazy("saved settings"),
    "access.change_setting": gettext_lazy("changed a setting"),
    "access.ask_setting": gettext_lazy("asked to change a setting"),
    "access.begin_setup": gettext_lazy("began set-up"),
    "access.add_founder": gettext_lazy("added a founder"),
    "access.write_roles": gettext_lazy("wrote the built-in roles"),
    "access.add_system_user": gettext_lazy("added the installation's own sign-in"),
    "access.add_demonstration": gettext_lazy("added the demonstration"),
}
Place = tuple[str, str]  # type and key of what something is about
NAMED: dict[str, Any] = {"access.user": User, "access.setting": Setting, "access.portfolio": Portfolio}
LABELS: dict[str, str | Promise] = {
    "username": gettext_lazy("Sign-in"),
    "first_name": gettext_lazy("Given name"),
    "last_name": gettext_lazy("Family name"),
    "email": gettext_lazy("E-mail"),
    "language": gettext_lazy("Language"),
    "is_active": gettext_lazy("May sign in"),
    "is_staff": gettext_lazy("May enter the administration"),
    "password_set_at": gettext_lazy("Password set at"),
    "code": gettext_lazy("Code"),
    "name": gettext_lazy("Name"),
    "retired_on": gettext_lazy("Retired on"),
}


@dataclass(frozen=True)
class Change:
    """One field: ``label`` in words, both values as text, masked where they are personal."""

    field: str
    label: str
    before: str
    after: str


def names_of(places: Collection[Place]) -> dict[Place, str]:
    """What people, settings and portfolios are called, by type and key; other places are left out."""
    found: dict[Place, str] = {}
    for kind, model in NAMED.items():
        keys = {key for type_of, key in places if type_of == kind}
        rows = model.objects.filter(pk__in=keys) if keys else ()
        found |= {(kind, str(row.pk)): str(row) for row in rows}
    return found


def changes_of(action: int) -> list[Change]:
    """What the Action ``action`` changed of settings, people, their roles and grants, and portfolios."""
    found = [*_settings(action), *_fields(User, action), *_fields(Portfolio, action)]
    return [*found, *_roles(action), *_grants(action)]


def _pairs(model: type[models.Model], action: int) -> Iterator[tuple[Any, Any]]:
    """Each history row of the Action with the one before it, or None."""
    past: Any = model.history.model  # type: ignore[attr-defined]
    for row in past.objects.filter(action_id=action).order_by("history_id"):
        earlier = past.objects.filter(id=row.id, history_id__lt=row.history_id).order_by("-history_id").first()
        yield row, earlier


def _settings(action: int) -> Iterator[Change]:
    for row, before in _pairs(Setting, action):
        definition = REGISTRY.get(row.name)
        if definition is not None and row.version:
            was = kept_in(before) if before is not None and before.version else definition.default
            words = definition.kind.words
            yield Change(row.name, str(definition.label), words(was), words(kept_in(row)))


def _fields(model: type[models.Model], action: int) -> Iterator[Change]:
    for row, before in _pairs(model, action):
        for name, label in LABELS.items():
            if not hasattr(row, name):
                continue
            was, now = (_text(name, getattr(side, name, None)) for side in (before, row))
            if was != now:
                yield Change(name, str(label), was, now)


def _text(name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return mask_email(value) if name == "email" else str(value)


def _roles(action: int) -> Iterable[Change]:
    rows = [row for row, _before in _pairs(Membership, action)]
    names = dict(Group.objects.filter(pk__in=[row.group_id for row in rows]).values_list("pk", "name"))
    return _sides("roles", _("Roles"), [(row.history_type, in_words(names.get(row.group_id, HIDDEN))) for row in rows])


def _grants(action: int) -> Iterable[Change]:
    rows = [row for row, _before in _pairs(PortfolioUserGrant, action)]
    places = Portfolio.objects.in_bulk([row.content_object_id for row in rows])
    codenames = dict(Permission.objects.filter(pk__in=[r.permission_id for r in rows]).values_list("pk", "codename"))
    levels = {key: _("looks after") if name.startswith(MANAGE) else _("sees") for key, name in codenames.items()}
    said = [(row.history_type, f"{places[row.content_object_id]}: {levels[row.permission_id]}") for row in rows]
    return _sides("grants", _("Grants on portfolios"), said)


def _sides(field: str, label: str, said: list[tuple[str, str]]) -> Iterable[Change]:
    """What was taken away and what was given, as one change."""
    if said:
        taken, given = ("、".join(words for sign, words in said if sign == one) for one in "-+")
        yield Change(field, label, taken, given)

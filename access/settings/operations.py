"""Changing settings: a second person agrees (E7), unless the setting is harmless or set-up goes on."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from access import approvals
from access.data_keys import conceal
from access.models import Request, User
from access.permissions import require
from access.reasons import clean_reason
from access.settings import reading
from access.settings.models import Setting
from access.settings.own import SETUP
from access.settings.registry import REGISTRY, Definition
from audit.history import acting
from audit.models import Channel
from audit.refusals import Refused, declare

MANAGE = "access.manage_settings"
CHANGE, ASK = "access.change_setting", "access.ask_setting"
KIND = "access.settings"
SETUP_BEGINS_ONCE = declare("setup_begins_once", _("Set-up begins with an installation and does not begin again."))
BEFORE_THE_END: list[Callable[[], None]] = []  # what rooms ask before set-up ends; each raises Refused
NO_SETUP = declare("no_setup", _("Set-up was ended already."), status=409)


@dataclass(frozen=True)
class Changed:
    """What became of a save: names of the settings in force at once, and the requests for the others."""

    applied: tuple[str, ...]
    requests: tuple[Request, ...]


def change(*, values: Mapping[str, Any], reason: str, actor: User, channel: Channel) -> Changed:
    """Set the settings named by ``values`` to what their kinds' ``clean`` returned; unchanged ones are passed over.

    Each change that needs a second person is a request of its own (E7). Raises PermissionDenied, ValidationError for
    the reason, Refused ``request_open`` where one waits already, ``setup_begins_once``; then nothing is changed.
    """
    require(actor, MANAGE, None)
    reason = clean_reason(reason, member="reason")
    applied, requests = [], []
    with acting(actor=actor, kind="access.change_settings", reason=reason, channel=channel):
        waits = {name for name in values if needs_second_person(REGISTRY[name])}  # before anything is written
        for name in sorted(values):
            row = _locked(name)
            if reading_of(row) == values[name]:
                continue
            if name in waits:
                requests.append(_ask(row, values[name], reason=reason, actor=actor, channel=channel))
            else:
                _write(row, values[name], actor=actor, channel=channel, reason=reason)
                applied.append(name)
    return Changed(tuple(applied), tuple(requests))


def end_setup(*, actor: User, channel: Channel) -> Request:
    """Ask to end set-up (结束初始化): from the other person's agreement on, settings take two people.

    Raises PermissionDenied, Refused ``no_setup``, ``request_open`` or what another room still misses.
    """
    require(actor, MANAGE, None)
    if not reading.setting(SETUP):
        raise Refused(NO_SETUP)
    _ask_rooms()
    return change(values={SETUP: False}, reason="", actor=actor, channel=channel).requests[0]


def _ask_rooms() -> None:
    """Let each room refuse the end of set-up: when it is asked for, and once more when it is agreed to."""
    for ask in BEFORE_THE_END:
        ask()


def begin_setup(*, actor: User) -> None:
    """Start set-up mode, once in an installation's life: where it was begun before, nothing happens."""
    if Setting.objects.filter(name=SETUP).exists():
        return
    with acting(actor=actor, kind="access.begin_setup", channel=Channel.COMMAND):
        _write(_locked(SETUP), True, actor=actor, channel=Channel.COMMAND, reason="")


def needs_second_person(definition: Definition) -> bool:
    """Whether a change waits for another person: during set-up only ending it does."""
    return definition.second_person and (definition.name == SETUP or not reading.setting(SETUP))


def reading_of(row: Setting) -> Any:
    """What the setting of ``row`` holds now, as its kind keeps it."""
    return reading.kept_in(row) if row.version else REGISTRY[row.name].default


def _locked(name: str) -> Setting:
    """The row of a setting, made when missing, held until the transaction ends."""
    Setting.objects.get_or_create(name=name)
    return Setting.objects.select_for_update().get(name=name)


def _ask(row: Setting, value: Any, *, reason: str, actor: User, channel: Channel) -> Request:
    if row.name == SETUP and value:
        raise Refused(SETUP_BEGINS_ONCE)
    payload = {"before": reading_of(row), "after": value}
    with acting(actor=actor, kind=ASK, channel=channel, reason=reason, about=row):
        return approvals.ask(kind=KIND, target=row, maker=actor, payload=payload, fields=[row.name], reason=reason)


def _write(row: Setting, value: Any, *, actor: User, channel: Channel, reason: str, approval: Any = None) -> None:
    with acting(actor=actor, kind=CHANGE, channel=channel, reason=reason, about=row, approval=approval):
        if REGISTRY[row.name].encrypted:
            conceal(row, secret=json.dumps(value, ensure_ascii=False))
        else:
            row.value = value
        row.version += 1
        row.save()
    reading.forget()


def _find(asked: Request) -> Setting:
    return Setting.objects.select_for_update().get(pk=asked.target_id)


def _describe(asked: Request, payload: dict[str, Any]) -> Iterator[approvals.Line]:
    definition = REGISTRY.get(asked.fields[0])
    if definition is not None:
        words = definition.kind.words
        yield approvals.Line(definition.label, words(payload["before"]), words(payload["after"]))


def _apply(asked: Request, payload: dict[str, Any], actor: User, channel: Channel) -> None:
    row = _find(asked)
    if row.name == SETUP:
        _ask_rooms()
    _write(row, payload["after"], actor=actor, channel=channel, reason=asked.reason, approval=asked.pk)


def register() -> None:
    """Tell the inbox about the kind; called in AccessConfig.ready()."""
    approvals.register(approvals.Kind(KIND, _("change of a setting"), MANAGE, _find, _describe, _apply))

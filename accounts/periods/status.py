"""Where the books of a side stand: closed through, the month that comes next, and what it still waits for (E15)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from access.permissions import rights_of
from access.settings import setting
from access.settings.own import SETUP
from accounts.choices import Side
from accounts.drafts import ledger_today
from accounts.models import Books, Closing, Verification
from accounts.periods.months import end_of
from accounts.periods.operations import CLOSE, next_month, waiting_in
from accounts.verifying.keeping import latest, still_serves
from audit.models import Action

SHOWN = 13  # closings listed for each side: a year and a month


@dataclass(frozen=True)
class Check:
    """One thing that must be so before a month is closed; ``url`` leads to where it is seen to."""

    code: str
    label: str | Promise
    done: bool
    note: str = ""
    url: str = ""


@dataclass(frozen=True)
class Standing:
    """The books of one side as ``user`` may know them; ``checks`` are empty for who may not close."""

    side: Side
    closed_through: date | None
    first_open_day: date | None
    next_month: date
    checks: tuple[Check, ...]

    @property
    def ready(self) -> bool:
        return bool(self.checks) and all(check.done for check in self.checks)


def standings(user: Any) -> list[Standing]:
    """Both sides."""
    kept = {books.side: books for books in Books.objects.visible_to(user)}
    return [_standing(side, kept.get(side), user) for side in Side]


def _standing(side: Side, books: Books | None, user: Any) -> Standing:
    month = next_month(side)
    checks = tuple(_checks(side, month)) if CLOSE in rights_of(user).may else ()
    closed, first = (books.closed_through, books.first_open_day) if books else (None, None)
    return Standing(side, closed, first, month, checks)


def _checks(side: Side, month: date) -> Iterator[Check]:
    """What ``operations.close`` asks as well; accounts touched since the verification are asked only there."""
    last = end_of(month)
    yield Check("over", _("The month is over"), last < ledger_today(), f"{last}")
    yield Check("set_up", _("Set-up was ended"), not setting(SETUP), url=reverse("settings:index"))
    waiting, kept = waiting_in(side, last), latest()
    yield Check(
        "requests", _("No request dated in it or before waits"), not waiting, str(waiting or ""),
        reverse("approvals:list"),
    )  # fmt: skip
    sound = kept is not None and still_serves(kept) and not kept.broken
    yield Check("verified", _("The ledger was verified within 24 hours"), sound, _found(kept), "#verification")


def _found(kept: Verification | None) -> str:
    """What the last verification found, in words."""
    if kept is None:
        return ""
    at = localtime(kept.ended_at).strftime("%Y-%m-%d %H:%M")
    if kept.broken:
        return _("%(at)s: %(count)d rows break an equation") % {"at": at, "count": kept.broken}
    return _("%(at)s: every equation holds") % {"at": at}


def closings(side: Side) -> list[dict[str, Any]]:
    """The latest closings of a side, newest first: month, by whom, when."""
    rows = list(Closing.objects.filter(side=side).order_by("-pk")[:SHOWN])
    acts = Action.objects.select_related("actor").in_bulk([row.action_id for row in rows])
    return [{"month": row.month, "by": acts[row.action_id].actor, "at": acts[row.action_id].at} for row in rows]

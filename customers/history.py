"""A customer's history as a timeline: every Action about it or touching it, with what changed (S32, E13).

Plain data, masked and cut to what the person may see, for the page and the API alike. Other rooms add words for
their kinds of Action, and what they changed, in AppConfig.ready().
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from access.fields import BANK, MONEY, may_see
from access.models import Decision, Request, Verdict
from audit.models import Action
from audit.refusals import CATALOGUE
from customers import history_words
from customers.differences import Change, changes_of, history_models
from customers.models import Customer

PAGE = 30
AT_ONCE = 1_000  # Actions looked at in one query


@dataclass(frozen=True)
class Happening:
    """One Action: people by username, ``action`` the kind and ``reason`` as recorded, both also in words.

    For a change that was approved, ``actor`` is who asked for it and ``approved_by`` who agreed.
    """

    id: int
    at: datetime
    actor: str
    on_behalf_of: str
    approved_by: str
    action: str
    words: str
    reason: str
    reason_words: str
    channel: str
    channel_words: str
    changes: list[Change] = field(default_factory=list)


Added = Callable[[Sequence[Action], Customer, Any], Mapping[int, Iterable[Change]]]
additions: list[Added] = []  # of other rooms: (actions, customer, user) -> {action id: changes}


@dataclass(frozen=True)
class Timeline:
    """One page, newest first; ``before`` asks for the next older page, None on the last."""

    happenings: list[Happening]
    before: int | None


def timeline(customer: Customer, user: Any, *, before: int | None = None, size: int = PAGE) -> Timeline:
    """The Actions older than ``before`` (an Action's id), with their changes."""
    requests = requests_about(customer)
    actions = _shown(customer, user, requests, before, size + 1)
    page = actions[:size]
    changes = changes_of(customer, [action.pk for action in page], user)
    for add in additions:
        for key, more in add(page, customer, user).items():
            changes.setdefault(key, []).extend(more)
    deciders = _deciders({action.approval for action in page if action.approval})
    shown = [_happening(action, user, requests, deciders, changes.get(action.pk, [])) for action in page]
    return Timeline(shown, page[-1].pk if len(actions) > size else None)


def latest(customer: Customer, user: Any, requests: Mapping[UUID, Request], size: int) -> list[Happening]:
    """The newest Actions without their changes and deciders: one query, unless some are not for ``user``."""
    actions = _shown(customer, user, requests, None, size)
    return [_happening(action, user, requests, {}, []) for action in actions]


def requests_about(customer: Customer) -> dict[UUID, Request]:
    """Every request about ``customer``, newest first: decisions on them are a part of its history."""
    found = Request.objects.filter(target_id=customer.pk).select_related("maker")
    return {asked.pk: asked for asked in found.defer("payload").order_by("-created_at", "-pk")}


def _shown(customer: Customer, user: Any, requests: Mapping[UUID, Any], before: int | None, size: int) -> list[Action]:
    """The newest ``size`` Actions that exist for ``user``: a page that hidden ones shorten would tell of them."""
    shown: list[Action] = []
    reach = size
    while len(shown) < size:
        found = list(_actions(customer, requests, before, reach))
        shown += [action for action in found if history_words.tells(action, user)]
        if len(found) < reach:
            break
        before, reach = found[-1].pk, min(reach * 4, AT_ONCE)
    return shown[:size]


def _actions(customer: Customer, requests: Mapping[UUID, Any], before: int | None, size: int) -> QuerySet[Action]:
    """The newest Actions about the customer, about its requests, or whose history rows are its own."""
    about = {"customers.customer": [str(customer.pk)], "access.request": [str(key) for key in requests]}
    end: list[Any] = [size] if before is None else [before, size]
    sources = [[kind, keys, *end] for kind, keys in about.items()] + [[customer.pk, *end] for _ in history_models()]
    touching = RawSQL(_touching(before is not None), [value for source in sources for value in source])  # noqa: S611
    found = Action.objects.filter(pk__in=touching).select_related("actor", "on_behalf_of")
    return found.order_by("-id")[:size]


@lru_cache
def _touching(older: bool) -> str:
    """The newest Actions of each source, by an index of its own: two kinds Actions are about, then the history tables.

    Parameters of each: what it is found by, with ``older`` the Action to begin before, how many. Written out, since the
    ORM takes longer to write it than it runs; only names of models stand in it.
    """
    source = "(SELECT {key} FROM {table} WHERE {found}{cut} ORDER BY {key} DESC LIMIT %s)"
    about = [(Action, "id", "about_type = %s AND about_id = ANY(%s)")] * 2
    past = [(model, "action_id", f"{path} = %s") for model, path in history_models()]
    return " UNION ALL ".join(
        source.format(key=key, table=model._meta.db_table, found=found, cut=f" AND {key} < %s" if older else "")
        for model, key, found in (*about, *past)
    )


def _deciders(approvals: set[UUID]) -> dict[UUID, str]:
    """Who approved each request, in order."""
    if not approvals:
        return {}
    found: dict[UUID, list[str]] = {}
    rows = Decision.objects.filter(request__in=approvals, verdict=Verdict.APPROVED).order_by("at")
    for key, name in rows.values_list("request_id", "decided_by__username"):
        found.setdefault(key, []).append(name)
    return {key: "、".join(names) for key, names in found.items()}


def _happening(
    action: Action, user: Any, requests: Mapping[UUID, Request], deciders: Mapping[UUID, str], changes: list[Change]
) -> Happening:
    asked = requests.get(action.approval) if action.approval else None
    applied = asked is not None and action.about_type != "access.request"
    actor = asked.maker if applied and asked else action.actor
    reason = _reason(action, user)
    return Happening(
        id=action.pk,
        at=action.at,
        actor=actor.get_username() if actor else _("nobody known"),
        on_behalf_of=action.on_behalf_of.get_username() if action.on_behalf_of else "",
        approved_by=deciders.get(action.approval, "") if applied and action.approval else "",
        action=action.kind,
        words=words_of(action, asked, user),
        reason=reason,
        reason_words=str(history_words.REASONS.get(reason, reason)),
        channel=action.channel,
        channel_words=action.get_channel_display(),
        changes=changes,
    )


def _reason(action: Action, user: Any) -> str:
    """The reason; what people wrote freely may speak of money and banks, so it is for those who may see both (S56)."""
    coded = action.reason in history_words.REASONS
    return action.reason if coded or (may_see(user, MONEY) and may_see(user, BANK)) else ""


def words_of(action: Action, asked: Request | None, user: Any) -> str:
    """What was done, in words: the kind, what it was about, and the refusal where there was one."""
    words = str(history_words.KINDS.get(action.kind, action.kind))
    if asked is not None and action.about_type == "access.request":
        words = f"{words}: {history_words.request_words(asked)}"
    if fields := history_words.field_words(action.details.get("fields", ()), user):
        words = f"{words}: {fields}"
    if refused := action.details.get("refused"):
        words = _("%(what)s — refused (%(code)s)") % {"what": words, "code": _refusal_words(refused)}
    return words


def _refusal_words(code: str) -> str | Promise:
    known = CATALOGUE.get(code)
    sentence = str(known.message) if known else code
    return code if "%(" in sentence else sentence.rstrip("。. ")

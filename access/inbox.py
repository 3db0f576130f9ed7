"""What each person finds in the inbox: requests as cards, cut to what that person may see (E7, E12)."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.auth.models import Permission
from django.db.models.functions import Coalesce
from django.utils.functional import Promise

from access import masks
from access.approvals import KINDS, Kind, Line, lacks_second, lines_of
from access.fields import BANK, CONTACT, IDENTITY, FieldClass, may_see
from access.models import Decision, Request, RequestStatus, User
from access.permissions import allows, read_rights, rights_of
from access.querysets import RequestQuerySet
from audit.refusals import Refused

COUNTED = 99  # the badge in the navigation reads 99+ beyond
ASKED = 20
MASKS: dict[FieldClass, Callable[[str], str]] = {
    BANK: masks.mask_bank_account,
    IDENTITY: masks.mask_id_number,
    CONTACT: masks.mask_phone,
}
NUMBER = re.compile(r"\+?[0-9](?:[ -]?[0-9Xx]){7,}")


@dataclass(frozen=True)
class Card:
    """A request as one person may see it.

    ``target`` is None where it does not exist for the person; a deleted one keeps its name, without ``url``, for
    those to whom the request stays visible.
    """

    asked: Request
    kind: Kind | None
    target: Any
    url: str
    is_mine: bool
    may_decide: bool
    decided: bool = False  # by the reader, where the other of two levels is another person's

    @property
    def label(self) -> str | Promise:
        return self.kind.label if self.kind else self.asked.kind

    @property
    def reason(self) -> str:
        """Why it was asked for; a coded reason in words."""
        return str(self.kind.reasons.get(self.asked.reason, self.asked.reason) if self.kind else self.asked.reason)

    @property
    def name(self) -> str:
        return str(self.target) if self.target is not None else ""

    @property
    def code(self) -> str:
        return getattr(self.target, "code", "")

    @property
    def waits(self) -> bool:
        return self.asked.status == RequestStatus.PENDING

    @property
    def state(self) -> str:
        """The status as components/state.html draws it."""
        return "open" if self.waits else self.asked.status

    @property
    def moved_on(self) -> bool:
        """Whether the record changed since this was asked for, so that approving is refused as stale."""
        return self.waits and self.target is not None and self.target.version != self.asked.base_version


def awaiting(user: Any) -> RequestQuerySet:
    """The open requests ``user`` may decide: right of the kind, managing grant, neither made nor decided by them."""
    return Request.objects.awaiting(user, _decided_kinds(user))


def _decided_kinds(user: Any) -> list[str]:
    """The kinds whose requests ``user`` decides somewhere."""
    may = rights_of(user).may
    return [kind.name for kind in KINDS.values() if kind.permission in may]


def waiting_count(user: Any) -> str:
    """How many requests wait for ``user``, a batch counting once: "" for none, "99+" beyond; one query at most."""
    if not _decided_kinds(user):
        return ""
    cards = awaiting(user).order_by().annotate(card=Coalesce("batch", "pk")).values_list("card").distinct()
    found = len(cards[: COUNTED + 1])
    return "" if not found else f"{COUNTED}+" if found > COUNTED else str(found)


def cards(rows: Iterable[Request], user: Any) -> list[Card]:
    """The requests as ``user`` may see them: two queries for each type of target and one for levels, none a row."""
    found = list(rows)
    targets, visible = _targets(found, user)
    made = [_card(asked, user, targets.get(asked.target_id), asked.target_id in visible) for asked in found]
    done = _decided_by(user, found)
    return [replace(card, may_decide=False, decided=True) if card.asked.pk in done else card for card in made]


def _decided_by(user: Any, rows: list[Request]) -> set[UUID]:
    """The requests of two levels of which ``user`` decided one: the other is another person's."""
    keys = [asked.pk for asked in rows if asked.levels > 1]
    found = Decision.objects.filter(request__in=keys, decided_by=user)
    return set(found.values_list("request_id", flat=True)) if keys else set()


def _targets(rows: list[Request], user: Any) -> tuple[dict[UUID, Any], set[UUID]]:
    """What the requests are about, by key, and the keys of those that exist for ``user``."""
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for asked in rows:
        wanted[asked.target_type].add(asked.target_id)
    targets: dict[UUID, Any] = {}
    visible: set[UUID] = set()
    for label, keys in wanted.items():
        model: Any = apps.get_model(label)
        targets |= model.objects.in_bulk(list(keys))
        visible |= set(model.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))
    return targets, visible


def _card(asked: Request, user: Any, target: Any, is_visible: bool) -> Card:
    kind = KINDS.get(asked.kind)
    is_mine = asked.maker_id == user.pk
    waits = asked.status == RequestStatus.PENDING
    may_decide = bool(kind and is_visible and waits and not is_mine and allows(user, kind.permission, target))
    url = target.get_absolute_url() if is_visible else ""
    known = target if is_visible or getattr(target, "is_deleted", False) else None
    return Card(asked, kind, known, url, is_mine, may_decide)


def lines_for(card: Card, user: Any) -> list[Line]:
    """The lines ``user`` may read, whatever a kind's description let slip masked; none of an erased person."""
    if card.kind is None or card.target is None:
        return []
    return [_veiled(line) for line in lines_of(card.asked) if may_see(user, line.kind, card.target)]


def _veiled(line: Line) -> Line:
    mask = MASKS.get(line.kind)
    if mask is None:
        return line
    return replace(line, before=_hide(line.before, mask), after=_hide(line.after, mask))


def _hide(text: str, mask: Callable[[str], str]) -> str:
    hidden = NUMBER.sub(lambda found: mask(found[0]), text)
    return masks.EMAIL.sub(lambda found: masks.mask_email(found[0]), hidden)


def explained(refusal: Refused) -> str:
    """The refusal's sentence and, where it lists what stands against the act, each of these."""
    return " ".join([refusal.message, *(blocker["detail"] for blocker in refusal.figures.get("blockers", []))])


def decisions_of(asked: Request) -> list[Decision]:
    """What was decided so far, oldest first."""
    return list(asked.decisions.select_related("decided_by").order_by("at", "pk"))


def deciders_of(card: Card) -> list[str]:
    """Usernames of people who may decide a waiting request, its maker left out: "waiting for …", ASKED at most.

    Their rights are read one by one, by the rule that will judge them; they are few.
    """
    if card.kind is None or card.target is None or not card.waits:
        return []
    app, codename = card.kind.permission.split(".")
    able = Permission.objects.filter(content_type__app_label=app, codename=codename).values("group")
    people = User.objects.filter(memberships__group__in=able).exclude(pk=card.asked.maker_id).distinct()
    others = people.exclude(decisions__request=card.asked).order_by("username")[:ASKED]
    guardian = card.target.guarded_by()
    able_here = [who for who in others if read_rights(who).allow(card.kind.permission, guardian)]
    return [who.username for who in able_here if not lacks_second(card.kind, card.asked, card.target, who)]

"""What people say of look-alikes: that they are two, or the same and to be merged later (E11)."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from access.models import User
from access.permissions import SEE, Rights, read_rights, require
from access.reasons import clean_reason
from audit.history import acting, note
from audit.models import Channel
from audit.refusals import Refused
from customers.duplicates.matches import Match
from customers.duplicates.noting import OF_MATCHES, pair_of
from customers.models import Customer, LookAlike, NotDuplicate, Verdict
from customers.refusals import ALREADY_SAID

CHANGE = "customers.change_customer"
KINDS = {Verdict.OTHER: "customers.not_duplicate", Verdict.SAME: "customers.same_customer"}


def say(*, pair: LookAlike, verdict: str, reason: str, actor: User, channel: Channel) -> LookAlike:
    """Record ``verdict``, OTHER or SAME, on a pair; it is an act on both customers, and may be changed later.

    It takes seeing both and the right to change one, as when one of them is added. Raises PermissionDenied,
    ValidationError for reason or verdict, Refused ``already_said`` where somebody said the same before.
    """
    _require(pair, actor)
    said = clean_reason(reason, member="reason")
    if not said:
        raise ValidationError({"reason": [_("Say why: the reason stays in the history.")]})
    if verdict not in KINDS:
        raise ValidationError({"verdict": [_("Say whether they are two customers or the same one.")]})
    act: dict[str, Any] = {"actor": actor, "kind": KINDS[Verdict(verdict)], "channel": channel, "reason": said}
    with acting(**act, about=pair.one, details={"other": pair.other.code}) as action:
        present = LookAlike.objects.select_for_update().get(pk=pair.pk)
        _require(pair, actor)
        if present.verdict == verdict:
            raise Refused(ALREADY_SAID, verdict=present.get_verdict_display())
        note(**act, about=pair.other, details={"other": pair.one.code})
        _write(present, verdict, actor, action)
    return present


def may_say(user: User, pair: LookAlike) -> bool:
    """Whether the page offers it."""
    return _may(read_rights(user), pair)


def _require(pair: LookAlike, actor: User) -> None:
    require(actor, SEE, pair.one)
    require(actor, SEE, pair.other)
    if not _may(read_rights(actor), pair):
        raise PermissionDenied(CHANGE)


def _may(rights: Rights, pair: LookAlike) -> bool:
    allow = rights.allow
    return bool(allow(CHANGE, pair.one) or allow(CHANGE, pair.other))


def _write(pair: LookAlike, verdict: str, actor: User, action: int) -> None:
    pair.verdict, pair.said_by = verdict, actor
    pair.save(update_fields=["verdict", "said_by"])
    if verdict == Verdict.OTHER:
        word = NotDuplicate(customer_id=pair.one_id, other_id=pair.other_id, said_by=actor, action_id=action)
        NotDuplicate.objects.bulk_create([word], ignore_conflicts=True)


def keep(
    customer: Customer, matches: Iterable[Match], *, actor: User, channel: Channel, reason: str, action: int
) -> None:
    """Keep, inside the act that saves ``customer``, the word that it is none of ``matches``, as ``say`` would."""
    rows = []
    for match in matches:
        other, likeness = match.customer, OF_MATCHES[match.why]
        for about, beside in ((customer, other), (other, customer)):
            details = {"other": beside.code}
            note(actor=actor, kind=KINDS[Verdict.OTHER], channel=channel, reason=reason, about=about, details=details)
        one, two = pair_of(customer.pk, other.pk)
        said: dict[str, Any] = {"verdict": Verdict.OTHER, "said_by": actor}
        rows.append(LookAlike(one_id=one, other_id=two, why=likeness.why, score=likeness.score, **said))
        NotDuplicate.objects.create(customer=customer, other=other, said_by=actor, action_id=action)
    fields: dict[str, Any] = {
        "unique_fields": ["one", "other"],
        "update_fields": ["why", "score", "verdict", "said_by"],
    }
    rows.sort(key=lambda row: (row.one_id, row.other_id))
    LookAlike.objects.bulk_create(rows, update_conflicts=True, **fields)

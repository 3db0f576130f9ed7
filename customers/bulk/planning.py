"""Foreseeing an act on many customers: which are meant, and what would come of each. Nothing of them is changed."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import User
from access.permissions import Rights, read_rights
from access.reasons import clean_reason
from audit.refusals import Refused, declare
from customers.bulk.acts import Act, Verdict, refused
from customers.bulk.kinds import ACTS
from customers.bulk.models import BulkAct, BulkChange, BulkRow, BulkState
from customers.exports.scope import Scope
from customers.models import Customer

BATCH = 200  # customers judged, locked and written together, and up to how many the page itself does it
MOST = 10_000  # customers of one act
FORGOTTEN = timedelta(days=1)  # after which a plan that nobody confirmed is removed

TOO_MANY = declare("bulk_too_many", gettext_lazy("One act takes at most %(limit)s customers. Filter the list further."))
UNKNOWN = declare("bulk_act_unknown", gettext_lazy("There is no such act. Load the list anew."), status=400)
NOBODY = declare("bulk_nobody", gettext_lazy("Choose at least one customer."))
GONE = declare("bulk_gone", gettext_lazy("There is no such customer for you."))


class Chosen(NamedTuple):
    """The customers meant, by key in the order of their codes, and the codes that name none the person may see."""

    keys: list[UUID]
    lost: list[str]

    @property
    def total(self) -> int:
        return len(self.keys) + len(self.lost)


def chosen(scope: Scope, actor: User) -> Chosen:
    """Whom ``scope`` means. Raises Refused ``bulk_nobody``, ``bulk_too_many``."""
    visible = scope.asked_of(actor).customers.visible_to(actor).order_by("code")
    found = dict(visible.values_list("pk", "code")[: MOST + 1])
    lost = sorted(set(scope.codes) - {*found.values()})
    if not (found or lost):
        raise Refused(NOBODY)
    if len(found) > MOST:
        raise Refused(TOO_MANY, limit=f"{MOST:,}")
    return Chosen(list(found), lost)


def plan(*, act: str, options: dict[str, Any], scope: Scope, reason: str, actor: User) -> BulkChange:
    """Foresee what ``act`` would do to the customers of ``scope``, one that is not there for ``actor`` included.

    Raises Refused like ``chosen``, ValidationError for the reason.
    """
    meant = chosen(scope, actor)
    reason = clean_reason(reason, member="reason")
    if act == BulkAct.STATUS and not reason:
        raise ValidationError({"reason": _("Say why: the reason stays in the history.")})
    change = BulkChange(act=act, options=options, reason=reason, actor=actor)
    does, rights = ACTS[act](options, actor), read_rights(actor)
    with transaction.atomic():
        _forget(actor)
        change.save(force_insert=True)
        for first in range(0, len(meant.keys), BATCH):
            keys = meant.keys[first : first + BATCH]
            BulkRow.objects.bulk_create(_foreseen(change, keys, first, does, rights))
        BulkRow.objects.bulk_create(
            told(BulkRow(change=change, number=number, code=code), refused(Refused(GONE)))
            for number, code in enumerate(meant.lost, start=len(meant.keys) + 1)
        )
    return change


def _forget(actor: User) -> None:
    """Remove the person's own plans of former days that were never confirmed."""
    old = timezone.now() - FORGOTTEN
    BulkChange.objects.made_by(actor).filter(state=BulkState.PLANNED, created_at__lt=old).delete()


def _foreseen(change: BulkChange, keys: list[UUID], first: int, does: Act, rights: Rights) -> Iterator[BulkRow]:
    visible = Customer.objects.visible_to(change.actor).select_related("portfolio")
    customers = list(visible.filter(pk__in=keys).order_by("code"))
    verdicts = does.judge(customers, rights)
    for number, one in enumerate(customers, start=first + 1):
        row = BulkRow(change=change, number=number, customer=one, code=one.code, version=one.version)
        yield told(row, verdicts[one.pk])


def told(row: BulkRow, verdict: Verdict) -> BulkRow:
    """The row with what comes of its customer."""
    row.outcome, row.before, row.cause, row.words = verdict.outcome, verdict.before, verdict.cause, verdict.words
    return row

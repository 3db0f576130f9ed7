"""Putting back what an act on many customers did, for a while, where nothing happened since.

By who did it, within UNDONE_WITHIN, and only with customers whose version is still the one the act left: so nothing
another person did or saw is undone. Going back is an act like any other: the same rights and rules are asked, and an
arrow of E5 that needs a second person becomes a request. Requests for approval are withdrawn, not undone.
"""

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import User
from access.reasons import MAX_REASON
from audit.refusals import Refused, declare
from customers.bulk.acts import Act
from customers.bulk.kinds import ACTS, taken_in_bulk
from customers.bulk.models import BulkAct, BulkChange, BulkRow, Outcome

KIND = "customers.bulk_undo"  # of the Action
UNDONE_WITHIN = timedelta(minutes=30)
NOT_UNDONE = declare("bulk_not_undone", gettext_lazy("This cannot be undone any more."), status=409)


def act_of(change: BulkChange, actor: Any) -> Act:
    """What ``change`` does."""
    back = None
    if change.undoes:
        done = change.undoes.rows.filter(outcome=Outcome.DONE, done=True)
        back = dict(done.values_list("customer_id", "before"))
    return ACTS[change.act](change.options, actor, back)


def label_of(change: BulkChange, act: Act) -> str:
    """What ``change`` does, in words."""
    return undo_words(act) if change.undoes_id else act.label


def undo_words(act: Act) -> str:
    """What the undo of ``act`` is called, in the history as well."""
    return _("Undo of: %(what)s") % {"what": act.label}


def may_undo(change: BulkChange, user: Any) -> bool:
    """Whether ``user`` may put ``change`` back now, at least with some of its customers."""
    fresh = change.ended_at is not None and timezone.now() - change.ended_at <= UNDONE_WITHIN
    own = change.actor_id == user.pk and change.undoes_id is None and not change.was_undone
    return fresh and own and _has_way_back(change)


def needs_another(change: BulkChange) -> bool:
    """Whether the way back is a loosening arrow: then an undo asks for it."""
    return change.act == BulkAct.STATUS


def _has_way_back(change: BulkChange) -> bool:
    """Whether something was done that has a way back: there is no arrow to draft."""
    done = change.rows.filter(outcome=Outcome.DONE, done=True)
    if change.act != BulkAct.STATUS:
        return done.exists()
    starts = done.order_by().values_list("before", flat=True).distinct()
    return any(taken_in_bulk(change.options["to"], str(start)) for start in starts)


def planned(change: BulkChange, actor: User) -> BulkChange:
    """The act that puts ``change`` back, ready to be carried out. Raises Refused ``bulk_not_undone``."""
    if not may_undo(change, actor):
        raise Refused(NOT_UNDONE)
    reason = undo_words(act_of(change, actor))[:MAX_REASON]
    back = BulkChange(act=change.act, options=change.options, reason=reason, actor=actor, undoes=change)
    done = change.rows.filter(outcome=Outcome.DONE, done=True).order_by("number")
    try:
        with transaction.atomic():
            back.save(force_insert=True)
    except IntegrityError:  # somebody was faster
        raise Refused(NOT_UNDONE) from None
    BulkRow.objects.bulk_create(_returning(back, row, number) for number, row in enumerate(done, start=1))
    return back


def _returning(back: BulkChange, row: BulkRow, number: int) -> BulkRow:
    return BulkRow(
        change=back,
        number=number,
        customer_id=row.customer_id,
        code=row.code,
        version=row.after or 0,
        outcome=Outcome.DONE,
    )

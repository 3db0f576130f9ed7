"""Carrying out an act on many customers: at once, or by the worker where it is long; each row is judged once more."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from access.models import User
from access.permissions import read_again
from audit.history import acting
from audit.models import Channel
from audit.refusals import Refused, declare
from customers.bulk import undoing
from customers.bulk.acts import Act, Verdict, refused
from customers.bulk.models import BulkChange, BulkRow, BulkState, Outcome
from customers.bulk.planning import BATCH, GONE, told
from customers.models import Customer
from exchange.runs import kinds, starting
from exchange.runs.kinds import Kind
from exchange.runs.results import REFUSALS
from exchange.runs.working import Work

RUN = "customers.bulk"  # the kind of background work

NOT_PLANNED = declare("bulk_not_planned", gettext_lazy("This was carried out already."), status=409)
CHANGED = declare("bulk_changed", gettext_lazy("Somebody changed this customer since you looked. Look again."))


def confirm(*, change: BulkChange, actor: User, channel: Channel) -> BulkChange:
    """Carry out what was planned: at once, or by the worker where it is long. Raises Refused ``bulk_not_planned``."""
    own = BulkChange.objects.made_by(actor).filter(pk=change.pk, state=BulkState.PLANNED)
    with transaction.atomic():
        if not own.update(state=BulkState.RUNNING):
            raise Refused(NOT_PLANNED)
        change.refresh_from_db()
        total = change.rows.count()
        if total > BATCH:
            parameters = {"change": str(change.pk)}
            change.run = starting.start(RUN, actor=actor, channel=channel, parameters=parameters, total=total)
            change.save(update_fields=["run"])
            return change
        carry_out(change, rows_left(change), actor=actor, channel=channel)
        _finish(change)
    return change


def undo(*, change: BulkChange, actor: User, channel: Channel) -> BulkChange:
    """Put ``change`` back with every customer that nobody changed since; returns the act that does it.

    Raises Refused ``bulk_not_undone``.
    """
    with transaction.atomic():
        back = undoing.planned(change, actor)
        return confirm(change=back, actor=actor, channel=channel)


def rows_left(change: BulkChange) -> list[BulkRow]:
    """The next rows that are not answered yet."""
    return list(change.rows.filter(done=False).order_by("number")[:BATCH])


def carry_out(change: BulkChange, rows: Sequence[BulkRow], *, actor: User, channel: Channel) -> Sequence[BulkRow]:
    """Do ``change`` to some of its customers, inside the caller's transaction; returns the rows as they came out.

    Every rule and right is asked again, of locked customers. One that changed or vanished meanwhile is refused alone.
    """
    act, rights = undoing.act_of(change, actor), read_again(actor)
    visible = Customer.objects.visible_to(actor).filter(pk__in=[row.customer_id for row in rows if row.customer_id])
    locked = visible.select_related("portfolio").select_for_update(of=("self",)).order_by("pk")
    found = {one.pk: one for one in locked}
    same = [one for row in rows if (one := _unchanged(row, found))]
    verdicts = act.judge(same, rights)
    _write(change, act, [one for one in same if verdicts[one.pk].outcome == Outcome.DONE], channel)
    for one in same:
        if verdicts[one.pk].outcome == Outcome.ASKED:
            verdicts[one.pk] = _asked(change, act, one, verdicts[one.pk], channel)
    return _answered(rows, found, verdicts)


def _finish(change: BulkChange) -> None:
    """Note that every row is answered."""
    change.state, change.done_at = BulkState.DONE, timezone.now()
    change.save(update_fields=["state", "done_at"])


def _unchanged(row: BulkRow, found: dict[UUID, Customer]) -> Customer | None:
    """The customer of the row, where nobody changed it since it was looked at."""
    customer = found.get(row.customer_id) if row.customer_id else None
    return customer if customer and customer.version == row.version else None


def _write(change: BulkChange, act: Act, customers: list[Customer], channel: Channel) -> None:
    if not customers:
        return
    kind = undoing.KIND if change.undoes_id else act.kind
    details = {"bulk": str(change.pk), "customers": len(customers)}
    with acting(actor=act.actor, kind=kind, channel=channel, reason=change.reason, details=details):
        act.write(customers)


def _asked(change: BulkChange, act: Act, customer: Customer, verdict: Verdict, channel: Channel) -> Verdict:
    try:
        with transaction.atomic():
            act.ask(customer, change.reason, channel)
    except REFUSALS as error:
        return refused(error, verdict.before)
    return verdict


def _answered(rows: Sequence[BulkRow], found: dict[UUID, Customer], verdicts: dict[UUID, Verdict]) -> Sequence[BulkRow]:
    for row in rows:
        lost = refused(Refused(CHANGED if row.customer_id in found else GONE), row.before)
        verdict = verdicts.get(row.customer_id, lost) if row.customer_id else lost
        told(row, verdict).done = True
        row.after = row.version + 1 if verdict.outcome == Outcome.DONE else None
    BulkRow.objects.bulk_update(rows, ["outcome", "before", "cause", "words", "done", "after"])
    return rows


def work(work: Work) -> None:
    """Carry out a long act in the background; a run that is picked up goes on with the rows that are left."""
    change = BulkChange.objects.select_related("undoes").get(pk=work.parameters["change"])
    while rows := rows_left(change):
        with work.batch() as results:
            for row in carry_out(change, rows, actor=work.actor, channel=Channel.TASK):
                results.add(row.number, row.outcome, code=row.code, reason=row.words, cause=row.cause)
    _finish(change)


def also(run: Any, user: Any) -> dict[str, Any]:
    """What the page of a run shows more: the act with its results."""
    return {"bulk_change": BulkChange.objects.made_by(user).filter(run=run).first()}


def register() -> None:
    """Add the kind of background work; called in AppConfig.ready()."""
    kinds.register(
        Kind(
            name=RUN,
            label=gettext_lazy("change of many customers"),
            work=work,
            permission="customers.change_customer",
            outcomes=dict(Outcome.choices),
            template="customers/bulk/after.html",
            also=also,
        )
    )

"""How a run begins, is asked to stop, and ends with its time."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy

from access.data_keys import Keyring, destroy
from access.models import User
from audit.models import Channel
from audit.refusals import Refused, declare
from exchange.runs import files
from exchange.runs.kinds import KINDS
from exchange.runs.models import FileRole, Run, RunState, kept_models

RUN_OVER = declare("run_over", gettext_lazy("This has ended already."), status=409)
RUN_LAUNCHED = declare("run_launched", gettext_lazy("This was started already."), status=409)
UNLAUNCHED = timedelta(days=1)
REMOVED_AT_ONCE = 500  # runs in one round of the schedule


class Source(NamedTuple):
    """A file that a run takes in: its name and its bytes in parts of any size."""

    name: str
    parts: Iterable[bytes]
    content_type: str = files.CSV


def start(
    kind: str,
    *,
    actor: User,
    channel: Channel,
    parameters: dict[str, Any],
    file: Source | None = None,
    total: int | None = None,
) -> Run:
    """Have the worker do a ``kind`` of work for ``actor``; the caller has asked for the right to it.

    ``parameters`` are ids and options; what is personal belongs into ``file``, which is encrypted. The queue is a table
    of this database, so that the task is there when the caller's transaction commits, and only then.
    """
    with transaction.atomic():
        run = prepare(kind, actor=actor, channel=channel, parameters=parameters, file=file)
        return launch(run, total=total)


def prepare(kind: str, *, actor: User, channel: Channel, parameters: dict[str, Any], file: Source | None = None) -> Run:
    """Keep a run with its file for a day, for its maker to look at and to launch."""
    run = Run(
        kind=KINDS[kind].name,
        actor=actor,
        channel=channel,
        language=get_language() or "en",
        scopes=sorted(actor.scopes) if actor.scopes is not None else None,
        parameters=parameters,
        state=RunState.DRAFT,
        expires_at=timezone.now() + UNLAUNCHED,
    )
    with transaction.atomic():
        run.save(force_insert=True)
        if file:
            files.write(run, role=FileRole.SOURCE, name=file.name, parts=file.parts, content_type=file.content_type)
    return run


def launch(run: Run, *, total: int | None = None, **parameters: Any) -> Run:
    """Put a prepared run into the queue, with further ``parameters``. Raises Refused where that was done before."""
    fields = {
        "state": RunState.WAITING,
        "parameters": run.parameters | parameters,
        "total": total,
        "expires_at": timezone.now() + KINDS[run.kind].kept,
    }
    with transaction.atomic():
        if not Run.objects.filter(pk=run.pk, state=RunState.DRAFT).update(**fields):
            raise Refused(RUN_LAUNCHED)
        enqueue(run)
    run.refresh_from_db()
    return run


def enqueue(run: Run) -> None:
    """Put ``run`` into the worker's queue."""
    from exchange.runs.tasks import carry_out

    carry_out.enqueue(str(run.pk))


def stop(*, run: Run, actor: User) -> Run:
    """Ask one's own run to end after the batch it is at; one that still waits ends at once. Raises Refused."""
    with transaction.atomic():
        ended = {"state": RunState.STOPPED, "ended_at": timezone.now(), "stop_asked": True}
        own = Run.objects.made_by(actor).filter(pk=run.pk)
        if not own.filter(state__in=[RunState.DRAFT, RunState.WAITING]).update(**ended):
            asked = own.filter(state=RunState.RUNNING).update(stop_asked=True)
            if not asked:
                raise Refused(RUN_OVER)
    run.refresh_from_db()
    return run


def expire_runs(*, now: datetime | None = None) -> int:
    """Destroy the keys of the runs whose time is over, and remove their rows and files; returns how many.

    The run itself stays, with its counts. Repeating it changes nothing.
    """
    now = now or timezone.now()
    over = Run.objects.filter(expires_at__lte=now, erased_at=None).exclude(state=RunState.RUNNING)
    runs = list(over.order_by("expires_at")[:REMOVED_AT_ONCE])
    for run in runs:
        _erase(run, now)
    return len(runs)


def _erase(run: Run, now: datetime) -> None:
    Keyring().load([run.pk], make=True)  # one that was never used cannot be made later either
    destroy(run.pk)
    for model in kept_models():
        model.objects.filter(run=run).delete()
    unfinished = Run.objects.filter(pk=run.pk, state__in=[RunState.DRAFT, RunState.WAITING])
    unfinished.update(state=RunState.STOPPED, ended_at=now)
    Run.objects.filter(pk=run.pk).update(erased_at=now)

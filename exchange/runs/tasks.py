"""The worker's side: a run is claimed, carried out once, and picked up again where its worker was lost."""

import logging
import traceback
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task

from access.data_keys import conceal
from access.permissions import read_rights
from audit.context import Origin, origin
from audit.refusals import Refused
from exchange.runs.kinds import KINDS
from exchange.runs.models import Run, RunState
from exchange.runs.results import cause_of, problems_of
from exchange.runs.starting import enqueue
from exchange.runs.working import TRY_LOCK, Interrupted, Overtaken, Stopped, Work, lock_name

LEASE = timedelta(seconds=60)  # without a batch for this long, a run's worker is taken for lost
MAX_ATTEMPTS = 3
LOST, BROKEN = "worker_lost", "internal"
ENDED = Q(state=RunState.RUNNING)  # what only the claimer may end
logger = logging.getLogger(__name__)


class RunFailed(Exception):
    """A defect ended a run. Says which and where, without the values that the original message may have."""


@task()
def carry_out(key: str) -> None:
    """Do the run ``key``, unless somebody else is at it or it is over."""
    run = claim(key)
    if run is None:
        return
    token = origin.set(Origin(request_id=run.pk))  # by which the journal finds what a run did
    try:
        with override(run.language):
            _do(run)
    finally:
        origin.reset(token)


def claim(key: str) -> Run | None:
    """Make a waiting run this worker's own; None where it does not wait, or another one holds its lock."""
    run = Run(pk=key)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(TRY_LOCK, lock_name(run))
        if not cursor.fetchone()[0]:
            return None
        now, name = timezone.now(), get_random_string(32)
        waiting = Run.objects.filter(pk=key, state=RunState.WAITING)
        claimed = waiting.update(
            state=RunState.RUNNING, claimed_by=name, heartbeat=now, attempts=F("attempts") + 1, shown=0
        )
        Run.objects.filter(pk=key, claimed_by=name, started_at=None).update(started_at=now)
    return Run.objects.get(pk=key) if claimed else None


def _do(run: Run) -> None:
    try:
        _work(run)
    except Stopped:
        finish(run, RunState.STOPPED)
    except Interrupted:
        hand_over(run)
    except Overtaken:
        logger.warning("Run %s is another worker's now.", run.pk)
    except (Refused, PermissionDenied) as refusal:
        words = " ".join(text for _name, text in problems_of(refusal))
        finish(run, RunState.FAILED, error=cause_of(refusal), words=words)
    except (OperationalError, InterfaceError):
        raise  # the database is away: the run is picked up when it is back
    except Exception as error:
        frames = "".join(traceback.format_tb(error.__traceback__))
        logger.error("Run %s ended by %s:\n%s", run.pk, type(error).__name__, frames)
        finish(run, RunState.FAILED, error=BROKEN, words=_("An error in the program ended this. It was recorded."))
        raise RunFailed(f"{type(error).__name__} in run {run.pk}") from None


def _work(run: Run) -> None:
    kind, work = KINDS[run.kind], Work(run)
    if kind.permission and kind.permission not in read_rights(work.actor).may:
        raise PermissionDenied(kind.permission)
    work.pause()
    kind.work(work)
    finish(run, RunState.DONE)


def finish(run: Run, state: RunState, *, error: str = "", words: str = "") -> None:
    """End a claimed run; one that was overtaken is left alone."""
    run.state, run.error, run.ended_at = state, error, timezone.now()
    conceal(run, words=words)
    mine = Run.objects.filter(ENDED, pk=run.pk, claimed_by=run.claimed_by)
    mine.update(state=state, error=error, words=run.words, ended_at=run.ended_at)


def hand_over(run: Run) -> None:
    """Put a run back into the queue, for the worker that comes after this one."""
    with transaction.atomic():
        mine = Run.objects.filter(ENDED, pk=run.pk, claimed_by=run.claimed_by)
        if mine.update(state=RunState.WAITING, claimed_by="", attempts=F("attempts") - 1):
            enqueue(run)


def pick_up_lost() -> int:
    """Put runs whose worker is lost back into the queue, MAX_ATTEMPTS times at most; returns how many."""
    lost = Run.objects.filter(state=RunState.RUNNING, heartbeat__lt=timezone.now() - LEASE)
    return sum(_pick_up(run) for run in lost.order_by("heartbeat")[:100])


def _pick_up(run: Run) -> bool:
    """Take a lost run from its worker, unless that one is in the middle of a batch after all."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(TRY_LOCK, lock_name(run))
        if not cursor.fetchone()[0]:
            return False
        if run.attempts >= MAX_ATTEMPTS:
            words = _("Its worker was lost %(times)s times. Ask the system administrator.") % {"times": run.attempts}
            finish(run, RunState.FAILED, error=LOST, words=words)
            return False
        mine = Run.objects.filter(ENDED, pk=run.pk, claimed_by=run.claimed_by, heartbeat=run.heartbeat)
        if mine.update(state=RunState.WAITING, claimed_by=""):
            enqueue(run)
            return True
    return False

"""What the function of a kind is given: batches that commit together with their results and the progress.

At most one worker is at a run. Each transaction holds the run's advisory lock and ends by an update that only the
worker who claimed it can make; one that was overtaken is rolled back whole.
"""

import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from access.data_keys import Keyring
from access.models import User
from exchange.runs import results
from exchange.runs.models import Run, RunState
from exchange.runs.results import Result, Results

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
END = "end"  # the mark of a run whose rows are all through
TRY_LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))"


class Overtaken(Exception):
    """Another worker went on with this run; what this one was at is rolled back."""


class Stopped(Exception):
    """The person asked the run to end."""


class Interrupted(Exception):
    """The worker itself was told to end; the run goes on with another one."""


class RolledBack(Exception):
    """Takes back what ``Work.whole`` did, not what it found."""


leaving: Callable[[], bool] = lambda: False  # noqa: E731 - replaced by the worker: whether it was told to end


def leave_when(asked: Callable[[], bool]) -> None:
    """Have runs hand over, after the batch they are at, once ``asked()`` is true."""
    global leaving
    leaving = asked


def lock_name(run: Run) -> list[str]:
    return [f"kehu.run.{run.pk}"]


class Work:
    """A claimed run. ``actor`` acts with the rights of this moment, narrowed as when it was started.

    ``parameters`` are those of ``start``; ``done`` rows are committed already and ``mark`` is what the last batch left
    there: a run that is picked up goes on after them.
    """

    def __init__(self, run: Run) -> None:
        self.run, self.parameters, self.ring = run, run.parameters, Keyring()
        self.actor: User = User.objects.get(pk=run.actor_id)
        self.actor.scopes = frozenset(run.scopes) if run.scopes is not None else None

    @property
    def done(self) -> int:
        return self.run.done

    @property
    def mark(self) -> str:
        return self.run.mark

    def expect(self, total: int) -> None:
        """Say how many rows there are."""
        self._update(total=total)

    @contextmanager
    def batch(self) -> Iterator[Results]:
        """One transaction: what is done inside, its results and the progress, or nothing of them.

        Set ``results.mark`` to where the next batch begins. Rows refused inside need savepoints of their own.
        """
        told = Results()
        with transaction.atomic():
            self._lock()
            yield told
            self._commit(told.rows, told.mark, told.tallied)
        self.pause()

    def show(self, done: int) -> None:
        """Show progress that is not committed yet, through a connection of its own. Raises like ``pause``."""
        beat = Thread(target=_show, args=(self.run, done))
        beat.start()
        beat.join()
        self.pause()

    @contextmanager
    def whole(self, *, keep: Callable[[], bool]) -> Iterator["Whole"]:
        """One transaction for all rows, kept if ``keep()`` says so at its end; the results stay in any case.

        A run that is picked up begins anew, as nothing of it was there, unless its ``mark`` is END.
        """
        with tempfile.TemporaryFile("w+", encoding="utf-8") as spool:
            whole = Whole(self, spool)
            try:
                with transaction.atomic():
                    self._lock()
                    yield whole
                    if not keep():
                        raise RolledBack
                    self._commit_all(whole)
            except RolledBack:
                with transaction.atomic():
                    self._lock()
                    self._commit_all(whole)

    def _commit_all(self, whole: "Whole") -> None:
        for rows in whole.told():
            self._commit(rows, END)

    def _commit(self, rows: list[Result], mark: str, tallied: Counter[str] | None = None) -> None:
        results.save(self.run, rows, self.ring)
        tallied = tallied or Counter()
        counts = results.counted(rows) + tallied
        self._update(
            done=self.run.done + len(rows) + tallied.total(),
            counts={name: self.run.counts.get(name, 0) + counts[name] for name in {**self.run.counts, **counts}},
            mark=mark or self.run.mark,
        )

    def _lock(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(LOCK, lock_name(self.run))

    def _update(self, **fields: Any) -> None:
        """Update the run as the one who claimed it. Raises Overtaken."""
        mine = Run.objects.filter(pk=self.run.pk, claimed_by=self.run.claimed_by, state=RunState.RUNNING)
        if not mine.update(heartbeat=timezone.now(), **fields):
            raise Overtaken
        for name, value in fields.items():
            setattr(self.run, name, value)

    def pause(self) -> None:
        """Between batches: does anybody want this to end? Raises Stopped or Interrupted."""
        self.run.refresh_from_db(fields=["stop_asked"])
        if self.run.stop_asked:
            raise Stopped
        if leaving():
            raise Interrupted


class Whole:
    """The results of a run that is one transaction, kept outside the memory until it ends."""

    def __init__(self, work: Work, spool: Any) -> None:
        self.work, self._spool, self._done = work, spool, 0

    def add(self, told: Results) -> None:
        """Take the results of some rows, and show the progress through a connection of its own."""
        self._spool.writelines(json.dumps(row) + "\n" for row in told.rows)
        self._done += len(told.rows)
        self.work.show(self._done)

    def told(self) -> Iterator[list[Result]]:
        """Yield what was told, some rows at a time."""
        self._spool.seek(0)
        batch: list[Result] = []
        for line in self._spool:
            number, outcomes, *others = json.loads(line)
            batch.append(Result(number, tuple(outcomes), *others))
            if len(batch) == results.WRITTEN:
                yield batch
                batch = []
        yield batch


def _show(run: Run, done: int) -> None:
    """Show progress that is not committed yet; a picked-up run starts from its own figure, which this is not."""
    try:
        mine = Run.objects.filter(pk=run.pk, claimed_by=run.claimed_by, state=RunState.RUNNING)
        mine.update(heartbeat=timezone.now(), shown=done)
    finally:
        connection.close()

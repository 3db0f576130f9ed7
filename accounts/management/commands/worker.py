"""``manage.py worker``: background tasks as they are enqueued, and the schedule."""

import logging
import time
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, OperationalError, connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from accounts import schedule
from exchange.runs import tasks, working

IDLE_S = 1.0
logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Works until SIGTERM or Ctrl-C, which end it at once or, during a task, after that task or a run's batch.

    Any number of workers share one database. While that is down, it tries again every second.
    """

    help = "Run background tasks and the schedule until stopped."

    def handle(self, **options: Any) -> None:
        logging.getLogger("django_tasks_db").setLevel(logging.ERROR)  # being stopped is no warning
        worker = emptier()
        worker.configure_signals()
        working.leave_when(lambda: not worker.running)
        while worker.running:
            _work(worker)
            if worker.running:
                time.sleep(IDLE_S)


class Steward(Worker):
    """django-tasks-db's worker, that looks after lost runs and the schedule between any two tasks.

    Not only when the queues are empty: a long look for duplicates goes on task after task for hours.
    """

    due = 0.0  # monotonic seconds

    def run_task(self, found: Any) -> None:
        super().run_task(found)
        self.look_after()

    def look_after(self) -> None:
        """Put lost runs back into the queue and, when it is due, run the schedule."""
        tasks.pick_up_lost()
        if time.monotonic() < self.due:
            return
        try:
            schedule.run()
        except (OperationalError, InterfaceError):
            raise  # the database is away: the schedule stays due
        except DatabaseError:
            logger.exception("A job of the schedule failed; the next round tries it again.")
        self.due = time.monotonic() + schedule.EVERY_S


def emptier() -> Steward:
    """A worker that returns when the queues are empty."""
    return Steward(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=IDLE_S,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
    )


def _work(worker: Steward) -> None:
    """Empty the queues and look after the rest; while the database is away, the next round tries it again."""
    try:
        worker.look_after()
        worker.run()
    except (OperationalError, InterfaceError) as error:
        logger.warning("The database does not answer (%s); trying again.", type(error).__name__)
        connections.close_all()

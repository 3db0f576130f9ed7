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
        due = time.monotonic()
        while worker.running:
            due = _work(worker, due)
            if worker.running:
                time.sleep(IDLE_S)


def emptier() -> Worker:
    """django-tasks-db's own worker, that returns when the queues are empty."""
    return Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=IDLE_S,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
    )


def _work(worker: Worker, due: float) -> float:
    """Empty the queues and, when it is ``due``, run the schedule; returns when that is due next (monotonic seconds)."""
    try:
        worker.run()
        tasks.pick_up_lost()
        if time.monotonic() < due:
            return due
        schedule.run()
    except (OperationalError, InterfaceError) as error:
        logger.warning("The database does not answer (%s); trying again.", type(error).__name__)
        connections.close_all()
        return due
    except DatabaseError:
        logger.exception("A job of the schedule failed; the next round tries it again.")
    return time.monotonic() + schedule.EVERY_S

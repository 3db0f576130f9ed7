"""What happens by itself, some minutes apart: each job may run twice without harm, and never at two places at once."""

from collections.abc import Callable

from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction

from access.drafts.keeping import expire_drafts
from access.expiry import expire_requests
from accounts.verifying.tasks import start_nightly
from customers.duplicates.tasks import start as look_for_duplicates
from exchange.idempotency import forget_old_keys
from exchange.runs.starting import expire_runs

EVERY_S = 600
JOBS: tuple[Callable[[], object], ...] = (
    forget_old_keys,
    SessionStore.clear_expired,
    expire_requests,
    expire_drafts,
    expire_runs,
    look_for_duplicates,
    start_nightly,
)


def run() -> int:
    """Run every job that no other worker runs at this moment; returns how many it ran."""
    return sum(_run_alone(job) for job in JOBS)


def _run_alone(job: Callable[[], object]) -> bool:
    """Run ``job`` in a transaction that holds its advisory lock; False where another one holds it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [f"kehu.schedule.{job.__qualname__}"])
        free: bool = cursor.fetchone()[0]
        if free:
            job()
    return free

"""The worker: its schedule, and that it stops when told and outlives its database connection."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from access import approvals
from access.expiry import expire_requests
from access.models import Request, RequestedField, RequestStatus
from accounts import schedule
from accounts.management.commands.worker import emptier
from accounts.verifying.keeping import verify_and_keep
from audit.history import acting
from audit.models import Action
from config.installation import PROJECT
from customers.duplicates.tasks import sweep
from exchange.models import IdempotencyKey
from exchange.runs import tasks as run_tasks
from tests import factories
from tests.database import as_owner

STOPPED_S = 2


def ask(**changes):
    """A request of a clerk to set a customer's terms, with ``changes`` made to it afterwards."""
    clerk, customer = factories.person(), factories.customer(factories.portfolio())
    with acting(actor=clerk, kind="tests.ask", channel="command"):
        asked = approvals.ask(
            kind="customers.change", target=customer, maker=clerk, payload={}, fields=["terms"], reason=""
        )
        Request.objects.filter(pk=asked.pk).update(**changes)
    return asked


@pytest.mark.django_db
def test_a_request_nobody_decided_in_time_expires_in_the_systems_name():
    late, early = ask(expires_at=timezone.now() - timedelta(seconds=1)), ask()

    assert expire_requests() == 1

    late.refresh_from_db()
    early.refresh_from_db()
    assert (late.status, early.status) == (RequestStatus.EXPIRED, RequestStatus.PENDING)
    assert late.closed_at is not None
    assert list(RequestedField.objects.values_list("request", flat=True)) == [early.pk]
    act = Action.objects.get(kind="access.expire")
    assert (act.actor.username, act.channel, act.approval) == ("system", "task", late.pk)


@pytest.mark.django_db
def test_expiring_twice_changes_nothing_more():
    ask(expires_at=timezone.now() - timedelta(days=1))

    assert [expire_requests(), expire_requests()] == [1, 0]


@pytest.mark.django_db
def test_the_schedule_forgets_old_keys_and_sessions_and_keeps_the_others():
    person, now = factories.person(), timezone.now()
    for key, age in (("old", 8), ("new", 6)):
        IdempotencyKey.objects.create(actor=person, path="/", key=key, digest=b"")
        IdempotencyKey.objects.filter(key=key).update(created_at=now - timedelta(days=age))
    for key, hours in (("over", -1), ("valid", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=now + timedelta(hours=hours))

    assert schedule.run() == len(schedule.JOBS)

    assert [row.key for row in IdempotencyKey.objects.all()] == ["new"]
    assert [row.session_key for row in Session.objects.all()] == ["valid"]


@pytest.mark.django_db(transaction=True)
def test_lost_runs_are_looked_for_between_any_two_tasks_however_long_the_queue(monkeypatch):
    looked = []
    verify_and_keep(channel="task")  # tonight's is made
    monkeypatch.setattr(run_tasks, "pick_up_lost", lambda: looked.append(DBTaskResult.objects.ready().count()))
    sweep.enqueue()
    sweep.enqueue()

    emptier().run()

    assert looked == [1, 0]


@pytest.mark.django_db(transaction=True)
def test_the_look_for_duplicates_lets_whatever_else_waits_go_first():
    sweep.enqueue()
    run_tasks.carry_out.enqueue(str(uuid4()))

    assert [task.task_path.rpartition(".")[2] for task in DBTaskResult.objects.ready()] == ["carry_out", "sweep"]


@pytest.mark.django_db
def test_a_job_that_another_worker_runs_is_left_to_it():
    parameters = connection.get_connection_params() | {"cursor_factory": psycopg.Cursor}
    parameters.pop("context", None)
    with psycopg.connect(**parameters) as other:
        for job in schedule.JOBS:
            other.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"kehu.schedule.{job.__qualname__}"])

        assert schedule.run() == 0


@pytest.fixture
def worker():
    process = subprocess.Popen(
        [sys.executable, "manage.py", "worker"],
        cwd=PROJECT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
        stderr=subprocess.PIPE,
        text=True,
    )
    yield process
    process.kill()
    process.communicate()


def until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not (found := condition()) and time.monotonic() < end:
        time.sleep(0.1)
    return found


def sessions_of_workers():
    """The server processes behind the application role's connections, without this process's own."""
    settings = connection.settings_dict
    own = connection.connection.info.backend_pid if connection.connection else 0
    asked = "SELECT pid FROM pg_stat_activity WHERE datname = %s AND usename = %s AND pid <> %s"
    with as_owner() as owner:
        return {pid for (pid,) in owner.execute(asked, [settings["NAME"], settings["USER"], own])}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_at_once_and_cleanly_when_told(worker, number):
    assert until(sessions_of_workers)

    told = time.monotonic()
    worker.send_signal(number)

    assert worker.wait(30) == 0
    assert time.monotonic() - told < STOPPED_S
    assert worker.stderr.read() == ""


@pytest.mark.django_db(transaction=True)
def test_it_goes_on_when_its_connection_is_cut(worker):
    before = until(sessions_of_workers)
    with as_owner() as owner:
        for pid in before:
            owner.execute("SELECT pg_terminate_backend(%s)", [pid])

    assert until(lambda: sessions_of_workers() - before)
    assert worker.poll() is None

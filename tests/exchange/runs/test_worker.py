"""A real worker, killed in the middle of a batch: another one goes on, and nothing is doubled."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from config.installation import PROJECT
from exchange.models import Run, RunRow
from exchange.runs import starting, tasks
from tests import factories
from tests.exchange.runs import kinds

pytestmark = [pytest.mark.django_db(transaction=True, databases=["default", "owner"]), pytest.mark.process]
WORKER = """
import django
django.setup()
from django.core.management import call_command
from tests.exchange.runs.kinds import register_all
register_all()
call_command("worker")
"""


@pytest.fixture
def workers():
    """Starts real workers that know the tests' kinds; none outlives the test."""
    running = []

    def start():
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
        running.append(subprocess.Popen([sys.executable, "-c", WORKER], cwd=PROJECT, env=environment))
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.wait(30)


@pytest.fixture
def run(tmp_path):
    kinds.register_all()
    clerk = factories.person("clerk", "财务文员", manages=[factories.portfolio("EAST")])
    parameters = {"folder": str(tmp_path), "seconds": 0.5}
    return starting.start("tests.count", actor=clerk, channel="web", parameters=parameters)


def until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    assert condition()


def is_over(run):
    run.refresh_from_db()
    return run.is_over


def test_killed_in_the_middle_it_is_picked_up_once_and_every_row_is_there_once(workers, run, tmp_path):
    first = workers()
    until((tmp_path / "20").exists)  # inside the third batch, which is not committed
    first.send_signal(signal.SIGKILL)
    first.wait(30)
    run.refresh_from_db()
    assert (run.state, run.done) == ("running", 20)

    Run.objects.filter(pk=run.pk).update(heartbeat=timezone.now() - tasks.LEASE - timedelta(seconds=1))
    for _number in range(2):
        workers()
    until(lambda: is_over(run))

    assert (run.state, run.done, run.counts, run.attempts) == ("done", 40, {"updated": 40}, 2)
    assert sorted(RunRow.objects.values_list("number", flat=True)) == list(range(1, 41))


def test_told_to_end_a_worker_hands_its_run_over_after_the_batch(workers, run, tmp_path):
    first = workers()
    until((tmp_path / "10").exists)
    first.send_signal(signal.SIGTERM)

    assert first.wait(30) == 0
    run.refresh_from_db()
    assert (run.state, run.done) == ("waiting", 20)
    workers()
    until(lambda: is_over(run))
    assert (run.state, RunRow.objects.count(), run.attempts) == ("done", 40, 1)

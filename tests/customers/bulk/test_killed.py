"""A real worker, killed in the middle of a bulk act: another one goes on, and no customer is changed twice."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.utils import timezone

from config.installation import PROJECT
from customers.bulk import running
from customers.models import Customer, Status
from exchange.models import Run, RunRow
from exchange.runs import tasks
from tests import factories
from tests.customers.bulk.doing import STATUS, carried_out, planned, some
from tests.exchange.runs.test_worker import is_over, until

pytestmark = [pytest.mark.django_db(transaction=True, databases=["default", "owner"]), pytest.mark.process]
WORKER = """
import os, time
import django
django.setup()
from customers.bulk import running
answered = running._answered
def slowly(rows, *others):
    with open(os.path.join(os.environ["BULK_FOLDER"], str(rows[0].number)), "w"):
        time.sleep(0.5)
    return answered(rows, *others)
running.BATCH, running._answered = 10, slowly
from django.core.management import call_command
call_command("worker")
"""


@pytest.fixture
def workers(tmp_path):
    """Starts real workers that take their time; none outlives the test."""
    started = []

    def start():
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "BULK_FOLDER": str(tmp_path)}
        started.append(subprocess.Popen([sys.executable, "-c", WORKER], cwd=PROJECT, env=environment))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait(30)


def test_killed_in_the_middle_it_is_picked_up_and_every_customer_is_changed_once(workers, tmp_path, monkeypatch):
    monkeypatch.setattr(running, "BATCH", 10)
    east = factories.portfolio("EAST")
    clerk = factories.person("clerk", "财务文员", manages=[east])
    codes = [customer.code for customer in some(east, 35)]
    change = carried_out(clerk, planned(clerk, STATUS, {"to": Status.FROZEN}, *codes))
    run = Run.objects.get(pk=change.run_id)

    first = workers()
    until((tmp_path / "21").exists)  # inside the third batch, which is not committed
    first.send_signal(signal.SIGKILL)
    first.wait(30)
    assert Customer.objects.filter(status=Status.FROZEN).count() == 20
    Run.objects.filter(pk=run.pk).update(heartbeat=timezone.now() - tasks.LEASE - timedelta(seconds=1))
    workers()
    until(lambda: is_over(run))

    assert (run.state, run.done, run.counts, run.attempts) == ("done", 35, {"updated": 35}, 2)
    assert sorted(RunRow.objects.values_list("number", flat=True)) == list(range(1, 36))
    assert {*Customer.objects.values_list("status", "version")} == {("frozen", 2)}

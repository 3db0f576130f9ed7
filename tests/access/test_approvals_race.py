"""Sixty requests, eight processes that approve them all at once: each is applied, once; and a right revoked while
its holder waits for a lock is gone."""

import json
import subprocess
import sys
import threading
from collections import Counter

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from access.models import Decision, Membership, RequestedField
from audit.history import acting
from config.installation import PROJECT
from customers import lifecycle
from customers.models import Customer, Status
from tests import factories

REQUESTS, PROCESSES = 60, 8


def ask_to_unfreeze(portfolio, clerk):
    customer = factories.customer(portfolio, status=Status.FROZEN)
    asked = lifecycle.change_status(customer=customer, to="active", reason="all paid", actor=clerk, channel="web")
    return asked.request


def approving(username):
    command = [sys.executable, "-m", "tests.access.deciding", username]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, cwd=PROJECT, **pipes)


def race(usernames):
    """Start one process each, let them go together, return their counts added up."""
    processes = [approving(username) for username in usernames]
    try:
        assert [process.stdout.readline() for process in processes] == ["ready\n"] * len(processes)
        for process in processes:
            process.stdin.write("go\n")
            process.stdin.flush()
        answers = [process.communicate(timeout=120)[0] for process in processes]
    finally:
        for process in processes:
            process.kill()
            process.wait()
    return sum((Counter(json.loads(answer)) for answer in answers), Counter())


@pytest.mark.process
@pytest.mark.django_db(transaction=True)
def test_sixty_requests_approved_by_eight_processes_at_once_are_applied_sixty_times():
    east = factories.portfolio("EAST")
    clerk = factories.person("clerk", "财务文员", manages=[east])
    supervisors = [factories.person(f"supervisor{n}", "财务主管", manages=[east]) for n in range(PROCESSES)]
    asked = [ask_to_unfreeze(east, clerk) for _ in range(REQUESTS)]

    counts = race(supervisor.username for supervisor in supervisors)

    assert counts == {"applied": REQUESTS, "already_decided": REQUESTS * (PROCESSES - 1)}
    assert set(Customer.objects.values_list("status", "version")) == {("active", 2)}
    assert Customer.history.filter(history_type="~").count() == REQUESTS
    assert Decision.objects.count() == len({one.pk for one in asked}) == REQUESTS
    assert not RequestedField.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_right_revoked_while_its_holder_waits_for_the_lock_is_refused():
    east = factories.portfolio("EAST")
    clerk = factories.person("clerk", "财务文员", manages=[east])
    customer = factories.customer(east)
    outcome = []

    def freeze():
        try:
            lifecycle.change_status(customer=customer, to="frozen", reason="overdue", actor=clerk, channel="web")
        except PermissionDenied:
            outcome.append("denied")
        finally:
            connection.close()

    waiter = threading.Thread(target=freeze)
    with transaction.atomic():
        Customer.objects.select_for_update().get(pk=customer.pk)
        waiter.start()
        wait_for_a_waiter()
        with acting(actor=None, kind="tests.revoke", channel="command"):
            Membership.objects.filter(user=clerk).delete()
    waiter.join(timeout=30)

    customer.refresh_from_db()
    assert (outcome, customer.status) == (["denied"], Status.ACTIVE)


def wait_for_a_waiter():
    """Until another session of this database waits for a lock of this one."""
    with connection.cursor() as cursor:
        for _ in range(1_000):
            cursor.execute(
                "SELECT pg_sleep(0.01) IS NULL, EXISTS (SELECT FROM pg_locks l WHERE NOT l.granted"
                " AND pg_backend_pid() = ANY(pg_blocking_pids(l.pid)))"
            )
            if cursor.fetchone()[1]:
                return
    raise AssertionError("Nobody waits.")

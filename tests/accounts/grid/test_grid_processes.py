"""The grid with real processes: a double click, and two batches that name the same customers in opposite order."""

import multiprocessing
from decimal import Decimal

import pytest
from django.db import connection, connections

from accounts import ledger
from accounts.grid.posting import Row, post_rows
from accounts.models import Entry
from audit.models import Action
from tests import factories
from tests.accounts.grid.test_grid import client, send, token_of, typed
from tests.accounts.ledger import draft

pytestmark = [pytest.mark.django_db(transaction=True, databases=["default", "owner"]), pytest.mark.process]
CLICKS, BATCHES = 6, 15


@pytest.fixture
def people():
    east = factories.portfolio("EAST")
    clerk = factories.person("clerk", "财务文员", manages=[east])
    return clerk, [factories.customer(east, code=f"KH-00000{number}") for number in (1, 2)]


def run(target, *arguments, times):
    """Run ``target`` in as many processes, each with its number first; returns what each put into its queue."""
    name = connection.settings_dict["NAME"]
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    told = fork.Queue()
    workers = [fork.Process(target=target, args=(number, name, told, *arguments)) for number in range(times)]
    for worker in workers:
        worker.start()
    answers = [told.get(timeout=90) for _worker in workers]
    for worker in workers:
        worker.join(30)
    return answers


def click(number, database, told, clerk_key, data):
    from access.models import User

    connections["default"].settings_dict["NAME"] = database
    answer = send(client(User.objects.get(pk=clerk_key)), data, act="post")
    told.put((answer.status_code, answer.headers.get("Location", "")))
    connections.close_all()


@pytest.mark.parametrize("mode", ["all", "sound"])
def test_a_batch_clicked_at_once_by_several_processes_is_posted_once(people, mode):
    clerk, customers = people
    data = typed(*({"customer": one.code, "amount": "10.00"} for one in customers), mode=mode)
    data["token"] = token_of(send(client(clerk), data))

    answers = run(click, clerk.pk, data, times=CLICKS)

    assert len(set(answers)) == 1
    assert answers[0][0] == 302
    assert Entry.objects.count() == 2
    assert Action.objects.filter(kind="accounts.post_batch", details__has_key="places").count() == 1


def batch(number, database, told, clerk_key, keys):
    from access.models import User
    from customers.models import Customer

    connections["default"].settings_dict["NAME"] = database
    clerk = User.objects.get(pk=clerk_key)
    customers = [Customer.objects.get(pk=key) for key in (keys if number % 2 else reversed(keys))]
    for _time in range(BATCHES):
        rows = [Row(place, one, draft(one, "receipt", "1.00")) for place, one in enumerate(customers)]
        post_rows(rows=rows, whole=True, actor=clerk, channel="web")
    told.put(BATCHES)
    connections.close_all()


def test_batches_in_opposite_order_never_wait_in_a_ring_and_lose_nothing(people):
    clerk, customers = people

    answers = run(batch, clerk.pk, [one.pk for one in customers], times=4)

    assert answers == [BATCHES] * 4
    assert sum(entry.effect for entry in Entry.objects.all()) == Decimal(-4 * BATCHES * 2)
    assert [progress.faults for progress in ledger.verify()] == [[]]

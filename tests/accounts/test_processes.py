"""Many at once against the real PostgreSQL: exact balances, gapless numbers, one entry a key, no posting past a freeze.

``KEHU_POSTINGS`` sets how many postings each of the eight processes makes: 1,000 in ``make soak``, few otherwise.
"""

import multiprocessing
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, connections, transaction
from rest_framework.test import APIClient

from access.models import Membership
from accounts import ledger
from accounts.models import Balance, Entry
from audit.history import acting
from audit.refusals import Refused
from customers.models import Customer
from tests import factories
from tests.accounts.ledger import post

pytestmark = [pytest.mark.django_db(transaction=True, databases=["default", "owner"]), pytest.mark.process]
PROCESSES, POSTINGS = 8, int(os.environ.get("KEHU_POSTINGS", "25"))
WAIT_S = 20


@pytest.fixture
def books():
    """A clerk and a customer of theirs, committed."""
    east = factories.portfolio("EAST")
    clerk = factories.person("clerk", "财务文员", manages=[east])
    return clerk, factories.customer(east, code="KH-000001")


def post_many(database, customer_key, clerk_key, seed):
    """In a process of its own: post ``POSTINGS`` entries of which every third is a receipt."""
    from access.models import User

    connections["default"].settings_dict["NAME"] = database
    customer, clerk = Customer.objects.get(pk=customer_key), User.objects.get(pk=clerk_key)
    for number in range(POSTINGS):
        kind = "receipt" if number % 3 == 2 else "invoice"
        post(customer, clerk, kind, f"{seed + 1}.{number % 100:02}", allocate="none")
    connections.close_all()


def expected():
    signs = [(-1 if number % 3 == 2 else 1, number) for number in range(POSTINGS)]
    return sum(sign * Decimal(f"{seed + 1}.{number % 100:02}") for seed in range(PROCESSES) for sign, number in signs)


def test_eight_processes_on_one_account_lose_nothing(books):
    clerk, customer = books
    name = connection.settings_dict["NAME"]
    connections.close_all()

    fork = multiprocessing.get_context("fork")
    workers = [fork.Process(target=post_many, args=(name, customer.pk, clerk.pk, seed)) for seed in range(PROCESSES)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(600)

    assert [worker.exitcode for worker in workers] == [0] * PROCESSES
    standing = Balance.objects.get()
    assert (standing.balance, standing.last_number) == (expected(), PROCESSES * POSTINGS)
    numbers = list(Entry.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, PROCESSES * POSTINGS + 1))
    assert [progress.faults for progress in ledger.verify()] == [[]]


def test_twenty_identical_posts_with_one_key_make_one_entry(books):
    clerk, _customer = books
    body = {
        "customer": "KH-000001", "currency": "CNY", "kind": "invoice", "amount": "100.00", "posting_date": "2026-01-10",
    }  # fmt: skip

    def send(_number):
        client = APIClient()
        client.force_authenticate(clerk)
        try:
            return client.post("/api/v1/entries/", body, headers={"Idempotency-Key": "one"})
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(send, range(20)))

    assert {answer.status_code for answer in answers} == {201}
    assert {answer.data["number"] for answer in answers} == {"KH-000001-AR-CNY-1"}
    assert Entry.objects.count() == 1


def while_waiting(books, *, lock, change):
    """Post while another connection holds ``lock``; ``change`` is committed there before the lock is let go."""
    clerk, customer = books
    post(customer, clerk)
    failed = []

    def waiting():
        try:
            post(customer, clerk)
        except (Refused, PermissionDenied) as error:
            failed.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=waiting)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(lock)
        thread.start()
        assert someone_waits()
        change()
    thread.join(WAIT_S)
    return failed


def someone_waits():
    """Whether another connection waits for a lock, asked until it does."""
    with connections["owner"].cursor() as cursor:
        for _attempt in range(WAIT_S * 100):
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
            )
            if cursor.fetchone()[0]:
                return True
            cursor.execute("SELECT pg_sleep(0.01)")
    return False


def test_a_posting_that_waited_for_a_freeze_is_refused(books):
    _clerk, customer = books

    def freeze():
        with acting(actor=None, kind="tests.freeze", channel="command"):
            Customer.objects.filter(pk=customer.pk).update(status="frozen")

    failed = while_waiting(books, lock="SELECT 1 FROM customers_customer FOR UPDATE", change=freeze)

    assert [error.code for error in failed] == ["customer_frozen"]
    assert Entry.objects.count() == 1


def test_a_right_revoked_while_waiting_is_refused(books):
    clerk, _customer = books

    def revoke():
        with acting(actor=None, kind="tests.revoke", channel="command"):
            Membership.objects.filter(user=clerk).delete()

    failed = while_waiting(books, lock="SELECT 1 FROM accounts_balance FOR UPDATE", change=revoke)

    assert [type(error) for error in failed] == [PermissionDenied]
    assert Entry.objects.count() == 1


def test_postings_on_two_accounts_of_one_customer_do_not_wait_for_each_other(books):
    clerk, customer = books
    post(customer, clerk)
    post(customer, clerk, currency="USD")
    done = threading.Event()

    def other():
        post(customer, clerk, currency="USD")
        done.set()
        connections.close_all()

    with transaction.atomic():
        post(customer, clerk)
        thread = threading.Thread(target=other)
        thread.start()
        assert done.wait(WAIT_S)
    thread.join(WAIT_S)

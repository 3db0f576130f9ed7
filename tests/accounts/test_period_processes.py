"""E15 with many at once: a month is closed while others post, allocate and ask; nothing lands in it afterwards."""

import multiprocessing
import threading
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, connections, transaction

from accounts import ledger
from accounts.allocations import operations as allocations
from accounts.models import Books, Closing, Entry, PendingEntry
from accounts.periods import operations as periods
from accounts.verifying import keeping
from audit.refusals import Refused
from customers.models import Customer
from tests import factories
from tests.accounts.ledger import post
from tests.accounts.test_processes import WAIT_S, someone_waits

pytestmark = [pytest.mark.django_db(transaction=True, databases=["default", "owner"]), pytest.mark.process]
POSTERS, MOST = 6, 400
JANUARY = date(2026, 1, 1)


@pytest.fixture
def books():
    """A clerk, a manager and a customer, committed."""
    east = factories.portfolio("EAST")
    clerk = factories.person("clerk", "财务文员", manages=[east])
    keeping.verify_and_keep(channel="task")
    return clerk, factories.person("manager", "财务经理"), factories.customer(east, code="KH-000001")


def post_until_closed(database, customer_key, clerk_key, posted):
    """In a process of its own: post into January until it is refused; how many were is put into ``posted``."""
    from access.models import User

    connections["default"].settings_dict["NAME"] = database
    customer, clerk = Customer.objects.get(pk=customer_key), User.objects.get(pk=clerk_key)
    done, code = 0, ""
    while done < MOST and not code:
        try:
            post(customer, clerk, allocate="none")
        except Refused as refusal:
            code = refusal.code
        else:
            done += 1
    posted.put((done, code))
    connections.close_all()


def test_e15_a_month_is_closed_against_posting_and_nothing_lands_in_it_afterwards(books):
    clerk, manager, customer = books
    name = connection.settings_dict["NAME"]
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    posted = fork.Queue()
    keys = (name, customer.pk, clerk.pk, posted)
    workers = [fork.Process(target=post_until_closed, args=keys) for _number in range(POSTERS)]
    for worker in workers:
        worker.start()
    while Entry.objects.count() < 3 * POSTERS:
        connections["default"].close()

    periods.close(side="receivable", month=JANUARY, actor=manager, channel="web")
    at_closing = Entry.objects.count()
    answers = [posted.get(timeout=60) for _worker in workers]
    for worker in workers:
        worker.join(60)

    assert {code for _done, code in answers} == {"period_closed"}
    assert sum(done for done, _code in answers) == at_closing == Entry.objects.count()
    assert list(Entry.objects.order_by("number").values_list("number", flat=True)) == list(range(1, at_closing + 1))
    assert not Entry.objects.filter(action_id__gt=Closing.objects.get().action_id).exists()
    assert [progress.faults for progress in ledger.verify()] == [[]]


def while_closing(books, act):
    """Run ``act`` in another connection while this one has closed January and not yet committed."""
    _clerk, manager, _customer = books
    failed = []

    def waiting():
        try:
            act()
        except Refused as refusal:
            failed.append(refusal.code)
        finally:
            connections.close_all()

    thread = threading.Thread(target=waiting)
    with transaction.atomic():
        periods.close(side="receivable", month=JANUARY, actor=manager, channel="web")
        thread.start()
        assert someone_waits()
    thread.join(WAIT_S)
    return failed


def test_what_waited_for_a_closing_is_refused(books):
    clerk, _manager, customer = books
    debit = post(customer, clerk).entry
    credit = post(customer, clerk, "receipt", allocate="none").entry
    parts = [allocations.Part(debit, Decimal("100.00"))]
    settle = {"credit": credit, "parts": parts, "day": date(2026, 1, 20), "actor": clerk, "channel": "web"}

    assert while_closing(books, lambda: allocations.allocate(**settle)) == ["period_closed"]
    assert Books.objects.get().closed_through == date(2026, 1, 31)


def test_a_posting_that_waited_for_a_closing_is_refused(books):
    clerk, _manager, customer = books
    post(customer, clerk)

    assert while_closing(books, lambda: post(customer, clerk)) == ["period_closed"]
    assert Entry.objects.count() == 1


def test_a_closing_waits_for_a_request_that_is_being_asked_for_and_is_refused(books):
    clerk, manager, customer = books
    failed = []

    def closing():
        try:
            periods.close(side="receivable", month=JANUARY, actor=manager, channel="web")
        except Refused as refusal:
            failed.append(refusal.code)
        finally:
            connections.close_all()

    thread = threading.Thread(target=closing)
    with transaction.atomic():
        post(customer, clerk, "debit_adjustment")
        thread.start()
        assert someone_waits()
    thread.join(WAIT_S)

    assert failed == ["period_requests"]
    assert PendingEntry.objects.count() == 1
    assert not Closing.objects.exists()


def test_two_close_one_month_and_it_is_closed_once(books):
    _clerk, manager, _customer = books

    def again():
        periods.close(side="receivable", month=JANUARY, actor=manager, channel="web")

    assert while_closing(books, again) == ["period_out_of_order"]
    assert Closing.objects.count() == 1


def test_a_closing_gives_up_on_a_posting_that_does_not_end(books, monkeypatch):
    clerk, manager, customer = books
    monkeypatch.setattr("accounts.periods.guard.WAIT_S", 1)
    codes = []

    def closing():
        try:
            periods.close(side="receivable", month=JANUARY, actor=manager, channel="web")
        except Refused as refusal:
            codes.append(refusal.code)
        finally:
            connections.close_all()

    with transaction.atomic():
        post(customer, clerk)
        thread = threading.Thread(target=closing)
        thread.start()
        thread.join(WAIT_S)

    assert codes == ["period_busy"]
    assert not Closing.objects.exists()

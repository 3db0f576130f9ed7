"""Fifty debits of ten processes against one limit that changes in the middle: it is never passed (E4)."""

import multiprocessing
import time
from decimal import Decimal

import pytest
from django.db import connection, connections

from access.models import User
from accounts import ledger
from accounts.credit.modes import CreditMode
from accounts.credit.writing import locked_account, write_credit
from accounts.models import Balance, Entry
from audit.history import acting
from audit.refusals import Refused
from customers.models import Customer
from tests import factories
from tests.accounts.credit.given import credit, standing
from tests.accounts.ledger import post

pytestmark = [pytest.mark.django_db(transaction=True, databases=["default", "owner"]), pytest.mark.process]
PROCESSES, DEBITS, EACH = 10, 5, Decimal("10.00")
FORK = multiprocessing.get_context("fork")


def debit_many(database, start, keys, answers):
    """In a process of its own: post debits, and tell how each was answered."""
    connections["default"].settings_dict["NAME"] = database
    customer, clerk = Customer.objects.get(pk=keys[0]), User.objects.get(pk=keys[1])
    start.wait()
    for _number in range(DEBITS):
        try:
            post(customer, clerk, "invoice", str(EACH), allocate="none")
            answers.put("posted")
        except Refused as refusal:
            answers.put(refusal.code)
        except Exception as error:  # handed to the test, which fails on it
            answers.put(repr(error))
    connections.close_all()


def change_in_the_middle(database, start, key, wanted, answers, after=PROCESSES):
    """In a process of its own: once some debits are posted, agree other credit; tell when, under the lock."""
    connections["default"].settings_dict["NAME"] = database
    customer, (mode, limit) = Customer.objects.get(pk=key), wanted
    start.wait()
    while Entry.objects.count() < after:
        time.sleep(0.001)
    with acting(actor=None, kind="tests.credit", channel="command"):
        account = locked_account(customer, "CNY")
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            moment = cursor.fetchone()[0]
        write_credit(account, CreditMode(mode), limit and Decimal(limit))
    answers.put(moment)
    connections.close_all()


@pytest.mark.parametrize(
    ("before", "after", "ends_at"),
    [
        (("limited", "250.00"), ("limited", "400.00"), "400.00"),  # raised: what was refused before passes after
        (("limited", "450.00"), ("limited", "200.00"), None),  # lowered: nothing more above the new one
        (("unset", None), ("limited", "200.00"), None),  # debits wait that needed no ceiling when they came
        (("limited", "250.00"), ("unlimited", None), None),
    ],
)
def test_no_limit_is_passed_by_concurrency(before, after, ends_at):
    east = factories.portfolio("EAST")
    clerk = factories.person("clerk", "财务文员", manages=[east])
    customer = factories.customer(east, code="KH-000001")
    credit(customer, *before)
    name = connection.settings_dict["NAME"]
    connections.close_all()
    start, told, changed = FORK.Barrier(PROCESSES + 1), FORK.Queue(), FORK.Queue()
    keys = (customer.pk, clerk.pk)
    workers = [FORK.Process(target=debit_many, args=(name, start, keys, told)) for _ in range(PROCESSES)]
    workers.append(FORK.Process(target=change_in_the_middle, args=(name, start, customer.pk, after, changed)))

    for worker in workers:
        worker.start()
    answers = [told.get(timeout=120) for _ in range(PROCESSES * DEBITS)]
    moment = changed.get(timeout=120)
    for worker in workers:
        worker.join(120)

    assert set(answers) <= {"posted", "credit_refused"}
    assert answers.count("posted") == Entry.objects.count()
    for limit, entries in (
        (before[1], Entry.objects.filter(posted_at__lt=moment)),
        (after[1], Entry.objects.filter(posted_at__gt=moment)),
    ):
        assert limit is None or not entries.filter(balance_after__gt=Decimal(limit)).exists()
    if ends_at:
        assert answers.count("posted") >= Decimal(before[1]) / EACH
        while standing(customer).available >= EACH:  # whoever was refused before the change would pass now
            post(customer, clerk, "invoice", str(EACH), allocate="none")
        assert Balance.objects.get().balance == Decimal(ends_at)
    assert [progress.faults for progress in ledger.verify()] == [[]]


def test_requests_asked_for_at_once_share_one_limit():
    """P: what waits takes room, also while many ask at the same time."""
    east = factories.portfolio("EAST")
    clerk = factories.person("clerk", "财务文员", manages=[east])
    customer = factories.customer(east, code="KH-000001")
    credit(customer, "limited", "30.00")
    name = connection.settings_dict["NAME"]
    connections.close_all()
    start, told = FORK.Barrier(6), FORK.Queue()
    workers = [FORK.Process(target=ask_one, args=(name, start, customer.pk, clerk.pk, told, n)) for n in range(6)]
    for worker in workers:
        worker.start()
    answers = sorted(told.get(timeout=120) for _ in workers)
    for worker in workers:
        worker.join(120)

    assert answers == ["asked"] * 3 + ["credit_refused"] * 3
    assert standing(customer).pending == Decimal("30.00")


def ask_one(database, start, customer_key, clerk_key, answers, number):
    """In a process of its own: ask for one upward adjustment."""
    connections["default"].settings_dict["NAME"] = database
    customer, clerk = Customer.objects.get(pk=customer_key), User.objects.get(pk=clerk_key)
    start.wait()
    try:
        post(customer, clerk, "debit_adjustment", str(EACH), reference=f"A-{number}")
        answers.put("asked")
    except Refused as refusal:
        answers.put(refusal.code)
    finally:
        connections.close_all()

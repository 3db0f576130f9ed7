"""Pairs in opposite order by processes of their own: no deadlock reaches anybody, and the sums stand (E1)."""

import multiprocessing
import os
from decimal import Decimal

import pytest
from django.db import connection, connections

from accounts import ledger
from accounts.models import Account, Balance, Entry
from customers.models import Customer
from tests import factories
from tests.accounts.ledger import agreed_pair, post, reverse

pytestmark = [pytest.mark.django_db(transaction=True, databases=["default", "owner"]), pytest.mark.process]
ROUNDS = max(4, int(os.environ.get("KEHU_POSTINGS", "25")) // 6)
CODES = ("KH-000001", "KH-000002")


@pytest.fixture
def books():
    """Two customers who each owe and are owed, with people who ask and decide."""
    east = factories.portfolio("EAST")
    clerk = factories.person("clerk", "财务文员", manages=[east])
    factories.person("supervisor", "财务主管", manages=[east])
    for code in CODES:
        customer = factories.customer(east, code=code)
        post(customer, clerk, "invoice", "1000.00")
        post(customer, clerk, "bill", "1000.00", side="payable")


def work(database, place):
    """In a process of its own: transfer there or back, offset, and reverse, over and over."""
    from access.models import User

    connections["default"].settings_dict["NAME"] = database
    here, there = CODES if place % 2 else CODES[::-1]
    customer, clerk = Customer.objects.get(code=here), User.objects.get(username="clerk")
    supervisor = User.objects.get(username="supervisor")
    for number in range(ROUNDS):
        cents = f"{place + 1}.{number:02}"
        agreed_pair(
            customer, clerk, supervisor, "transfer", cents, other_customer=there, reference=f"T{place}-{number}"
        )
        agreed_pair(customer, clerk, supervisor, "offset", cents, reference=f"O{place}-{number}")
        made = Entry.objects.select_related("account__customer").get(
            kind="transfer", reference=f"T{place}-{number}", account__customer=customer
        )
        if number % 2:
            reverse(made, clerk)
        post(customer, clerk, "receipt", "0.01", allocate="none")
    connections.close_all()


def expected(place_of):
    """The receivable balance of the customer at ``place_of``."""
    total = Decimal("1000.00")
    for place in range(4):
        is_here = (place % 2 == 1) == (place_of == 0)
        for number in range(ROUNDS):
            amount = Decimal(f"{place + 1}.{number:02}")
            kept = amount if number % 2 == 0 else 0
            total += -kept if is_here else kept
            total -= amount + Decimal("0.01") if is_here else 0
    return total


def test_transfers_there_and_back_offsets_and_reversals_never_tie(books):
    name = connection.settings_dict["NAME"]
    connections.close_all()

    fork = multiprocessing.get_context("fork")
    workers = [fork.Process(target=work, args=(name, place)) for place in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(600)

    assert [worker.exitcode for worker in workers] == [0] * 4
    standing = Balance.objects.filter(account__side="receivable").order_by("account__customer__code")
    assert list(standing.values_list("balance", flat=True)) == [expected(0), expected(1)]
    assert Account.objects.count() == 4
    assert [fault for progress in ledger.verify() for fault in progress.faults] == []

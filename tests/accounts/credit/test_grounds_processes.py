"""Fifty debits at once while the limit changes, each wanting one commitment or one override: neither is used twice."""

import multiprocessing
from decimal import Decimal

import pytest
from django.db import connection, connections

from access.models import User
from accounts import ledger
from accounts.models import Balance, CommitmentUse, Entry, OverrideUse
from audit.refusals import Refused
from customers.models import Customer
from tests import factories
from tests.accounts.credit.given import credit, override, reserve, standing
from tests.accounts.credit.test_credit_processes import change_in_the_middle
from tests.accounts.ledger import post

pytestmark = [pytest.mark.django_db(transaction=True, databases=["default", "owner"]), pytest.mark.process]
PROCESSES, DEBITS, EACH = 10, 5, Decimal("10.00")
FORK = multiprocessing.get_context("fork")


def debit_many(database, start, keys, grounds, answers):
    """In a process of its own: post debits, all on the same grounds, and tell how each was answered."""
    connections["default"].settings_dict["NAME"] = database
    customer, clerk = Customer.objects.get(pk=keys[0]), User.objects.get(pk=keys[1])
    start.wait()
    for number in range(DEBITS):
        by_override = number == DEBITS - 1
        members = {"override": grounds[1], "reference": "F-1"} if by_override else {"commitment": grounds[0]}
        try:
            post(customer, clerk, "invoice", str(EACH), allocate="none", **members)
            answers.put("posted")
        except Refused as refusal:
            answers.put(refusal.code)
        except Exception as error:  # handed to the test, which fails on it
            answers.put(repr(error))
    connections.close_all()


def test_a_commitment_and_an_override_serve_once_while_the_limit_changes():
    east = factories.portfolio("EAST")
    clerk = factories.person("clerk", "财务文员", manages=[east])
    supervisor = factories.person("supervisor", "财务主管", manages=[east])
    customer = factories.customer(east, code="KH-000001")
    credit(customer, limit="100.00")
    post(customer, clerk, "invoice", "20.00")
    grounds = (reserve(customer, clerk, "75.00").pk, str(override(customer, clerk, supervisor, amount="10.00").pk))
    name = connection.settings_dict["NAME"]
    connections.close_all()
    start, told, changed = FORK.Barrier(PROCESSES + 1), FORK.Queue(), FORK.Queue()
    keys = (customer.pk, clerk.pk)
    workers = [FORK.Process(target=debit_many, args=(name, start, keys, grounds, told)) for _ in range(PROCESSES)]
    lower = ("limited", "90.00")
    workers.append(FORK.Process(target=change_in_the_middle, args=(name, start, customer.pk, lower, changed, 3)))

    for worker in workers:
        worker.start()
    answers = [told.get(timeout=120) for _ in range(PROCESSES * DEBITS)]
    changed.get(timeout=120)
    for worker in workers:
        worker.join(120)

    assert set(answers) <= {
        "posted", "credit_refused", "commitment_consumed", "override_used", "reference_used",
    }  # fmt: skip
    assert answers.count("posted") == Entry.objects.count() - 1
    consumed = sum(CommitmentUse.objects.values_list("amount", flat=True))
    assert consumed <= Decimal("75.00")
    assert OverrideUse.objects.count() == 1
    by_override = OverrideUse.objects.get().amount
    assert Balance.objects.get().balance <= Decimal("100.00") + by_override
    assert standing(customer).commitments == Decimal("75.00") - consumed
    assert [progress.faults for progress in ledger.verify()] == [[]]

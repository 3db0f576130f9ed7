"""Deletion is asked for by one person, judged twice, approved by another, and leaves a tombstone (E6)."""

import pytest

from access import approvals
from access.models import Verdict
from customers import deletion
from customers.models import Status
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def east():
    return factories.portfolio("EAST")


@pytest.fixture
def clerk(east):
    return factories.person("clerk", "财务文员", manages=[east])


@pytest.fixture
def supervisor(east):
    return factories.person("supervisor", "财务主管", manages=[east])


def test_an_approved_request_deletes_the_customer(east, clerk, supervisor):
    customer = factories.customer(east, status=Status.CLOSED)
    asked = deletion.request_deletion(customer=customer, reason="deregistered", actor=clerk, channel="web")

    approvals.decide(asked=asked, actor=supervisor, verdict=Verdict.APPROVED, channel="web")

    customer.refresh_from_db()
    assert customer.status == Status.DELETED

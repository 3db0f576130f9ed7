"""What the database itself refuses of a decision, whatever the code above it does (spine 4)."""

import pytest
from django.db import IntegrityError, connection, transaction

from access.models import Decision, Request, Verdict
from audit.history import acting, current
from tests.access.conftest import ask

pytestmark = pytest.mark.django_db
APPROVED, REJECTED, WITHDRAWN = Verdict.APPROVED, Verdict.REJECTED, Verdict.WITHDRAWN


@pytest.fixture
def asked(customer, people):
    return ask(customer, people.clerk)


def record(asked, maker, decided_by, verdict):
    """Write a decision past the operation, as a programming error would."""
    with acting(actor=decided_by, kind="tests.past", channel="command"):
        Decision.objects.create(request=asked, maker=maker, decided_by=decided_by, verdict=verdict, action_id=current())


@pytest.mark.parametrize("verdict", [APPROVED, REJECTED])
def test_the_database_refuses_the_makers_own_decision(asked, people, verdict):
    with pytest.raises(IntegrityError, match="maker_is_not_checker"), transaction.atomic():
        record(asked, people.clerk, people.clerk, verdict)


def test_the_database_refuses_a_withdrawal_by_another(asked, people):
    with pytest.raises(IntegrityError, match="maker_is_not_checker"), transaction.atomic():
        record(asked, people.clerk, people.supervisor, WITHDRAWN)


def test_the_database_refuses_a_decision_that_names_another_maker(asked, people):
    with pytest.raises(IntegrityError, match="decision_names_the_maker"), transaction.atomic():
        record(asked, people.supervisor, people.clerk, APPROVED)


def test_the_database_refuses_two_decisions_by_one_person(asked, people):
    record(asked, people.clerk, people.supervisor, APPROVED)

    with pytest.raises(IntegrityError, match="one_decision_per_person"), transaction.atomic():
        record(asked, people.clerk, people.supervisor, REJECTED)


@pytest.mark.parametrize("column", ["maker_id", "id"])
def test_the_database_refuses_to_give_a_decided_request_another_maker(asked, people, column):
    record(asked, people.clerk, people.supervisor, APPROVED)
    value = people.supervisor.pk if column == "maker_id" else people.clerk.pk

    with (
        pytest.raises(IntegrityError, match="access_request"),
        acting(actor=None, kind="tests.past", channel="command"),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE access_request SET {column} = %s WHERE id = %s", [value, asked.pk])


def test_the_database_refuses_a_closed_request_without_its_time(asked):
    act = acting(actor=None, kind="tests.past", channel="command")
    with pytest.raises(IntegrityError, match="request_closed_when_not_pending"), act:
        Request.objects.filter(pk=asked.pk).update(status="approved")

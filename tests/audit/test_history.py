"""Whoever changes a recorded row, and however: it is in history with its Action, or it is refused."""

import pytest
from django.db import IntegrityError, connection, transaction

from access.models import Portfolio
from audit.history import acting
from audit.models import Action
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return factories.person("clerk")


def test_a_save_leaves_a_history_row_that_names_its_action(clerk):
    with acting(actor=clerk, kind="tests.add", channel="web", reason="new team") as action:
        east = Portfolio.objects.create(code="EAST", name="华东")

    past = east.history.get()

    assert (past.history_type, past.action_id, past.history_user, past.history_change_reason) == (
        "+",
        action,
        clerk,
        "new team",
    )


def test_a_write_without_an_action_is_refused():
    with pytest.raises(IntegrityError, match=r"needs audit\.history\.acting"), transaction.atomic():
        Portfolio.objects.create(code="EAST", name="华东")


def test_an_action_of_an_earlier_transaction_does_not_serve(clerk):
    east = factories.portfolio("EAST")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('kehu.action', '1', true)")

    with pytest.raises(IntegrityError, match=r"needs audit\.history\.acting"), transaction.atomic():
        Portfolio.objects.filter(pk=east.pk).update(name="x")


def test_the_journal_refuses_change_and_removal(clerk):
    with acting(actor=clerk, kind="tests.any", channel="web"):
        pass

    for statement in ("UPDATE audit_action SET kind = 'x'", "DELETE FROM audit_action", "TRUNCATE audit_action"):
        with (
            pytest.raises(Exception, match=r"permission denied|append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert Action.objects.filter(kind="tests.any").exists()

"""What stands against a deletion is asked twice, and named with what to do about it (E6)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F

from access.models import Request
from audit.history import acting
from audit.refusals import Refused
from customers import lifecycle
from customers.models import Customer, Status, Tombstone
from tests import factories
from tests.customers.deleting import BALANCE, POSTED, approve, ask, codes

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("start", ["draft", "pending", "active", "frozen", "inactive", "closing"])
def test_a_customer_that_is_not_closed_is_not_deleted(east, clerk, start):
    customer = factories.customer(east, status=start)

    with pytest.raises(Refused, match="blocked") as refused:
        ask(customer, clerk)

    assert (codes(refused), Request.objects.count()) == (["not_closed"], 0)


@pytest.mark.parametrize("start", ["draft", "pending"])
def test_what_never_was_active_is_not_closed_on_the_way(east, clerk, start):
    customer = factories.customer(east, status=start)

    with pytest.raises(Refused, match="blocked") as refused:
        ask(customer, clerk, close=True)

    assert codes(refused) == ["not_closed"]


@pytest.mark.parametrize("start", [status for status in Status.values if status != "deleted"])
def test_a_mistake_is_deleted_from_any_status(east, clerk, supervisor, start):
    customer = factories.customer(east, status=start)

    approve(ask(customer, clerk, reason="entered_by_mistake"), supervisor)

    customer.refresh_from_db()
    assert customer.status == Status.DELETED


def test_a_customer_with_postings_was_no_mistake(closed, clerk, objected):
    objected.append(POSTED)

    with pytest.raises(Refused, match="blocked") as refused:
        ask(closed, clerk, reason="entered_by_mistake")

    assert codes(refused) == ["posted"]


def test_past_postings_do_not_stand_against_a_closed_customer(closed, clerk, objected):
    objected.append(POSTED)

    assert ask(closed, clerk, reason="debts_settled").status == "pending"


def test_a_customer_that_owes_is_not_deleted(closed, clerk, objected):
    objected.append(BALANCE)

    with pytest.raises(Refused, match="blocked") as refused:
        ask(closed, clerk, close=True)

    assert refused.value.figures["blockers"] == [{"code": "balance", "detail": "Owes 1,000.00 CNY."}]


def test_the_balance_is_not_told_to_who_may_not_see_money(closed, clerk, objected):
    objected.append(BALANCE)
    clerk.scopes = frozenset({"customers.request_deletion"})

    with pytest.raises(Refused, match="blocked") as refused:
        ask(closed, clerk)

    assert (codes(refused), "1,000.00" in str(refused.value.figures)) == (["balance"], False)


def test_an_open_request_stands_against_deletion(east, clerk, supervisor):
    customer = factories.customer(east, status=Status.CLOSING)
    lifecycle.change_status(customer=customer, to="closed", reason="agreed", actor=supervisor, channel="web")

    with pytest.raises(Refused, match="blocked") as refused:
        ask(customer, clerk, close=True)

    assert codes(refused) == ["request_open"]
    assert "supervisor" in refused.value.figures["blockers"][0]["detail"]


def test_the_rules_are_asked_again_at_approval(closed, clerk, supervisor, objected):
    asked = ask(closed, clerk)
    objected.append(BALANCE)

    with pytest.raises(Refused, match="blocked"):
        approve(asked, supervisor)

    closed.refresh_from_db()
    asked.refresh_from_db()
    assert (closed.status, asked.status, Tombstone.objects.count()) == ("closed", "pending", 0)
    assert asked.decisions.count() == 0


def test_a_customer_changed_meanwhile_is_not_deleted(closed, clerk, supervisor):
    asked = ask(closed, clerk)
    with acting(actor=clerk, kind="tests.change", channel="web"):
        Customer.objects.filter(pk=closed.pk).update(version=F("version") + 1)

    with pytest.raises(Refused, match="stale"):
        approve(asked, supervisor)

    closed.refresh_from_db()
    assert closed.status == Status.CLOSED


@pytest.mark.parametrize("role", ["审计", "前台", "系统管理员"])
def test_who_may_not_ask_does_not(closed, east, role):
    onlooker = factories.person("onlooker", role, sees=[east])

    with pytest.raises(PermissionDenied, match="request_deletion"):
        ask(closed, onlooker)


def test_closing_on_the_way_needs_the_right_to_close(east, clerk):
    customer = factories.customer(east)
    clerk.scopes = frozenset({"customers.request_deletion"})

    with pytest.raises(PermissionDenied, match="change_status"):
        ask(customer, clerk, close=True)


@pytest.mark.parametrize("reason", ["", "because", None, ["deregistered"]])
def test_the_reason_is_one_of_three(closed, clerk, reason):
    with pytest.raises(ValidationError) as refused:
        ask(closed, clerk, reason=reason)

    assert set(refused.value.message_dict) == {"reason"}


def test_the_note_holds_no_personal_data(closed, clerk):
    with pytest.raises(ValidationError) as refused:
        ask(closed, clerk, note="ring 13812345678")

    assert set(refused.value.message_dict) == {"note"}

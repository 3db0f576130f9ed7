"""A deleted customer comes back under its code, by approval of who may delete."""

import pytest
from django.core.exceptions import PermissionDenied

from audit.refusals import Refused
from customers import lifecycle
from customers.models import Customer, CustomerSearch, Status
from tests import factories
from tests.customers.deleting import USCC, approve, ask

pytestmark = pytest.mark.django_db


def restorer(name):
    """Somebody who may restore: finance manager and auditor in one."""
    return factories.person(name, "财务经理", "审计")


def restore(customer, actor):
    saved = lifecycle.change_status(customer=customer, to="closed", reason="back", actor=actor, channel="web")
    return saved.request


def test_a_deleted_customer_comes_back_by_approval_under_its_code(closed, clerk, supervisor):
    approve(ask(closed, clerk), supervisor)
    closed.refresh_from_db()

    approve(restore(closed, restorer("one")), restorer("two"))

    back = Customer.objects.visible_to(clerk).get(code="ACME")
    assert [row.status for row in back.history.order_by("history_id")] == ["closed", "deleted", "closed"]
    assert CustomerSearch.objects.filter(customer=back).exists()


def test_a_restoring_is_not_approved_by_who_may_not_delete(closed, clerk, supervisor):
    approve(ask(closed, clerk), supervisor)
    closed.refresh_from_db()
    asked = restore(closed, restorer("one"))
    other = factories.person("other", "财务经理", "审计")
    other.scopes = frozenset({"customers.approve_change", "audit.view_history"})

    with pytest.raises(PermissionDenied, match="delete_customer"):
        approve(asked, other)


def test_a_customer_whose_tax_id_was_given_away_does_not_come_back(closed, clerk, supervisor, east):
    approve(ask(closed, clerk), supervisor)
    closed.refresh_from_db()
    factories.customer(east, tax_id=USCC)
    asked = restore(closed, restorer("one"))

    with pytest.raises(Refused, match="duplicate"):
        approve(asked, restorer("two"))

    closed.refresh_from_db()
    assert closed.status == Status.DELETED


def test_a_deleted_customer_is_not_asked_away_twice(closed, clerk, supervisor):
    approve(ask(closed, clerk), supervisor)
    closed.refresh_from_db()

    with pytest.raises(Refused, match="not_allowed_from"):
        ask(closed, restorer("one"))
    with pytest.raises(PermissionDenied):
        ask(closed, clerk)

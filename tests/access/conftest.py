"""A kind of request of the tests' own, and the people around one portfolio."""

from types import SimpleNamespace

import pytest

from access import approvals
from access.approvals import KINDS, Kind, Line
from access.fields import BANK
from access.models import Request
from audit.history import acting
from customers.models import Customer
from tests import factories

RENAME = "tests.rename"


def _find(asked):
    return Customer.objects.select_for_update().get(pk=asked.target_id)


def _describe(asked, payload):
    yield Line("short name", "", payload["short_name"])
    yield Line("bank account", "", "招商银行 6225880212345678 wang@example.com", BANK)


def _apply(asked, payload, actor, channel):
    customer = _find(asked)
    customer.short_name = payload["short_name"]
    customer.version += 1
    customer.save()


@pytest.fixture(autouse=True)
def _a_kind_of_the_tests():
    approvals.register(Kind(RENAME, "改简称", "customers.approve_change", _find, _describe, _apply))
    yield
    KINDS.pop(RENAME)


@pytest.fixture
def people():
    """A portfolio with its clerk, supervisors and auditor, and a clerk of another one."""
    east, south = factories.portfolio("EAST"), factories.portfolio("SOUTH")
    return SimpleNamespace(
        east=east,
        south=south,
        clerk=factories.person("clerk", "财务文员", manages=[east]),
        supervisor=factories.person("supervisor", "财务主管", manages=[east], is_staff=True),
        colleague=factories.person("colleague", "财务主管", manages=[east], is_staff=True),
        auditor=factories.person("auditor", "审计", is_staff=True),
        stranger=factories.person("stranger", "财务主管", manages=[south], is_staff=True),
    )


@pytest.fixture
def customer(people):
    return factories.customer(people.east, code="KH-1", name="平安银行")


def ask(customer, maker, *, reason="更名", field="short_name") -> Request:
    """A request of the tests' kind."""
    with acting(actor=maker, kind="tests.ask", channel="web"):
        return approvals.ask(
            kind=RENAME, target=customer, maker=maker, payload={"short_name": "平安"}, fields=[field], reason=reason
        )


def remove(customer) -> None:
    """Make the customer a deleted one, as an approved deletion does."""
    with acting(actor=None, kind="tests.delete", channel="command"):
        Customer.objects.filter(pk=customer.pk).update(status="deleted")

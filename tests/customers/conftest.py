"""The people of the customers room: who looks after EAST, who after SOUTH, who only looks."""

from datetime import timedelta

import pytest

from customers import corrections, lifecycle
from customers.models import Status
from tests import factories


@pytest.fixture(autouse=True)
def a_day_later(monkeypatch):
    """The maker's day to correct is over, but where a test is about it (test_corrections.py)."""
    monkeypatch.setattr(corrections, "WITHIN", timedelta())


@pytest.fixture
def east():
    return factories.portfolio("EAST")


@pytest.fixture
def south():
    return factories.portfolio("SOUTH")


@pytest.fixture
def clerk(east):
    return factories.person("clerk", "财务文员", manages=[east])


@pytest.fixture
def supervisor(east):
    return factories.person("supervisor", "财务主管", manages=[east])


@pytest.fixture
def stranger(south):
    return factories.person("stranger", "财务文员", manages=[south])


@pytest.fixture
def reception(east):
    return factories.person("reception", "前台", sees=[east])


@pytest.fixture
def closed(east):
    return factories.customer(east, status=Status.CLOSED, code="ACME", name="平安银行", tax_id="91350100M000100Y43")


@pytest.fixture
def objected():
    """The blockers another room raises; append to it."""
    found = []
    lifecycle.objections.append(object_to := lambda customer: found)
    yield found
    lifecycle.objections.remove(object_to)

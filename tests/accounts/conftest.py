"""The people and the customer of the ledger's tests."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.setup import operations as setup
from tests import factories
from tests.accounts.setting_up import BOOKS, DAY


@pytest.fixture
def east():
    return factories.portfolio("EAST")


@pytest.fixture
def clerk(east):
    return factories.person("clerk", "财务文员", manages=[east])


@pytest.fixture
def supervisor(east):
    return factories.person("supervisor", "财务主管", manages=[east])


@pytest.fixture
def stranger():
    return factories.person("stranger", "财务文员")


@pytest.fixture
def reception(east):
    return factories.person("reception", "前台", sees=[east])


@pytest.fixture
def customer(east):
    return factories.customer(east, code="KH-000001")


@pytest.fixture
def day():
    """Returns a day of November 2026's past: ``day(3)`` is the third of January 2026."""
    return lambda number, month=1: date(2026, month, number)


@pytest.fixture
def in_setup():
    """The installation is being set up: openings are posted by one person."""
    factories.setting("setup", True)


@pytest.fixture
def manager():
    return factories.person("manager", "财务经理")


@pytest.fixture
def total(manager, in_setup):
    """Returns the control total typed as two amounts."""

    def typed(documents="1000.00", advances="0.00", **others):
        amounts = {"documents": Decimal(documents), "advances": Decimal(advances)}
        return setup.set_total(**BOOKS | amounts | {"day": DAY} | others, actor=manager, channel="web")

    return typed

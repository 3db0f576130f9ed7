"""The people of the customers room: who looks after EAST, who after SOUTH, who only looks."""

import pytest

from tests import factories


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

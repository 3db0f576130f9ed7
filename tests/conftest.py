"""What every test gets: the test database (tests/database.py) and a PostgreSQL that is up for as long as tests run."""

from contextlib import ExitStack

import pytest
from django.db import connections
from django.test import TransactionTestCase

from access.remembering import forget_everything
from config.embedded import EmbeddedServer
from config.installation import data_folder
from tests import database


def pytest_sessionstart(session):
    """With ``--create-db`` forget the template, in the one process that comes before all workers."""
    if session.config.getoption("create_db") and not hasattr(session.config, "workerinput"):
        database.forget_template()


@pytest.fixture(scope="session")
def embedded_server():
    """Keep the embedded PostgreSQL up while this process tests, if it is ours; whoever leaves last stops it."""
    host = connections["owner"].get_connection_params()["host"]
    with ExitStack() as stack:
        if host == str(EmbeddedServer(data_folder()).sockets):
            stack.enter_context(EmbeddedServer(data_folder()).in_use())
        yield


@pytest.fixture(scope="session")
def django_db_setup(embedded_server, django_db_blocker):
    """Point both aliases to a clone of the template that is this process's own."""
    with database.own_name() as name:
        with django_db_blocker.unblock():
            database.prepare_template()
            database.clone(name)
            database.point_to(name)
        yield
        with django_db_blocker.unblock():
            database.remove(name)


@pytest.fixture(autouse=True)
def read_afresh():
    """What one test's settings were is not remembered in the next."""
    forget_everything()
    yield
    forget_everything()


def start_afresh(test_case):
    """Replace Django's flush after tests that commit."""
    database.clone(connections["default"].settings_dict["NAME"])


TransactionTestCase._fixture_teardown = start_afresh

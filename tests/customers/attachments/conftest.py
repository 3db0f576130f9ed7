"""A customer with a file, and the people around it."""

import pytest

from customers.attachments import filing
from customers.attachments.acceptance import Upload
from customers.attachments.filing import Paper
from tests import factories
from tests.customers.attachments.files import PDF
from tests.customers.pages import saved


@pytest.fixture
def auditor():
    return factories.person("auditor", "审计")


@pytest.fixture
def customer(east):
    return saved(east, code="KH-1")


@pytest.fixture
def file(customer, clerk):
    """File a paper as the clerk, or as ``actor``."""

    def act(name="执照.pdf", content=PDF, *, kind="licence", declared="", actor=clerk, expires_on=None, of=customer):
        paper = Paper(Upload(name, declared, content), kind, expires_on)
        return filing.file(customer=of, paper=paper, actor=actor, channel="web")

    return act

"""What the tests of the customers' pages share."""

from customers import intake, records
from tests import factories

CONTACT = {"name": "王敏", "mobile": "13812345678", "email": "wang@example.com"}


def saved(portfolio, **members):
    """A customer made as a person makes it, contact, categories and search row included."""
    clerk = factories.person("", "财务文员", manages=[portfolio])
    raw = {"name": "重庆啤酒", "portfolio": portfolio.code, "contacts": [CONTACT]} | members
    others = list(portfolio.customers.values_list("code", flat=True))
    read = intake.read(raw, actor=clerk)
    return records.create(intake=read, actor=clerk, channel="web", not_duplicate_of=others).customer


def text_of(response):
    """The page as text."""
    return response.content.decode()

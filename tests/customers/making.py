"""Customers made and changed the way people do it: typed, read, saved."""

from stdnum.cn import ric, uscc

from access.data_keys import open_rows
from audit.history import acting
from categories.models import Category, Dimension
from customers import intake, records
from customers.models import Customer

USCC = "91350100M000100Y43"
OTHER_USCC = "91110108MA0000000" + uscc.calc_check_digit("91110108MA0000000")
ID_NUMBER = "11010519491231002X"
ACCOUNT = "6225880137706868"
assert ric.is_valid(ID_NUMBER)


def typed(actor, *, customer=None, **members):
    """What ``actor`` types: of a new customer with the members it must have, of an existing one those given."""
    if customer is None:
        members = {"name": "平安银行", "portfolio": "EAST", **members}
    return intake.read(members, actor=actor, customer=customer, partial=customer is not None)


def create(actor, *, draft=False, not_duplicate_of=(), reason="", **members):
    return records.create(
        intake=typed(actor, **members),
        actor=actor,
        channel="web",
        draft=draft,
        not_duplicate_of=not_duplicate_of,
        reason=reason,
    )


def change(actor, customer, *, base_version=None, reason="", **members):
    customer = Customer.objects.get(pk=customer.pk)
    return records.change(
        customer=customer,
        intake=typed(actor, customer=customer, **members),
        base_version=customer.version if base_version is None else base_version,
        actor=actor,
        channel="web",
        reason=reason,
    )


def stored(customer):
    """The customer as the database has it, opened."""
    return open_rows(Customer.objects.filter(pk=customer.pk))[0]


def texts(rows, *names):
    """What opened rows say, by position; "" for nothing."""
    opened = open_rows(rows.order_by("position"))
    return [tuple(value.text if (value := getattr(row, name)) else "" for name in names) for row in opened]


def dimension(code, *categories, **fields):
    """A dimension with categories; the codes of these are their names."""
    with acting(actor=None, kind="tests.dimension", channel="command"):
        made = Dimension.objects.create(code=code, name_zh=code, name_en=code, **fields)
        for name in categories:
            Category.objects.create(dimension=made, code=name, name_zh=name, name_en=name)
    return made


def classes(customer):
    """Code, first day and last day (exclusive) of each classification, oldest first."""
    rows = customer.classifications.order_by("pk")
    return list(rows.values_list("category__code", "valid_from", "valid_to"))

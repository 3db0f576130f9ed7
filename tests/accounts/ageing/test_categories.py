"""The ageing by category: as valid on the day, parents with what is below them, what has none always a row (E3, E9)."""

from datetime import date

import pytest

from accounts.ageing import asking
from audit.history import acting
from categories.models import Category, Dimension
from customers.models import Classification
from tests import factories
from tests.accounts.ledger import post

pytestmark = pytest.mark.django_db
GIVEN = {"as_of": "2026-03-31", "currency": "CNY", "by": "place"}


@pytest.fixture
def world(east, clerk):
    """Guangdong with Shenzhen below it, and Zhejiang; four customers with an invoice each."""
    with acting(actor=None, kind="tests.categories", channel="command"):
        place = Dimension.objects.create(code="place", name_zh="地方", name_en="Place", single=False)
        guangdong, zhejiang = (
            Category.objects.create(dimension=place, code=code, name_zh=code, name_en=code) for code in ("gd", "zj")
        )
        shenzhen = Category.objects.create(dimension=place, parent=guangdong, code="sz", name_zh="sz", name_en="sz")
        people = [factories.customer(east, code=f"KH-{number}") for number in range(1, 5)]
        classified = [
            (people[0], guangdong, None, None),
            (people[1], shenzhen, None, date(2026, 3, 1)),
            (people[1], zhejiang, date(2026, 3, 1), None),
            (people[2], shenzhen, None, None),
            (people[2], guangdong, None, None),
        ]
        for customer, category, begins, ends in classified:
            Classification.objects.create(
                customer=customer, dimension=place, category=category, valid_from=begins, valid_to=ends
            )
    for number, customer in enumerate(people):
        post(customer, clerk, amount=f"{10**number}.00", posting_date="2026-02-01")
    return people


def rows(user, **given):
    found = asking.ageing(asking.read(GIVEN | given, user))
    return {row.key: int(row.total) for row in found.page.rows}, found


def test_a_category_counts_who_was_in_it_or_below_it_on_the_day_once(world, clerk):
    found, ageing = rows(clerk)

    assert found == {"gd": 101, "sz": 100, "zj": 10, "uncategorised": 1000}
    assert ageing.parents == {"gd": None, "sz": "gd", "zj": None, "uncategorised": None}
    assert ageing.totals.row.total == 1111


def test_earlier_the_categories_were_those_of_then(world, clerk):
    assert rows(clerk, as_of="2026-02-28")[0] == {"gd": 111, "sz": 110, "uncategorised": 1000}


def test_uncategorised_is_a_row_even_where_nobody_is(world, clerk):
    assert rows(clerk, category="place:gd")[0] == {"gd": 101, "sz": 100, "uncategorised": 0}


@pytest.mark.parametrize(
    ("category", "expected"),
    [("place:sz", {"KH-3"}), ("place:gd", {"KH-1", "KH-3"}), ("place:uncategorised", {"KH-4"})],
)
def test_the_customers_of_a_category_are_those_it_adds_up(world, clerk, category, expected):
    assert set(rows(clerk, by="customer", category=category)[0]) == expected


def test_every_row_s_columns_add_up_to_its_balance(world, clerk):
    _found, ageing = rows(clerk)

    assert all(sum(row.figures) + row.unapplied == row.total for row in ageing.page.rows)

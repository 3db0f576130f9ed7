"""Since when a customer has a category: the first from the beginning, later ones from today (E9)."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from audit.history import acting
from customers.models import Classification
from tests.customers.making import change, classes, create, dimension

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer(clerk):
    return create(clerk).customer


def test_the_first_category_is_valid_from_the_beginning_later_ones_from_today(clerk, customer):
    dimension("industry", "制造业", "零售业", "金融业")
    change(clerk, customer, categories={"industry": ["制造业"]})
    change(clerk, customer, categories={"industry": ["零售业"]})
    today = localdate()

    assert classes(customer) == [("制造业", None, today), ("零售业", today, None)]

    change(clerk, customer, categories={"industry": ["金融业"]})
    assert classes(customer) == [("制造业", None, today), ("金融业", today, None)]

    change(clerk, customer, categories={"industry": ["制造业"]})
    assert classes(customer) == [("制造业", None, None)]


def test_what_ended_on_an_earlier_day_begins_anew(clerk, customer):
    dimension("industry", "制造业", "零售业")
    change(clerk, customer, categories={"industry": ["制造业"]})
    yesterday = localdate() - timedelta(days=1)
    with acting(actor=None, kind="tests.past", channel="command"):
        Classification.objects.update(valid_to=yesterday)

    change(clerk, customer, categories={"industry": ["制造业"]})

    assert classes(customer) == [("制造业", None, yesterday), ("制造业", localdate(), None)]

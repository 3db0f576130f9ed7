"""E15 with real processes: opening items posted by several at once are posted once; none slips in beside the total."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connections

from accounts import ledger
from accounts.models import Entry, OpeningItem
from accounts.setup import operations as setup
from audit.refusals import Refused
from customers.models import Customer
from tests import factories
from tests.accounts.grid.test_grid_processes import run
from tests.accounts.setting_up import BOOKS, DAY, item, listed

pytestmark = [pytest.mark.django_db(transaction=True, databases=["default", "owner"]), pytest.mark.process]
ITEMS = 20


@pytest.fixture
def people():
    """A clerk, a manager and a customer with twenty items listed that come to the total."""
    factories.setting("setup", True)
    east = factories.portfolio("EAST")
    clerk, manager = factories.person("clerk", "财务文员", manages=[east]), factories.person("manager", "财务经理")
    customer = factories.customer(east, code="KH-000001")
    amounts = {"documents": Decimal(10 * ITEMS), "advances": Decimal(0)}
    setup.set_total(**BOOKS, day=DAY, **amounts, actor=manager, channel="web")
    listed(clerk, *(item(customer, "10.00", reference=f"F-{number}") for number in range(ITEMS)))
    return clerk, manager, customer


def act(number, database, told, clerk_key, manager_key, customer_key):
    """Even processes post all items; odd ones list one more of a cent."""
    from access.models import User

    connections["default"].settings_dict["NAME"] = database
    try:
        if number % 2:
            one = setup.Item(Customer.objects.get(pk=customer_key), Decimal("0.01"), date(2025, 11, 3))
            listed(User.objects.get(pk=clerk_key), one)
            told.put("listed")
        else:
            setup.post_items(**BOOKS, actor=User.objects.get(pk=manager_key), channel="web")
            told.put("posted")
    except Refused as refusal:
        told.put(refusal.code)
    connections.close_all()


def test_items_posted_by_several_at_once_are_posted_once_or_not_at_all(people):
    clerk, manager, customer = people

    answers = run(act, clerk.pk, manager.pk, customer.pk, times=6)

    assert answers.count("listed") == 3
    assert answers.count("posted") <= 1
    assert set(answers) <= {"listed", "posted", "nothing_listed", "control_total_differs"}
    posted = Entry.objects.count()
    assert (posted, OpeningItem.objects.count()) in {(ITEMS, 3), (0, ITEMS + 3)}
    assert sum(Entry.objects.values_list("effect", flat=True)) == 10 * posted
    assert [fault for progress in ledger.verify() for fault in progress.faults] == []

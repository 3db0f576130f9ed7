"""Random ledgers on every day of theirs: the ageing agrees with plain Python and adds up to the balance (E2, E3)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import given

from accounts.ageing import asking
from accounts.models import Account
from accounts.open_items.listing import OpenItems
from tests import factories
from tests.accounts.ageing import plain
from tests.accounts.test_properties import FIRST, RANDOM, Model, act, acts

pytestmark = pytest.mark.django_db


def shown(day, user, currency):
    """The ageing's rows by customer, as the oracle has them."""
    rows, totals = asking.everyone(asking.read({"as_of": str(day), "currency": currency}, user))
    found = {row.key: [*row.figures, row.unapplied, row.total, row.overdue] for row in rows}
    assert totals.row.total == sum((row.total for row in rows), Decimal("0.00")) == totals.positive + totals.negative
    return found


@RANDOM
@given(acts)
def test_on_every_day_the_columns_add_up_to_the_balance_and_agree_with_plain_python(east, clerk, steps):
    with transaction.atomic():
        customer, model = factories.customer(east), Model()
        for step in steps:
            act(model, customer, clerk, step)
        for day in (FIRST + timedelta(days=number) for number in (-1, 0, 1, 2, 3, 4, 5, 40, 400)):
            for account in Account.objects.all():
                rows = shown(day, clerk, account.currency)
                assert rows == plain.aged(day, account.currency)
                balance = plain.balance_on(day, pk=account.pk)
                assert sum((sum(row[:-2]) for row in rows.values()), Decimal("0.00")) == balance
                items, sums = OpenItems([account.pk], day).all()
                expected = {
                    item.pk: amount for item, amount in plain.open_on(day).items() if item.account_id == account.pk
                }
                assert {item.key: abs(item.open) for item in items} == expected
                assert sums.balance == balance
        transaction.set_rollback(True)

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
DAYS = [FIRST + timedelta(days=number) for number in (-1, 0, 2, 4, 40)]


def shown(day, user, side, currency):
    """The ageing's rows by customer, as the oracle has them."""
    wanted = {"as_of": str(day), "currency": currency, "side": side}
    rows, totals = asking.everyone(asking.read(wanted, user))
    assert totals.row.total == sum((row.total for row in rows), Decimal("0.00")) == totals.positive + totals.negative
    return {row.key: [*row.figures, row.unapplied, row.total, row.overdue] for row in rows}


@RANDOM
@given(acts)
def test_on_every_day_the_columns_add_up_to_the_balance_and_agree_with_plain_python(east, clerk, supervisor, steps):
    with transaction.atomic():
        customers, model = [factories.customer(east), factories.customer(east)], Model()
        for step in steps:
            act(model, customers, (clerk, supervisor), step)
        for day in DAYS:
            for account in Account.objects.select_related("customer"):
                agree(day, account, clerk)
        transaction.set_rollback(True)


def agree(day, account, user):
    """Ageing and open items of one account on one day are those of the oracle, and its balance."""
    rows, balance = shown(day, user, account.side, account.currency), plain.balance_on(day, pk=account.pk)
    assert rows == plain.aged(day, account.side, account.currency)
    row = rows.get(account.customer.code, [plain.ZERO])
    assert sum(row[:-2] or [plain.ZERO]) == balance
    items, sums = OpenItems([account.pk], day).all()
    expected = {item.pk: amount for item, amount in plain.open_on(day).items() if item.account_id == account.pk}
    assert {item.key: abs(item.open) for item in items} == expected
    assert sums.balance == balance

"""verify_ledger names the account whose ceiling flag does not follow its credit."""

import pytest

from accounts import ledger
from accounts.models import Balance
from tests.accounts.credit.given import credit

pytestmark = pytest.mark.django_db


def test_a_flag_that_does_not_follow_the_credit_is_named(customer):
    credit(customer, limit="100.00")
    assert [progress.faults for progress in ledger.verify()] == [[]]
    Balance.objects.update(capped=False)

    faults = [fault for progress in ledger.verify() for fault in progress.faults]

    assert [(fault.equation.name, fault.account) for fault in faults] == [("capped", "KH-000001-AR-CNY")]

"""verify_ledger names the account or entry that does not follow its credit."""

import pytest

from accounts import ledger
from accounts.models import Balance
from tests.accounts.credit.given import credit, override, reserve
from tests.accounts.ledger import post
from tests.accounts.test_ledger import tamper, verified

pytestmark = pytest.mark.django_db


def test_a_flag_that_does_not_follow_the_credit_is_named(customer):
    credit(customer, limit="100.00")
    assert [progress.faults for progress in ledger.verify()] == [[]]
    Balance.objects.update(capped=False)

    faults = [fault for progress in ledger.verify() for fault in progress.faults]

    assert [(fault.equation.name, fault.account) for fault in faults] == [("capped", "KH-000001-AR-CNY")]


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_the_use_of_an_override_for_another_document_is_named(customer, clerk, supervisor):
    credit(customer, "cash_only")
    key = str(override(customer, clerk, supervisor).pk)
    post(customer, clerk, "invoice", "50.00", reference="F-1", override=key)
    assert verified()[0] == set()

    tamper("UPDATE accounts_override SET reference = 'F-9'")

    broken, complaint = verified()
    assert broken == {"override"}
    assert "KH-000001-AR-CNY 1" in complaint


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_more_consumed_than_was_reserved_is_named(customer, clerk):
    made = reserve(customer, clerk, "60.00")
    post(customer, clerk, "invoice", "60.00", commitment=made.pk)
    assert verified()[0] == set()

    tamper("UPDATE accounts_commitment SET amount = 59.99")

    broken, complaint = verified()
    assert broken == {"commitment"}
    assert "KH-000001-AR-CNY 1" in complaint

"""A company with a bank account, and a customer whose account has something to say."""

from datetime import date

import pytest

from accounts.models import Account
from tests import factories
from tests.accounts.conftest import clerk, customer, east, reception, stranger, supervisor  # noqa: F401 - fixtures
from tests.accounts.ledger import post, reverse

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)


@pytest.fixture
def account(customer, clerk):  # noqa: F811
    """Opening before the period, two months of entries, a red reversal, and one after the period."""
    factories.setting("company_name", "杭州听雨轩茶业有限公司")
    factories.setting("setup", True)
    post(customer, clerk, "opening", "1000.00", posting_date="2025-12-01", due_date="2025-12-31")
    post(customer, clerk, "invoice", "500.00", posting_date="2026-01-10", reference="FP-1", due_date="2026-02-09")
    post(customer, clerk, "receipt", "1200.00", posting_date="2026-01-20", reference="SK-1")
    wrong = post(customer, clerk, "invoice", "80.00", posting_date="2026-02-03", reference="FP-2")
    reverse(wrong.entry, clerk, "2026-02-05")
    post(customer, clerk, "receipt", "100.00", posting_date="2026-04-02", reference="SK-2")
    return Account.objects.select_related("customer").get(customer=customer)

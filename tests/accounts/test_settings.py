"""What the settings of posting do: days ahead, and the amounts from which another person decides (E0, E7)."""

from datetime import timedelta

import pytest

from accounts import drafts, posting
from audit.refusals import Refused
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def east():
    return factories.portfolio("EAST")


@pytest.fixture
def customer(east):
    return factories.customer(east)


def draft(customer, **given):
    today = drafts.ledger_today()
    raw = {"kind": "invoice", "amount": "100.00", "currency": "CNY", "posting_date": str(today)} | given
    return drafts.read(raw, customer=customer, today=today)


def test_entries_are_dated_ahead_only_as_far_as_the_setting_says(customer):
    tomorrow = str(drafts.ledger_today() + timedelta(days=1))
    with pytest.raises(Refused, match="posting_date_in_future"):
        draft(customer, posting_date=tomorrow)

    factories.setting("posting_days_ahead", 1)

    assert str(draft(customer, posting_date=tomorrow).posting_date) == tomorrow
    with pytest.raises(Refused, match="posting_date_in_future"):
        draft(customer, posting_date=str(drafts.ledger_today() + timedelta(days=2)))


@pytest.mark.parametrize(("role", "currency", "waits"), [
    ("财务文员", "CNY", True), ("财务文员", "USD", False), ("财务主管", "CNY", False),
])  # fmt: skip
def test_who_posts_how_much_directly_follows_the_settings_by_currency(role, currency, waits, east, customer):
    factories.setting("direct_clerk", {"*": "500.00", "CNY": "80.00"})
    actor = factories.person("actor", role, manages=[east])
    invoice = draft(customer, reference="INV-1", currency=currency)
    posting.post(customer=customer, draft=invoice, actor=actor, channel="web")
    note = {"kind": "credit_note", "currency": currency, "applies_to": [{"reference": "INV-1"}]}

    posted = posting.post(customer=customer, draft=draft(customer, **note), actor=actor, channel="web")

    assert (getattr(posted, "entry", None) is None) is waits

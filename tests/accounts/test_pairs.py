"""Two entries posted and reversed together: offset, transfer, recovery of a bad debt (E1, E7)."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from rest_framework.test import APIClient

from accounts.asking.models import PendingEntry
from accounts.models import Balance, Entry, PairedEntry
from audit.refusals import Refused
from tests import factories
from tests.accounts.ledger import agreed, agreed_pair, approve, open_of, pair, post, reverse
from tests.accounts.test_pages import client
from tests.accounts.test_posting import set_status
from tests.accounts.test_reversal import tomorrow  # noqa: F401  # a fixture

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(east):
    return factories.customer(east, code="KH-000002", name="万通运输")


@pytest.fixture
def owed(customer, clerk):
    """Customer and we owe each other 300.00 and 200.00."""
    post(customer, clerk, "invoice", "300.00", reference="F-1")
    post(customer, clerk, "bill", "200.00", side="payable", reference="B-1")


def balances():
    return {
        f"{standing.account.prefix}": standing.balance
        for standing in Balance.objects.select_related("account__customer")
    }


def test_an_offset_lowers_both_sides_by_the_same_amount(customer, clerk, supervisor, owed):
    ours, theirs = agreed_pair(customer, clerk, supervisor, amount="200.00")

    assert balances() == {"KH-000001-AR-CNY": Decimal("100.00"), "KH-000001-AP-CNY": Decimal("0.00")}
    assert (ours.kind, theirs.kind, ours.account.side, theirs.account.side) == (
        "offset", "offset", "receivable", "payable",
    )  # fmt: skip
    assert open_of(Entry.objects.get(kind="bill")) == 0
    assert open_of(Entry.objects.get(kind="invoice")) == Decimal("100.00")


def test_a_transfer_moves_what_is_owed_to_another_customer(customer, other, clerk, supervisor, owed):
    given, taken = agreed_pair(
        customer, clerk, supervisor, "transfer", "120.00", other_customer="KH-000002", due_date="2026-03-31",
        applies_to=[{"reference": "F-1"}],
    )  # fmt: skip

    assert balances()["KH-000001-AR-CNY"] == Decimal("180.00")
    assert balances()["KH-000002-AR-CNY"] == Decimal("120.00")
    assert (given.raises, taken.raises, str(taken.items.get().due_date)) == (False, True, "2026-03-31")


def test_a_recovery_raises_and_is_paid_by_its_receipt(customer, clerk, supervisor, owed):
    agreed(customer, clerk, supervisor, "write_off", "300.00")

    back, paid = agreed_pair(customer, clerk, supervisor, "bad_debt_recovery", "80.00")

    assert (back.kind, paid.kind, open_of(back), open_of(paid)) == ("bad_debt_recovery", "receipt", 0, 0)
    assert balances()["KH-000001-AR-CNY"] == Decimal("0.00")


def test_no_more_is_recovered_than_was_written_off_and_not_yet_recovered(customer, clerk, supervisor, owed):
    agreed(customer, clerk, supervisor, "write_off", "300.00")
    agreed_pair(customer, clerk, supervisor, "bad_debt_recovery", "80.00")

    with pytest.raises(Refused, match="recovered_above_write_off") as refused:
        pair(customer, clerk, "bad_debt_recovery", "220.01")

    assert refused.value.figures["excess"] == Decimal("0.01")
    assert pair(customer, clerk, "bad_debt_recovery", "220.00").request


def test_a_write_off_that_was_recovered_is_not_reversed(customer, clerk, supervisor, owed):
    lost = agreed(customer, clerk, supervisor, "write_off", "300.00")
    back, _paid = agreed_pair(customer, clerk, supervisor, "bad_debt_recovery", "80.00")

    with pytest.raises(Refused, match="recovered_above_write_off"):
        reverse(lost, clerk)
    reverse(back, clerk)

    assert reverse(lost, clerk).entry.balance_after == Decimal("300.00")


@pytest.mark.parametrize("which", [0, 1])
def test_both_are_reversed_whichever_is_named(customer, clerk, supervisor, owed, which):
    both = agreed_pair(customer, clerk, supervisor, amount="200.00")

    reverse(both[which], clerk, "2026-01-12")

    assert Entry.objects.filter(kind="reversal", reverses__in=both).count() == 2
    assert balances() == {"KH-000001-AR-CNY": Decimal("300.00"), "KH-000001-AP-CNY": Decimal("200.00")}
    with pytest.raises(Refused, match="already_reversed"):
        reverse(both[1 - which], clerk, "2026-01-12")


def test_after_the_day_the_reversal_of_both_waits(customer, other, clerk, supervisor, owed, tomorrow):  # noqa: F811
    both = agreed_pair(customer, clerk, supervisor, "transfer", other_customer="KH-000002")

    made = reverse(both[0], clerk)
    approve(made.request, supervisor) if made.request else None

    assert Entry.objects.filter(kind="reversal", reverses__in=both).count() == 2


def test_what_waits_is_pending_on_both_accounts(customer, other, clerk, owed):
    pair(customer, clerk, "transfer", "70.00", other_customer="KH-000002")

    assert PendingEntry.objects.filter(customer=other).waiting().debits() == Decimal("70.00")
    assert not Entry.objects.filter(kind="transfer").exists()


def test_a_transfer_is_not_asked_for_by_who_looks_after_one_customer_only(customer, clerk, owed):
    south = factories.portfolio("SOUTH")
    factories.customer(south, code="KH-9")
    factories.grant(clerk, "view", south)

    with pytest.raises(PermissionDenied):
        pair(customer, clerk, "transfer", other_customer="KH-9")


def test_nor_decided_by_who_decides_for_one_customer_only(customer, owed, supervisor):
    south = factories.portfolio("SOUTH")
    factories.customer(south, code="KH-9")
    maker = factories.person("maker", "财务文员", manages=[customer.portfolio, south])
    asked = pair(customer, maker, "transfer", other_customer="KH-9").request

    with pytest.raises(PermissionDenied):
        approve(asked, supervisor)

    assert not PairedEntry.objects.exists()


def test_nor_reversed_by_them(customer, clerk, owed, manager):
    south = factories.portfolio("SOUTH")
    factories.customer(south, code="KH-9")
    maker = factories.person("maker", "财务文员", manages=[customer.portfolio, south])
    given, _taken = agreed_pair(customer, maker, manager, "transfer", other_customer="KH-9")

    with pytest.raises(PermissionDenied):
        reverse(given, clerk)


def test_a_customer_nobody_sees_is_as_unknown_as_one_that_is_not(customer, clerk):
    factories.customer(factories.portfolio("SOUTH"), code="KH-9")

    for code in ("KH-9", "NOBODY"):
        with pytest.raises(ValidationError) as refused:
            pair(customer, clerk, "transfer", other_customer=code)
        assert list(refused.value.message_dict) == ["other_customer"]


@pytest.mark.parametrize(
    ("kind", "members", "path"),
    [
        ("offset", {"other_customer": "KH-000002"}, "other_customer"),
        ("bad_debt_recovery", {"applies_to": [{"reference": "F-1"}]}, "applies_to"),
        ("transfer", {}, "other_customer"),
        ("offset", {"side": "payable"}, "side"),
        ("offset", {"amount": "0.00"}, "amount"),
        ("offset", {"other_applies_to": [{"reference": "B-1", "amount": "x"}]}, "other_applies_to.0.amount"),
    ],
)
def test_members_of_another_kind_are_refused_by_name(customer, other, clerk, kind, members, path):
    with pytest.raises(ValidationError) as refused:
        pair(customer, clerk, kind, **members)

    assert list(refused.value.message_dict) == [path]


def test_a_transfer_goes_to_another_customer(customer, clerk):
    with pytest.raises(Refused, match="transfer_to_itself"):
        pair(customer, clerk, "transfer", other_customer="kh-000001")


def test_a_frozen_customer_takes_nobody_elses_debt_but_gives_its_own_away(customer, other, clerk):
    post(customer, clerk)
    set_status(customer, "frozen")
    assert pair(customer, clerk, "transfer", other_customer="KH-000002").request

    set_status(other, "frozen")
    with pytest.raises(Refused, match="customer_frozen"):
        pair(customer, clerk, "transfer", "1.00", other_customer="KH-000002")


def test_large_pairs_take_two_people(customer, clerk, supervisor, manager):
    asked = pair(customer, clerk, amount="100000.01").request

    assert (approve(asked, supervisor).status, approve(asked, manager).status) == ("pending", "approved")


def test_the_same_pair_is_not_asked_for_twice(customer, clerk):
    pair(customer, clerk)

    with pytest.raises(Refused, match="request_open"):
        pair(customer, clerk)


def test_over_the_api_a_pair_is_an_entry_that_waits(customer, other, clerk, supervisor):
    caller = APIClient()
    caller.force_authenticate(clerk)
    body = {"customer": "KH-000001", "kind": "transfer", "currency": "CNY", "amount": "5.00",
            "posting_date": "2026-01-10", "other_customer": "KH-000002"}  # fmt: skip

    asked = caller.post("/api/v1/entries/", body, headers={"Idempotency-Key": "k"})
    caller.force_authenticate(supervisor)
    caller.post(f"/api/v1/requests/{asked.data['request']['id']}/approval/", {})

    found = caller.get("/api/v1/entries/KH-000001-AR-CNY-1/").data
    assert (asked.status_code, asked.data["request"]["kind"]) == (202, "accounts.transfer")
    assert (found["kind"], found["credit"], found["pair"]) == ("transfer", "5.00", "KH-000002-AR-CNY-1")


def test_whose_customer_one_does_not_see_is_not_named_on_the_other(customer, clerk, manager):
    south = factories.portfolio("SOUTH")
    factories.customer(south, code="KH-9")
    maker = factories.person("maker", "财务文员", manages=[customer.portfolio, south])
    agreed_pair(customer, maker, manager, "transfer", other_customer="KH-9")
    page = f"/receivables/accounts/{customer.accounts.get().pk}/"

    assert "KH-9-AR-CNY-1" in client(maker).get(page).content.decode()
    assert "KH-9-AR-CNY-1" not in client(clerk).get(page).content.decode()


PAGE = "/receivables/customers/KH-000001/pairs/new/"
TYPED = {"amount": "5.00", "currency": "CNY", "posting_date": "2026-01-10", "allocate": "on"}


@pytest.mark.parametrize(
    ("kind", "typed"),
    [("offset", {}), ("transfer", {"other_customer": "KH-000002", "due_date": "2026-02-01"})],
)
def test_a_pair_is_asked_for_by_form(customer, other, clerk, owed, kind, typed):
    browser = client(clerk)

    answer = browser.post(f"{PAGE}?kind={kind}", TYPED | typed)

    assert browser.get(f"{PAGE}?kind={kind}").status_code == 200
    assert answer.status_code == 302
    assert answer["Location"].startswith("/approvals/")


def test_a_recovery_shows_what_may_still_be_recovered(customer, clerk, supervisor, owed):
    agreed(customer, clerk, supervisor, "write_off", "300.00")
    browser = client(clerk)
    typed = {name: value for name, value in TYPED.items() if name != "allocate"}

    assert "300.00 CNY" in browser.get(f"{PAGE}?kind=bad_debt_recovery").content.decode()
    assert browser.post(f"{PAGE}?kind=bad_debt_recovery", typed | {"amount": "300.01"}).status_code == 422
    assert browser.post(f"{PAGE}?kind=bad_debt_recovery", typed).status_code == 302


def test_an_input_of_another_kind_is_refused(customer, other, clerk):
    assert client(clerk).post(f"{PAGE}?kind=offset", TYPED | {"other_customer": "KH-000002"}).status_code == 422


def test_no_page_for_strangers_nor_for_kinds_that_are_no_pairs(customer, clerk, stranger, reception):
    assert client(stranger).get(PAGE).status_code == 404
    assert client(reception).get(PAGE).status_code == 403
    assert client(clerk).get(f"{PAGE}?kind=invoice").status_code == 404

"""Bills and cheques: uncleared until the bank pays, taken back when it does not (E1)."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from access.models import Membership
from accounts.models import Balance, Clearing, Dishonour, Entry, Instrument
from accounts.objections import object_to
from audit.history import acting
from audit.refusals import Refused
from tests import factories
from tests.accounts.ledger import BILL, CHEQUE, agreed, approve, clear, dishonour, draft, open_of, post, reverse
from tests.accounts.test_reversal import tomorrow  # noqa: F401  # a fixture

pytestmark = pytest.mark.django_db
KINDS = pytest.mark.parametrize(
    "made",
    [CHEQUE, BILL, {"instrument": "commercial_acceptance", "instrument_number": "B-8"}],
    ids=["cheque", "bank", "commercial"],
)


@pytest.fixture
def cheque(customer, clerk):
    return post(customer, clerk, "receipt", "15000.00", **CHEQUE).entry


def exposed(day=None):
    """H, now or as of a day."""
    found = Instrument.objects.exposed()
    return (found.uncleared() if day is None else found.uncleared_on(date.fromisoformat(day))).amount()


def balance():
    return Balance.objects.get(account__side="receivable").balance


@KINDS
def test_e1_the_worked_example_of_a_bounced_bill(customer, clerk, made):
    post(customer, clerk, "invoice", "77000.00")
    receipt = post(customer, clerk, "receipt", "15000.00", **made).entry
    received = (balance(), exposed(), balance() + exposed())

    dishonour(receipt, clerk)

    assert received == (Decimal("62000.00"), Decimal("15000.00"), Decimal("77000.00"))
    assert (balance(), exposed(), balance() + exposed()) == (Decimal("77000.00"), Decimal("0.00"), Decimal("77000.00"))


def test_what_is_cleared_is_money(cheque, clerk):
    clear(cheque, clerk)

    assert (exposed(), balance()) == (Decimal("0.00"), Decimal("-15000.00"))


def test_h_is_known_as_of_any_day(customer, cheque, clerk):
    other = post(customer, clerk, "receipt", "40.00", posting_date="2026-01-15", **BILL).entry
    clear(cheque, clerk, "2026-01-20")
    dishonour(other, clerk, "2026-01-25")

    days = ("2026-01-09", "2026-01-10", "2026-01-15", "2026-01-19", "2026-01-20", "2026-01-24", "2026-01-25")
    found = [exposed(day) for day in days]

    assert found == [*map(Decimal, ("0", "15000.00", "15040.00", "15040.00", "40.00", "40.00", "0"))]


def test_a_plain_reversal_takes_it_out_of_h_as_well(cheque, clerk):
    reverse(cheque, clerk)

    assert (exposed(), Dishonour.objects.count()) == (Decimal("0.00"), 0)


def test_which_instruments_count_is_a_setting(cheque):
    factories.setting("uncleared_counts_cheque", False)

    assert exposed() == Decimal("0.00")


@pytest.mark.parametrize("instrument", ["cash", "transfer"])
def test_cash_and_transfers_are_money_at_once(customer, clerk, instrument):
    receipt = post(customer, clerk, "receipt", instrument=instrument).entry

    assert exposed() == Decimal("0.00")
    for word in (clear, dishonour):
        with pytest.raises(Refused, match="nothing_to_clear"):
            word(receipt, clerk)


def test_what_we_issue_is_no_exposure(customer, clerk):
    payment = post(customer, clerk, "payment", side="payable", **BILL).entry

    assert (exposed(), Instrument.objects.uncleared().count()) == (Decimal("0.00"), 1)
    assert clear(payment, clerk).instrument.kind == "bank_acceptance"


def test_a_dishonour_is_the_reversal_of_its_receipt(customer, cheque, clerk):
    post(customer, clerk, "invoice", "100.00")

    made = dishonour(cheque, clerk)

    assert (made.entry.reverses_id, str(made.entry.posting_date)) == (cheque.pk, "2026-01-20")
    assert Dishonour.objects.get().reversal == made.entry
    assert open_of(Entry.objects.get(kind="invoice")) == Decimal("100.00")


def test_a_dishonour_after_the_day_waits_like_every_reversal(cheque, clerk, supervisor, tomorrow):  # noqa: F811
    asked = dishonour(cheque, clerk).request
    assert not Dishonour.objects.exists()

    approve(asked, supervisor)

    assert Dishonour.objects.get().instrument.entry == cheque


def test_what_the_bank_paid_meanwhile_is_not_dishonoured(cheque, clerk, supervisor, tomorrow):  # noqa: F811
    asked = dishonour(cheque, clerk).request
    clear(cheque, clerk)

    with pytest.raises(Refused, match="cleared_not_dishonoured"):
        approve(asked, supervisor)

    assert not Entry.objects.filter(kind="reversal").exists()


def test_what_is_cleared_is_neither_cleared_again_nor_dishonoured(cheque, clerk):
    clear(cheque, clerk)

    with pytest.raises(Refused, match="already_cleared"):
        clear(cheque, clerk)
    with pytest.raises(Refused, match="cleared_not_dishonoured"):
        dishonour(cheque, clerk)


def test_what_is_dishonoured_is_neither_dishonoured_again_nor_cleared(cheque, clerk):
    dishonour(cheque, clerk)

    for word in (clear, dishonour):
        with pytest.raises(Refused, match="already_reversed"):
            word(cheque, clerk)
    assert not Clearing.objects.exists()


@pytest.mark.parametrize(
    ("day", "code"), [("2026-01-09", "clearing_before_receipt"), ("2099-01-01", "posting_date_in_future")]
)
@pytest.mark.parametrize("word", [clear, dishonour])
def test_no_day_before_the_receipt_nor_one_to_come(cheque, clerk, word, day, code):
    with pytest.raises(Refused, match=code) as refused:
        word(cheque, clerk, day)

    assert refused.value.field == "date"


def test_an_invoice_has_nothing_to_clear(customer, clerk):
    with pytest.raises(Refused, match="nothing_to_clear"):
        clear(post(customer, clerk).entry, clerk)


@pytest.mark.parametrize("word", [clear, dishonour])
def test_a_stranger_and_reception_say_nothing_about_it(cheque, stranger, reception, word):
    for nobody in (stranger, reception):
        with pytest.raises(PermissionDenied):
            word(cheque, nobody)


def test_a_revoked_right_says_nothing_either(cheque, clerk):
    with acting(actor=None, kind="tests.revoke", channel="command"):
        Membership.objects.filter(user=clerk).delete()

    with pytest.raises(PermissionDenied):
        clear(cheque, clerk)


@pytest.mark.parametrize(
    ("members", "path"),
    [
        ({"instrument": "gold"}, "instrument"),
        ({"instrument": "cheque"}, "instrument_number"),
        ({"instrument": "bank_acceptance"}, "instrument_number"),
        (CHEQUE | {"maturity": "2026-04-30"}, "maturity"),
        (CHEQUE | {"acceptor": "x"}, "acceptor"),
        ({"instrument": "cash", "drawer": "x"}, "drawer"),
        ({"instrument_number": "C-1"}, "instrument_number"),
        (BILL | {"maturity": "soon"}, "maturity"),
        (BILL | {"drawer": "a\u202eb"}, "drawer"),
        (BILL | {"instrument_number": "x" * 65}, "instrument_number"),
    ],
)
def test_each_instrument_has_its_own_members(customer, members, path):
    with pytest.raises(ValidationError) as refused:
        draft(customer, "receipt", **members)

    assert list(refused.value.message_dict) == [path]


@pytest.mark.parametrize(
    ("kind", "side"), [("invoice", "receivable"), ("credit_note", "receivable"), ("bill", "payable")]
)
def test_only_receipts_and_payments_are_made_with_one(customer, kind, side):
    with pytest.raises(Refused, match="instrument_not_for_kind"):
        draft(customer, kind, side=side, **CHEQUE)


def test_a_draft_keeps_its_instrument(customer):
    from accounts.drafts import ledger_today, read

    kept = draft(customer, "receipt", **BILL)

    assert read(kept.as_raw(), customer=customer, today=ledger_today()) == kept


def test_a_cheque_is_refunded_once_it_is_cleared(customer, cheque, clerk, supervisor):
    claim = {"applies_to": [{"entry": str(cheque)}], "posting_date": "2026-01-20"}
    with pytest.raises(Refused, match="credit_uncleared"):
        post(customer, clerk, "refund", "100.00", **claim)

    clear(cheque, clerk, "2026-01-20")

    assert agreed(customer, clerk, supervisor, "refund", "100.00", **claim).kind == "refund"


def test_a_customer_with_an_uncleared_cheque_is_not_deleted(customer, cheque, clerk):
    assert "uncleared" in {blocker.code for blocker in object_to(customer)}

    clear(cheque, clerk)

    assert "uncleared" not in {blocker.code for blocker in object_to(customer)}

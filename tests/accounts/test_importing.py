"""``import_entries``: what was posted is not posted again, and what is settled is settled on its day."""

from decimal import Decimal

import pytest

from access.models import Request
from accounts import ledger
from accounts.models import Account, Balance, Entry, OpenItem
from audit.history import acting
from audit.models import Action
from customers.models import Status
from tests import factories
from tests.importing import Desk

pytestmark = pytest.mark.django_db
HEADER = "customer,kind,currency,amount,posting_date,reference"
INVOICE = f"{HEADER}\nKH-000001,invoice,USD,55.94,2026-01-02,0000611365\n"
SETTLED = f"{HEADER},settled_on\nKH-000001,invoice,USD,55.94,2026-01-02,0000611365,2026-01-15\n"


@pytest.fixture
def desk(tmp_path, clerk, customer):
    return Desk(tmp_path, "import_entries", clerk)


def faults():
    return [fault for progress in ledger.verify() for fault in progress.faults]


def balances():
    return list(Balance.objects.values_list("account__customer__code", "account__currency", "balance"))


def test_an_entry_is_posted_once_however_often_its_file_comes(desk, clerk, customer):
    assert desk.take_in(INVOICE) == {"created": 1}
    acts = Action.objects.count()

    assert desk.take_in(INVOICE) == {"unchanged": 1}
    assert desk.take_in(INVOICE + INVOICE.splitlines()[1] + "\n") == {"unchanged": 2}
    assert Action.objects.count() == acts
    assert balances() == [("KH-000001", "USD", Decimal("55.94"))]
    act = Action.objects.get(pk=Entry.objects.get().action_id)
    assert (act.actor, act.kind, act.channel, act.about_id) == (clerk, "accounts.import", "import", str(customer.pk))


def test_the_same_row_twice_in_a_file_is_posted_once(desk):
    assert desk.take_in(INVOICE + INVOICE.splitlines()[1] + "\n") == {"created": 1, "unchanged": 1}
    assert faults() == []


def test_what_is_settled_gets_a_receipt_of_the_full_amount_on_its_day(desk, day):
    assert desk.take_in(SETTLED) == {"created": 1}

    invoice, receipt = Entry.objects.order_by("number")
    assert (receipt.kind, receipt.effect, receipt.posting_date) == ("receipt", Decimal("-55.94"), day(15))
    assert invoice.effect == Decimal("55.94")
    assert not OpenItem.objects.exclude(open=0).exists()
    assert balances() == [("KH-000001", "USD", Decimal("0.00"))]
    assert desk.take_in(SETTLED) == {"unchanged": 1}
    assert faults() == []


def test_what_was_settled_since_gets_its_receipt_when_the_file_comes_again(desk):
    desk.take_in(INVOICE)

    assert desk.take_in(SETTLED) == {"updated": 1}
    assert balances() == [("KH-000001", "USD", Decimal("0.00"))]


def test_an_advance_is_not_used_up_by_what_a_row_settles_itself(desk):
    desk.take_in(f"{HEADER}\nKH-000001,receipt,USD,40.00,2026-01-01,R1\n")

    assert desk.take_in(SETTLED) == {"created": 1}
    assert list(OpenItem.objects.exclude(open=0).values_list("entry__reference", "open")) == [("R1", Decimal("40.00"))]


def test_a_row_whose_receipt_is_refused_posts_nothing(desk):
    text = SETTLED.replace("2026-01-15", "2025-12-31")

    assert desk.take_in(text) == {"refused": 1}
    assert desk.errors[0][:2] == (2, "settled_on")
    assert not Account.objects.exists()
    assert not Action.objects.filter(kind="accounts.import").exists()


def test_what_was_posted_with_other_figures_is_refused(desk):
    desk.take_in(INVOICE)

    assert desk.take_in(INVOICE.replace("55.94", "55.95")) == {"refused": 1}
    assert desk.errors[0][:2] == (2, "reference")
    assert "KH-000001-AR-USD-1" in desk.errors[0][2]
    assert balances() == [("KH-000001", "USD", Decimal("55.94"))]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("customer", "KH-9"),
        ("kind", "gift"),
        ("currency", "XXX"),
        ("amount", "1e15"),
        ("amount", "１.00"),
        ("posting_date", "2026-02-30"),
        ("posting_date", "2999-01-01"),
        ("reference", ""),
        ("reference", "=1+1"),
    ],
)
def test_a_row_that_is_refused_spoils_no_other(desk, field, value):
    good = dict(zip(HEADER.split(","), ("KH-000001", "invoice", "USD", "1.00", "2026-01-02", "N1"), strict=True))
    text = "\n".join([HEADER, ",".join((good | {field: value}).values()), ",".join(good.values())]) + "\n"

    assert desk.take_in(text) == {"created": 1, "refused": 1}
    assert desk.errors[0][:2] == (2, field)
    assert desk.errors[0][2]
    assert balances() == [("KH-000001", "USD", Decimal("1.00"))]


def test_an_invisible_customer_and_an_unknown_one_are_refused_alike(desk):
    factories.customer(factories.portfolio("SOUTH"), code="KH-7")

    assert desk.take_in(INVOICE.replace("KH-000001", "KH-7")) == {"refused": 1}
    hidden = desk.errors[0][2]
    assert desk.take_in(INVOICE.replace("KH-000001", "KH-8")) == {"refused": 1}
    assert hidden.replace("KH-7", "KH-8") == desk.errors[0][2]


def test_who_may_not_post_posts_nothing(desk, reception):
    desk.actor = reception

    assert desk.take_in(INVOICE) == {"refused": 1}
    assert not Entry.objects.exists()


def test_a_frozen_customer_takes_receipts_and_no_invoices(desk, clerk, customer):
    desk.take_in(INVOICE)
    with acting(actor=clerk, kind="tests.freeze", channel="command"):
        customer.status = Status.FROZEN
        customer.save()
    rows = ["KH-000001,invoice,USD,1.00,2026-01-03,N2", "KH-000001,receipt,USD,55.94,2026-01-03,R1"]

    assert desk.take_in("\n".join([HEADER, *rows, ""])) == {"created": 1, "refused": 1}
    assert balances() == [("KH-000001", "USD", Decimal("0.00"))]


def test_a_credit_note_that_names_no_invoice_waits_for_a_second_person(desk):
    assert desk.take_in(INVOICE.replace("invoice", "credit_note")) == {"proposed": 1}
    assert Request.objects.get().kind == "accounts.credit_note"
    assert not Entry.objects.exists()


def test_applies_to_names_the_documents_a_receipt_settles(desk):
    rows = [f"KH-000001,invoice,USD,10.00,2026-01-0{number},N{number}," for number in (1, 2, 3)]
    rows.append("KH-000001,receipt,USD,20.00,2026-01-09,R1,N3; N2")

    assert desk.take_in("\n".join([f"{HEADER},applies_to", *rows, ""])) == {"created": 4}
    assert list(OpenItem.objects.exclude(open=0).values_list("entry__reference", flat=True)) == ["N1"]


def test_a_dry_run_posts_nothing(desk):
    assert desk.take_in(SETTLED, "--dry-run") == {"created": 1}
    assert not Entry.objects.exists()


def test_dates_are_read_as_the_mapping_writes_them(desk, day):
    mapping = {
        "columns": {"who": "customer", "no": "reference", "on": ["document_date", "posting_date"], "sum": "amount"},
        "constants": {"kind": "invoice", "currency": "USD"},
        "dates": "%m/%d/%Y",
    }

    assert desk.take_in("who,no,on,sum\nKH-000001,N1,1/3/2026,7\nKH-000001,N2,13/1/2026,7\n", mapping=mapping) == {
        "created": 1, "refused": 1,
    }  # fmt: skip
    assert Entry.objects.get().posting_date == day(3)
    assert desk.errors[0][:2] == (3, "on")


def test_a_file_brings_every_kind_of_both_sides(desk, clerk):
    rows = (
        "KH-000001,bill,CNY,300.00,2026-01-02,B-1,payable",
        "KH-000001,payment,CNY,100.00,2026-01-03,P-1,payable",
        "KH-000001,fee,CNY,5.00,2026-01-03,Z-1,",
        "KH-000001,opening,CNY,7.00,2026-01-01,O-1,",
        "KH-000001,bill,CNY,1.00,2026-01-02,B-2,receivable",
    )

    assert desk.take_in("\n".join([f"{HEADER},side", *rows, ""])) == {"created": 3, "proposed": 1, "refused": 1}

    assert sorted(balances()) == [("KH-000001", "CNY", Decimal("5.00")), ("KH-000001", "CNY", Decimal("200.00"))]
    assert Request.objects.get().kind == "accounts.opening"


def test_a_file_says_what_a_receipt_was_made_with(desk):
    rows = (
        "KH-000001,receipt,CNY,300.00,2026-01-02,R-1,cheque,C-1",
        "KH-000001,receipt,CNY,1.00,2026-01-02,R-2,cheque,",
    )

    assert desk.take_in("\n".join([f"{HEADER},instrument,instrument_number", *rows, ""])) == {
        "created": 1,
        "refused": 1,
    }

    made = Entry.objects.get().instrument
    assert (made.kind, made.number) == ("cheque", "C-1")


def test_what_is_settled_by_a_cheque_is_settled_by_a_receipt_with_it(desk):
    rows = (
        "KH-000001,invoice,CNY,300.00,2026-01-02,F-1,cheque,C-1,2026-01-09,receivable",
        "KH-000001,bill,CNY,200.00,2026-01-02,B-1,transfer,,2026-01-09,payable",
    )

    assert desk.take_in("\n".join([f"{HEADER},instrument,instrument_number,settled_on,side", *rows, ""])) == {
        "created": 2
    }

    made = {entry.kind: getattr(entry, "instrument", None) for entry in Entry.objects.all()}
    assert {kind: one and one.kind for kind, one in made.items()} == {
        "invoice": None,
        "receipt": "cheque",
        "bill": None,
        "payment": "transfer",
    }

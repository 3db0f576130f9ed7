"""Typing every kind by form: the sides apart, instalments in rows, and what it does shown before it is done (E1)."""

import pytest

from access.models import Request
from accounts.models import Entry
from tests import factories
from tests.accounts.ledger import post
from tests.accounts.test_pages import NEW, TYPED, client, confirmed, hidden

pytestmark = pytest.mark.django_db
PAYABLE = f"{NEW}&side=payable"
ROWS = {"due-TOTAL_FORMS": "2", "due-INITIAL_FORMS": "0"}
PARTS = ROWS | {
    "due-0-due_date": "2026-02-10",
    "due-0-amount": "60.00",
    "due-1-due_date": "2026-03-10",
    "due-1-amount": "40.00",
}


def kinds(page):
    return [value for value, _label in page.context["form"].fields["kind"].choices]


def test_each_side_offers_its_own_kinds(customer, clerk):
    browser = client(clerk)

    assert {"invoice", "receipt", "write_off"} <= {*kinds(browser.get(NEW))}
    assert {"bill", "payment", "debit_note"} <= {*kinds(browser.get(PAYABLE))}
    assert not {"invoice", "receipt", "write_off"} & {*kinds(browser.get(PAYABLE))}


def test_a_side_that_does_not_exist_is_no_page(customer, clerk):
    assert client(clerk).get(f"{NEW}&side=both").status_code == 404


def test_a_bill_is_posted_on_its_side(customer, clerk):
    browser = client(clerk)

    browser.post(PAYABLE, hidden(browser.post(PAYABLE, TYPED | {"kind": "bill"})))

    assert str(Entry.objects.get()) == "KH-000001-AP-CNY-1"


def test_a_kind_of_the_other_side_is_no_choice(customer, clerk):
    page = client(clerk).post(PAYABLE, TYPED)

    assert page.status_code == 422
    assert not Entry.objects.exists()


def test_what_it_settles_are_documents_of_the_side(customer, clerk):
    post(customer, clerk, reference="OWED-TO-US")
    post(customer, clerk, "bill", side="payable", reference="OWED-BY-US")
    browser = client(clerk)

    ours, theirs = browser.get(NEW).content.decode(), browser.get(PAYABLE).content.decode()

    assert ("OWED-TO-US" in ours, "OWED-BY-US" in ours) == (True, False)
    assert ("OWED-TO-US" in theirs, "OWED-BY-US" in theirs) == (False, True)


def test_instalments_are_typed_in_rows(customer, clerk):
    confirmed(clerk, **PARTS)

    items = Entry.objects.get().items.order_by("due_date")
    assert [(str(item.due_date), str(item.amount)) for item in items] == [
        ("2026-02-10", "60.00"),
        ("2026-03-10", "40.00"),
    ]


def test_an_empty_row_and_a_removed_one_are_no_instalments(customer, clerk):
    confirmed(clerk, **{**PARTS, "due-0-due_date": "", "due-0-amount": "", "due-1-DELETE": "on"})

    assert Entry.objects.get().items.count() == 1


def test_what_is_wrong_with_an_instalment_stands_in_its_row(customer, clerk):
    page = client(clerk).post(NEW, TYPED | PARTS | {"due-1-amount": "4e1"})

    assert page.status_code == 422
    assert [list(form.errors) for form in page.context["form"].dues.forms] == [[], ["amount"]]


def test_instalments_that_do_not_add_up_are_refused_with_both_sums(customer, clerk):
    page = client(clerk).post(NEW, TYPED | PARTS | {"due-1-amount": "39.99"})

    assert page.status_code == 422
    assert "99.99" in page.content.decode()


def test_no_row_brings_an_input_that_the_page_does_not_have(customer, clerk):
    page = client(clerk).post(NEW, TYPED | PARTS | {"due-7-amount": "1.00"})

    assert page.status_code == 422


def test_the_due_date_by_the_terms_is_shown_before_and_when_confirming(east, clerk):
    factories.customer(east, code="KH-7", terms="net 30")
    address = "/receivables/entries/new/?customer=KH-7"
    browser = client(clerk)

    assert "net 30" in browser.get(address).content.decode()
    assert "2026-02-09" in browser.post(address, TYPED).content.decode()


@pytest.mark.parametrize(
    ("address", "kind", "effect"),
    [
        (NEW, "invoice", "debit, raises what is owed to us"),
        (NEW, "receipt", "credit, lowers what is owed to us"),
        (PAYABLE, "bill", "credit, raises what we owe"),
        (PAYABLE, "payment", "debit, lowers what we owe"),
    ],
)
def test_confirming_says_debit_or_credit_and_the_balance_after(customer, clerk, address, kind, effect):
    page = client(clerk).post(address, TYPED | {"kind": kind}).content.decode()

    assert effect in page
    assert "100.00" in page.partition("Afterwards")[2]


@pytest.mark.parametrize(
    ("amount", "said"), [("50.00", "a second person decides"), ("100000.01", "two other people decide")]
)
def test_confirming_says_how_many_will_decide(customer, clerk, amount, said):
    page = client(clerk).post(NEW, TYPED | {"kind": "debit_adjustment", "amount": amount})

    assert said in page.content.decode()


def test_what_always_waits_says_so_where_it_is_chosen(customer, clerk):
    assert "write-off (by request)" in client(clerk).get(NEW).content.decode()


def test_an_adjustment_leads_to_its_request(customer, clerk):
    answer = confirmed(clerk, kind="debit_adjustment")

    assert answer["Location"] == f"/approvals/{Request.objects.get().pk}/"

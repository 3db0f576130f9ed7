"""Bills and cheques over the API and on the pages: the register, and the bank's word typed (E1)."""

import pytest
from rest_framework.test import APIClient

from accounts.models import Account, Clearing, Dishonour, Instrument
from tests import factories
from tests.accounts.ledger import BILL, CHEQUE, clear, dishonour, post
from tests.accounts.test_instruments import cheque  # noqa: F401  # a fixture
from tests.accounts.test_pages import NEW, client, confirmed

pytestmark = pytest.mark.django_db


def caller(person):
    made = APIClient()
    made.force_authenticate(person)
    return made


def test_over_the_api_a_bill_is_received_and_cleared(customer, clerk):
    body = {"customer": "KH-000001", "kind": "receipt", "currency": "CNY", "amount": "5.00",
            "posting_date": "2026-01-10"} | BILL  # fmt: skip
    path = "/api/v1/entries/KH-000001-AR-CNY-1/"

    made = caller(clerk).post("/api/v1/entries/", body, headers={"Idempotency-Key": "k"})
    paid = caller(clerk).post(f"{path}clearing/", {"date": "2026-01-12"})
    again = caller(clerk).post(f"{path}clearing/", {"date": "2026-01-12"})

    assert (made.data["instrument"]["kind"], made.data["instrument"]["cleared_on"]) == ("bank_acceptance", None)
    assert (paid.status_code, paid.data["instrument"]["cleared_on"]) == (201, "2026-01-12")
    assert (again.status_code, again.data["code"]) == (409, "already_cleared")
    assert caller(clerk).post(f"{path}dishonour/", {"date": "2026-01-12"}).data["code"] == "cleared_not_dishonoured"


def test_over_the_api_a_cheque_is_dishonoured(cheque, clerk, stranger):  # noqa: F811
    path = f"/api/v1/entries/{cheque}/"

    wrong = caller(clerk).post(f"{path}dishonour/", {"day": "2026-01-12"})
    made = caller(clerk).post(f"{path}dishonour/", {"date": "2026-01-12", "reason": "退票"})

    assert (wrong.status_code, sorted(wrong.data["errors"])) == (400, ["date", "day"])
    assert (made.status_code, made.data["kind"], made.data["reverses"]) == (201, "reversal", str(cheque))
    assert caller(clerk).get(path).data["instrument"]["dishonoured_on"] == "2026-01-12"
    assert caller(stranger).post(f"{path}clearing/", {"date": "2026-01-12"}).status_code == 404


REGISTER = "/receivables/instruments/"


def numbers(person, tab="hand"):
    return [row["number"] for row in client(person).get(f"{REGISTER}?tab={tab}").context["rows"]]


def test_the_register_lists_what_is_in_hand_by_the_day_it_is_paid(customer, cheque, clerk, stranger):  # noqa: F811
    later = post(customer, clerk, "receipt", "40.00", **BILL).entry
    post(customer, clerk, "payment", side="payable", **CHEQUE | {"instrument_number": "OURS"})

    assert numbers(clerk) == ["C-1", "B-7"]
    assert numbers(clerk, "issued") == ["OURS"]
    assert numbers(stranger) == []
    clear(cheque, clerk)
    dishonour(later, clerk)
    assert (numbers(clerk), numbers(clerk, "cleared"), numbers(clerk, "dishonoured")) == ([], ["C-1"], ["B-7"])


def test_what_falls_due_within_thirty_days_has_a_tab_of_its_own(customer, cheque, clerk):  # noqa: F811
    far = {"maturity": "2098-01-01", "instrument_number": "FAR"}
    post(customer, clerk, "receipt", "40.00", **BILL | far)

    assert (numbers(clerk), numbers(clerk, "due")) == (["C-1", "FAR"], ["C-1"])


def test_the_register_is_for_who_may_see_money(cheque, reception, clerk):  # noqa: F811
    assert client(reception).get(REGISTER).status_code == 403
    assert client(clerk).get(f"{REGISTER}?tab=lost").status_code == 404


def test_a_page_address_of_another_list_leads_to_the_first_page(clerk):
    answer = client(clerk).get(f"{REGISTER}?tab=due&cursor=nonsense")

    assert (answer.status_code, answer["Location"]) == (302, f"{REGISTER}?tab=due")


def test_the_register_asks_few_questions(customer, clerk, django_assert_max_num_queries):
    for number in range(6):
        post(customer, clerk, "receipt", "1.00", **CHEQUE | {"instrument_number": f"C-{number}"})
    browser = client(clerk)
    browser.get(REGISTER)

    with django_assert_max_num_queries(12):
        browser.get(REGISTER)


def test_the_banks_word_is_typed_by_form(customer, cheque, clerk):  # noqa: F811
    other = post(customer, clerk, "receipt", "40.00", **BILL).entry
    browser = client(clerk)
    wrong = browser.post(f"/receivables/entries/{cheque}/clearing/new/", {"date": "2026-01-09"})

    paid = browser.post(f"/receivables/entries/{cheque}/clearing/new/", {"date": "2026-01-12"})
    refused = browser.post(f"/receivables/entries/{other}/dishonour/new/", {"date": "2026-01-12", "reason": "退票"})

    assert (wrong.status_code, paid.status_code, refused.status_code) == (422, 302, 302)
    assert (Clearing.objects.count(), Dishonour.objects.count()) == (1, 1)
    assert "cleared on 2026-01-12" in browser.get(f"/receivables/accounts/{cheque.account_id}/").content.decode()


def test_a_page_about_an_entry_without_a_bill_is_none(customer, clerk, stranger, cheque):  # noqa: F811
    plain = post(customer, clerk, "receipt").entry

    assert client(clerk).get(f"/receivables/entries/{plain}/clearing/new/").status_code == 404
    assert client(stranger).get(f"/receivables/entries/{cheque}/clearing/new/").status_code == 404
    auditor = factories.person("auditor", "审计")
    assert client(auditor).get(f"/receivables/entries/{cheque}/clearing/new/").status_code == 403
    assert client(auditor).get(f"/receivables/entries/{cheque}/dishonour/new/").status_code == 403


def test_a_cheque_is_received_by_form_and_shown_on_the_account(customer, clerk):
    confirmed(clerk, kind="receipt", **CHEQUE)
    account = Account.objects.get()

    page = client(clerk).get(f"/receivables/accounts/{account.pk}/").content.decode()

    assert Instrument.objects.get().number == "C-1"
    assert "uncleared" in page
    assert "Uncleared bills and cheques" in page


def test_an_instrument_of_an_invoice_is_refused_beside_its_field(customer, clerk):
    typed = {"kind": "invoice", "amount": "1.00", "currency": "CNY", "posting_date": "2026-01-10", "instrument": "cash"}

    page = client(clerk).post(NEW, typed)

    assert list(page.context["form"].errors) == ["instrument"]

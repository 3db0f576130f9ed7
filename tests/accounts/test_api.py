"""The ledger over the API: statuses, strictness, idempotency, and nothing for who may not see money."""

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.drafts import MEMBERS
from accounts.models import Account, Entry
from accounts.pairs.drafts import MEMBERS as PAIR_MEMBERS
from accounts.serializers import EntryBody
from tests import factories
from tests.accounts.ledger import post as posted

pytestmark = pytest.mark.django_db
BODY = {"customer": "KH-000001", "currency": "CNY", "kind": "invoice", "amount": "100.00", "posting_date": "2026-01-10"}


def client(person):
    made = APIClient()
    made.force_authenticate(person)
    return made


def post(person, key="k1", path="/api/v1/entries/", **members):
    headers = {} if key is None else {"Idempotency-Key": key}
    body = BODY | members if path == "/api/v1/entries/" else members
    return client(person).post(path, body, headers=headers)


def test_an_invoice_is_posted_and_read_again(customer, clerk):
    answer = post(clerk, reference="F-1")

    assert answer.status_code == 201
    assert answer.data["number"] == "KH-000001-AR-CNY-1"
    assert (answer.data["balance_after"], answer.data["allocations"]) == ("100.00", [])
    assert answer["Location"].endswith("/api/v1/entries/KH-000001-AR-CNY-1/")
    assert client(clerk).get(answer["Location"]).data == answer.data


def test_a_receipt_says_what_it_settled(customer, clerk):
    post(clerk)

    answer = post(clerk, "k2", kind="receipt", amount="60.00")

    assert (answer.data["debit"], answer.data["credit"]) == (None, "60.00")
    assert answer.data["allocations"] == [
        {
            "credit": "KH-000001-AR-CNY-2",
            "debit": "KH-000001-AR-CNY-1",
            "amount": "60.00",
            "effective_date": "2026-01-10",
        }
    ]


def test_a_key_is_required(customer, clerk):
    answer = post(clerk, key=None)

    assert (answer.status_code, answer.data["code"]) == (400, "idempotency_key_missing")
    assert not Entry.objects.exists()


def test_the_same_key_answers_the_same_entry(customer, clerk):
    first, second = post(clerk), post(clerk)

    assert (first.status_code, second.status_code, second.data) == (201, 201, first.data)
    assert Entry.objects.count() == 1


def test_a_request_is_answered_again_too(customer, clerk):
    first, second = (post(clerk, kind="credit_note") for _ in range(2))

    assert (first.status_code, second.status_code, second.data) == (202, 202, first.data)
    assert first.data["applied"] == []
    assert first.data["request"]["kind"] == "accounts.credit_note"


@pytest.mark.parametrize(
    ("members", "path"),
    [
        ({"amount": "1e5"}, "amount"),
        ({"amount": 100}, "amount"),
        ({"colour": "red"}, "colour"),
        ({"instrument": "gold"}, "instrument"),
        ({"customer": 7}, "customer"),
        ({"customer": "a\x00"}, None),
        ({"due": {"due_date": "2026-01-01"}}, "due"),
    ],
)
def test_malformed_members_are_named(customer, clerk, members, path):
    answer = post(clerk, **members)

    assert answer.status_code == 400
    assert path is None or list(answer.data["errors"]) == [path]
    assert not Entry.objects.exists()


def test_a_rule_answers_422_with_its_code_and_field(customer, clerk):
    answer = post(clerk, document_date="2026-01-11")

    assert (answer.status_code, answer.data["code"]) == (422, "document_date_after_posting")
    assert list(answer.data["errors"]) == ["document_date"]


@pytest.mark.parametrize("code", ["KH-000001", "NOBODY"])
def test_invisible_and_absent_customers_are_the_same_404(customer, stranger, code):
    answer = post(stranger, customer=code)

    assert (answer.status_code, answer.data["code"]) == (404, "not_found")


def test_an_entry_is_reversed_once(customer, clerk):
    post(clerk)
    path = "/api/v1/entries/KH-000001-AR-CNY-1/reversal/"

    first = post(clerk, path=path, posting_date="2026-01-11", reason="twice")
    second = post(clerk, "k2", path=path, posting_date="2026-01-11", reason="twice")

    assert (first.status_code, first.data["amount"], first.data["reverses"]) == (201, "-100.00", "KH-000001-AR-CNY-1")
    assert (first.data["debit"], first.data["credit"]) == ("-100.00", None)
    assert (second.status_code, second.data["code"]) == (409, "already_reversed")


def test_a_reversal_on_another_day_waits(customer, clerk, monkeypatch):
    post(clerk)
    monkeypatch.setattr(timezone, "now", lambda now=timezone.now: now() + timedelta(days=1))

    answer = post(clerk, path="/api/v1/entries/KH-000001-AR-CNY-1/reversal/", posting_date="2026-01-11", reason="x")

    assert answer.status_code == 202


def test_a_reversal_needs_day_and_reason(customer, clerk):
    post(clerk)

    answer = post(clerk, path="/api/v1/entries/KH-000001-AR-CNY-1/reversal/", day="2026-01-11")

    assert sorted(answer.data["errors"]) == ["day", "posting_date", "reason"]


@pytest.mark.parametrize("number", ["KH-000001-AR-CNY-2", "KH-000001-AR-CNY-x", "x", "KH-000001-AX-CNY-1"])
def test_no_such_entry_is_404(customer, clerk, number):
    post(clerk)

    assert client(clerk).get(f"/api/v1/entries/{number}/").status_code == 404


def test_lists_filter_and_page(customer, clerk):
    for _ in range(3):
        posted(customer, clerk)
    posted(customer, clerk, "receipt", currency="USD")

    answer = client(clerk).get("/api/v1/entries/", {"currency": "CNY", "page_size": "2", "count": "true"})

    assert [row["number"] for row in answer.data["results"]] == ["KH-000001-AR-CNY-3", "KH-000001-AR-CNY-2"]
    assert answer.data["count"] == 3
    rest = client(clerk).get(answer.data["next"])
    assert [row["number"] for row in rest.data["results"]] == ["KH-000001-AR-CNY-1"]


@pytest.mark.parametrize("query", ["custmer=X", "ordering=amount", "page_size=0", "count=maybe", "kind=%00"])
def test_doubtful_queries_are_refused(customer, clerk, query):
    assert client(clerk).get(f"/api/v1/entries/?{query}").status_code == 400


def test_accounts_are_opened_and_listed(customer, clerk):
    path = "/api/v1/customers/KH-000001/accounts/"

    made = post(clerk, path=path, side="receivable", currency="USD")
    again = post(clerk, path=path, side="receivable", currency="USD")
    twice = post(clerk, "k2", path=path, side="receivable", currency="USD")

    assert (made.status_code, made.data["balance"], made.data["entries"]) == (201, "0.00", 0)
    assert (again.status_code, again.data) == (201, made.data)
    assert (twice.status_code, twice.data["code"]) == (409, "account_exists")
    assert client(clerk).get(path).data["results"] == [made.data]


@pytest.mark.parametrize("currency", ["KWD", "XXX", "cny", "", 7])
def test_a_currency_money_is_not_kept_in_is_refused(customer, clerk, currency):
    answer = post(clerk, path="/api/v1/customers/KH-000001/accounts/", side="receivable", currency=currency)

    assert answer.status_code == 400
    assert list(answer.data["errors"]) == ["currency"]
    assert not Account.objects.exists()


def test_reception_meets_no_money(customer, clerk, reception):
    posted(customer, clerk)
    asking = client(reception)

    assert asking.get("/api/v1/entries/").status_code == 403
    assert asking.get("/api/v1/customers/KH-000001/accounts/").status_code == 403
    assert asking.get("/api/v1/entries/KH-000001-AR-CNY-1/").status_code == 404
    assert post(reception).status_code == 403


def test_who_sees_another_portfolio_sees_none_of_these(customer, clerk):
    posted(customer, clerk)
    south = factories.person("clerk_south", "财务文员", manages=[factories.portfolio("SOUTH")])

    assert client(south).get("/api/v1/entries/").data["results"] == []
    assert client(south).get("/api/v1/entries/?customer=KH-000001").data["results"] == []
    assert client(south).get("/api/v1/entries/KH-000001-AR-CNY-1/").status_code == 404
    assert client(south).get("/api/v1/customers/KH-000001/accounts/").status_code == 404


def test_the_schema_names_the_members_that_are_read():
    assert set(EntryBody().fields) == MEMBERS | PAIR_MEMBERS | {"customer"}


def test_every_kind_is_posted_over_the_api(customer, clerk):
    bill = post(clerk, kind="bill", side="payable")
    wrong = post(clerk, "k2", kind="bill")
    waits = post(clerk, "k3", kind="debit_adjustment", reference="T-1")

    assert (bill.status_code, bill.data["number"], bill.data["credit"]) == (201, "KH-000001-AP-CNY-1", "100.00")
    assert (wrong.status_code, wrong.data["code"], list(wrong.data["errors"])) == (422, "kind_not_of_side", ["kind"])
    assert (waits.status_code, waits.data["request"]["fields"]) == (202, ["debit_adjustment T-1"])


def test_the_first_of_two_levels_answers_pending(customer, clerk, supervisor, manager):
    asked = post(clerk, kind="debit_adjustment", amount="100000.01").data["request"]["id"]
    path = f"/api/v1/requests/{asked}/approval/"

    first, second = (client(person).post(path, {}) for person in (supervisor, manager))

    assert (first.status_code, first.data["status"], first.data["levels"]) == (200, "pending", 2)
    assert (second.status_code, second.data["status"]) == (200, "approved")


def test_two_supervisors_are_not_two_levels(customer, clerk, supervisor):
    asked = post(clerk, kind="debit_adjustment", amount="100000.01").data["request"]["id"]
    other = factories.person("supervisor2", "财务主管", manages=[customer.portfolio])

    _first, second = (client(person).post(f"/api/v1/requests/{asked}/approval/", {}) for person in (supervisor, other))

    assert (second.status_code, second.data["code"]) == (403, "second_level")

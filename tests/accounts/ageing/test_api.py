"""GET /ageing/, /customers/{code}/open-items/ and /customers/{code}/ledger/: shape, pages, rights (contract.md)."""

import pytest
from rest_framework.test import APIClient

from tests import factories
from tests.accounts.ledger import post, reverse

pytestmark = pytest.mark.django_db
KEYS = ["not_due", "d1_30", "d31_60", "d61_90", "d91_180", "d181_365", "over_365"]


def get(person, path, **given):
    client = APIClient()
    client.force_authenticate(person)
    return client.get(f"/api/v1/{path}", given)


@pytest.fixture
def books(east, customer, clerk):
    for number in range(2, 6):
        other = factories.customer(east, code=f"KH-00000{number}")
        post(other, clerk, amount=f"{number}00.00", due_date="2026-01-31", posting_date="2026-01-20")
    post(customer, clerk, amount="100.00", due_date="2026-03-31", reference="F-1")
    receipt = post(customer, clerk, "receipt", "250.00", posting_date="2026-02-01").entry
    return receipt


def test_the_ageing_has_the_shape_of_the_contract(books, clerk):
    answer = get(clerk, "ageing/", as_of="2026-03-31", currency="CNY", customer="KH-000001")

    body = answer.data
    assert answer.status_code == 200
    assert [column["key"] for column in body["columns"]] == KEYS
    assert [(one["from"], one["to"]) for one in body["columns"]][:2] == [(None, 0), (1, 30)]
    assert body["rows"] == [
        {"key": "KH-000001", "label": "平安银行", **dict.fromkeys(KEYS, "0.00"),
         "unapplied": "-150.00", "total": "-150.00", "overdue": "0.00"}
    ]  # fmt: skip
    assert (body["totals"]["receivable"], body["totals"]["advance"]) == ("0.00", "-150.00")


def test_the_ageing_is_paged_and_its_sums_are_over_all_pages(books, clerk):
    found, place = [], {"as_of": "2026-03-31", "page_size": 2, "ordering": "-total", "count": "true"}
    answer = get(clerk, "ageing/", **place)
    while True:
        found.append([row["total"] for row in answer.data["rows"]])
        assert (answer.data["totals"]["total"], answer.data["count"]) == ("1250.00", 5)
        if answer.data["next"] is None:
            break
        client = APIClient()
        client.force_authenticate(clerk)
        answer = client.get(answer.data["next"])

    assert found == [["500.00", "400.00"], ["300.00", "200.00"], ["-150.00"]]
    client = APIClient()
    client.force_authenticate(clerk)
    assert [row["total"] for row in client.get(answer.data["previous"]).data["rows"]] == found[1]


def test_payables_say_payable_and_prepaid(books, clerk):
    assert {"payable", "prepaid"} <= get(clerk, "ageing/", side="payable").data["totals"].keys()


def test_open_items_are_those_of_the_day(books, clerk):
    reverse(books, clerk, "2026-03-01")

    before = get(clerk, "customers/KH-000001/open-items/", as_of="2026-02-28").data
    after = get(clerk, "customers/KH-000001/open-items/", as_of="2026-03-31").data

    assert [(row["entry"], row["open"]) for row in before["results"]] == [("KH-000001-AR-CNY-2", "-150.00")]
    assert [(row["entry"], row["amount"], row["open"]) for row in after["results"]] == [
        ("KH-000001-AR-CNY-1", "100.00", "100.00")
    ]
    assert after["totals"] == {"debits": "100.00", "credits": "0.00", "overdue": "0.00", "balance": "100.00"}


def test_the_ledger_opens_runs_and_closes(books, clerk):
    body = get(clerk, "customers/KH-000001/ledger/", **{"from": "2026-02-01", "to": "2026-02-28"}).data

    assert (body["opening"], body["total_debit"], body["total_credit"], body["closing"]) == (
        "100.00", "0.00", "250.00", "-150.00",
    )  # fmt: skip
    (line,) = body["results"]
    assert (line["credit"], line["balance"], line["direction"]) == ("250.00", "-150.00", "credit")
    assert line["month_end"] == {
        "month": "2026-02", "debit": "0.00", "credit": "250.00", "year_debit": "100.00", "year_credit": "250.00",
    }  # fmt: skip


def test_a_customer_with_several_currencies_is_asked_which(books, customer, clerk):
    post(customer, clerk, currency="USD")

    answer = get(clerk, "customers/KH-000001/ledger/")

    assert (answer.status_code, list(answer.data["errors"])) == (400, ["currency"])


PLACES = ["ageing/", "customers/KH-000001/open-items/", "customers/KH-000001/ledger/"]


@pytest.mark.parametrize("path", PLACES)
def test_money_is_not_for_everybody(books, path, reception, stranger):
    assert get(reception, path).status_code == 403
    foreign = get(stranger, path)
    assert foreign.status_code == (200 if path == "ageing/" else 404)
    assert path != "ageing/" or foreign.data["rows"] == []


@pytest.mark.parametrize("path", PLACES)
@pytest.mark.parametrize(
    ("given", "name"),
    [({"side": "both"}, "side"), ({"as_of": "2026-13-01"}, "as_of"), ({"currency": "cny"}, "currency"),
     ({"cursor": "x"}, "cursor"), ({"page_size": "0"}, "page_size"), ({"colour": "1"}, "colour")],
)  # fmt: skip
def test_nonsense_is_refused_by_name(books, clerk, path, given, name):
    answer = get(clerk, path, **given)

    assert (answer.status_code, list(answer.data["errors"])) == (400, [name])

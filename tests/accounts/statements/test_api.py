"""Statements over the API: said, issued once, printed again; absent for who sees no money (E8, contract.md)."""

import pytest
from rest_framework.test import APIClient

from accounts.models import Statement

pytestmark = pytest.mark.django_db
DAYS = {"currency": "CNY", "from": "2026-01-01", "to": "2026-03-31"}
PLACE = "/api/v1/customers/KH-000001/statement/"


def as_(person):
    client = APIClient()
    client.force_authenticate(person)
    return client


def test_it_says_what_the_statement_would_say(account, clerk):
    said = as_(clerk).get(PLACE, DAYS).json()

    assert (said["opening"], said["total_debit"], said["total_credit"], said["closing"]) == (
        "1000.00", "500.00", "1200.00", "300.00",
    )  # fmt: skip
    assert [line["balance"] for line in said["lines"]] == ["1500.00", "300.00", "380.00", "300.00"]
    assert said["lines"][3]["debit"] == "-80.00"
    assert {"key": "d31_60", "open": "300.00"}.items() <= said["ageing"][2].items()
    assert as_(clerk).get(PLACE, DAYS | {"format": "pdf"}).content.startswith(b"%PDF")
    assert not Statement.objects.exists()


def test_issued_once_whatever_is_sent_again_and_printed_the_same(account, clerk):
    client = as_(clerk)
    body, key = DAYS | {"customer": "KH-000001"}, {"HTTP_IDEMPOTENCY_KEY": "one"}
    made = client.post("/api/v1/statements/", body, format="json", **key)
    again = client.post("/api/v1/statements/", body, format="json", **key)

    assert (made.status_code, made.json()["number"]) == (201, "KH-000001-AR-CNY-S1")
    assert again.json() == made.json()
    assert Statement.objects.count() == 1
    place = made["Location"]
    assert client.get(place).json()["closing"] == "300.00"
    assert client.get(place, {"format": "pdf"}).content == client.get(place, {"format": "pdf"}).content


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"from": "x"}, 400, "from"),
        ({"to": "2099-01-01"}, 422, "to"),
        ({"from": "2026-04-01"}, 422, "from"),
        ({"side": "both"}, 400, "side"),
        ({"customer": "NOBODY"}, 404, None),
        ({"currency": "USD"}, 404, None),
        ({"remark": "x"}, 400, "remark"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_issued(account, clerk, change, status, field):
    answer = as_(clerk).post("/api/v1/statements/", DAYS | {"customer": "KH-000001"} | change, format="json")

    assert answer.status_code == status
    assert field is None or field in answer.json()["errors"]
    assert not Statement.objects.exists()


def test_who_may_not_sees_nothing_and_issues_nothing(account, clerk, reception, stranger):
    body = DAYS | {"customer": "KH-000001"}
    made = as_(clerk).post("/api/v1/statements/", body, format="json")["Location"]

    for person, status in ((reception, 403), (stranger, 404)):
        client = as_(person)
        assert client.get(PLACE, DAYS).status_code == status
        assert client.get(made).status_code == status
        assert client.post("/api/v1/statements/", body, format="json").status_code == status
    assert Statement.objects.count() == 1

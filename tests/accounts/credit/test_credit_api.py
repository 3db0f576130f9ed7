"""Credit over the API: where a customer stands, and whether a debit would pass, for who may see money."""

import pytest
from rest_framework.test import APIClient

from accounts.models import Entry
from audit.models import Action
from tests import factories
from tests.accounts.credit.given import credit
from tests.accounts.ledger import CHEQUE, post

pytestmark = pytest.mark.django_db
CHECK = {"customer": "KH-000001", "currency": "CNY", "amount": "50.01"}


def calling(person):
    client = APIClient()
    client.force_authenticate(person)
    return client


def test_the_figures_of_a_standing(customer, clerk):
    credit(customer, limit="100.00")
    post(customer, clerk, "invoice", "60.00")
    post(customer, clerk, "receipt", "10.00", allocate="none", **CHEQUE)

    answer = calling(clerk).get("/api/v1/customers/KH-000001/credit/")

    assert answer.status_code == 200
    assert answer.json() | {"as_of": ""} == {
        "customer": "KH-000001", "currency": "CNY", "as_of": "", "mode": "limited", "limit": "100.00",
        "temporary": "0.00", "effective_limit": "100.00", "balance": "50.00", "pending": "0.00",
        "commitments": "0.00", "uncleared": "10.00", "exposure": "60.00", "available": "40.00",
        "utilisation": "60.0", "band": "normal",
    }  # fmt: skip


def test_as_of_another_day(customer, clerk):
    credit(customer, limit="100.00")
    post(customer, clerk, "invoice", "60.00")

    before = calling(clerk).get("/api/v1/customers/KH-000001/credit/?as_of=2026-01-09&currency=CNY").json()

    assert (before["balance"], before["available"], before["as_of"]) == ("0.00", "100.00", "2026-01-09")


def test_a_check_says_what_would_pass_and_writes_nothing(customer, clerk):
    credit(customer, limit="100.00")
    post(customer, clerk, "invoice", "50.00")
    actions = Action.objects.count()

    told = calling(clerk).post("/api/v1/credit-checks/", CHECK, format="json").json()
    passes = calling(clerk).post("/api/v1/credit-checks/", CHECK | {"amount": "50.00"}, format="json").json()

    assert (told["allowed"], told["code"], told["rule"]) == (False, "credit_refused", "limit")
    assert (told["shortfall"], told["room"]) == ("0.01", "50.00")
    assert passes["allowed"] is True
    assert "code" not in passes
    assert (Entry.objects.count(), Action.objects.count()) == (1, actions)


def test_a_refused_invoice_answers_with_the_same_figures(customer, clerk):
    credit(customer, limit="100.00")
    body = CHECK | {"kind": "invoice", "amount": "100.01", "posting_date": "2026-01-10"}

    answer = calling(clerk).post("/api/v1/entries/", body, format="json", headers={"Idempotency-Key": "k"})

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "credit_refused")
    assert (problem["shortfall"], problem["available"], problem["exposure"]) == ("0.01", "100.00", "0.00")
    assert list(problem["errors"]) == ["amount"]


@pytest.mark.parametrize(
    ("members", "field"),
    [
        ({"amount": "0.00"}, "amount"),
        ({"amount": 5}, "amount"),
        ({"currency": "KWD"}, "currency"),
        ({"as_of": "2026-02-30"}, "as_of"),
        ({"customer": 7}, "customer"),
        ({"limit": "1.00"}, "limit"),
    ],
)
def test_malformed_members_are_refused_by_name(customer, clerk, members, field):
    answer = calling(clerk).post("/api/v1/credit-checks/", CHECK | members, format="json")

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


def test_who_may_not_see_money_or_the_customer_learns_nothing(customer, reception, stranger):
    for person, status in ((reception, 403), (stranger, 404)):
        client = calling(person)
        assert client.get("/api/v1/customers/KH-000001/credit/").status_code == status
        assert client.post("/api/v1/credit-checks/", CHECK, format="json").status_code == status


def test_an_auditor_reads_but_finds_no_figures_of_another_portfolio(customer):
    viewer = factories.person("viewer", "审计")

    assert calling(viewer).get("/api/v1/customers/KH-000001/credit/").status_code == 200

"""Commitments (E4): reserved they take room, invoiced they are not counted twice, over or unknown they are refused."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from rest_framework.test import APIClient

from accounts import ledger
from accounts.credit import committing
from accounts.drafts import ledger_today
from accounts.models import Commitment, Entry
from audit.history import acting
from audit.refusals import Refused
from customers.lifecycle import objections
from tests import factories
from tests.accounts.credit.given import credit, override, reserve, standing
from tests.accounts.ledger import post, reverse

pytestmark = pytest.mark.django_db


@pytest.fixture
def limited(customer):
    credit(customer, limit="100.00")
    return customer


def refused(code, customer, actor, amount="10.00", **members):
    with pytest.raises(Refused, match=code) as found:
        post(customer, actor, "invoice", amount, **members)
    return found.value


def expired(customer):
    """One whose last day is past."""
    past = ledger_today() - timedelta(days=1)
    with acting(actor=None, kind="tests.reserve", channel="command") as action:
        return Commitment.objects.create(
            customer=customer, currency="CNY", amount=Decimal("60.00"), external_id="SO-0", expires_on=past,
            action_id=action,
        )  # fmt: skip


def test_e4_what_is_reserved_takes_room(limited, clerk):
    reserve(limited, clerk, "60.00")

    assert (standing(limited).commitments, standing(limited).exposure) == (Decimal("60.00"), Decimal("60.00"))
    assert refused("credit_refused", limited, clerk, "40.01").figures["commitments"] == Decimal("60.00")
    assert post(limited, clerk, "invoice", "40.00").entry
    with pytest.raises(Refused, match="credit_refused"):
        reserve(limited, clerk, "0.01", external_id="SO-2")


def test_e4_an_invoice_for_it_tests_e_less_what_it_consumes(limited, clerk):
    made = reserve(limited, clerk, "100.00")

    entry = post(limited, clerk, "invoice", "100.00", commitment=made.pk).entry

    assert entry.commitment_use.amount == Decimal("100.00")
    assert (standing(limited).commitments, standing(limited).exposure) == (Decimal("0.00"), Decimal("100.00"))
    assert [progress.faults for progress in ledger.verify()] == [[]]


def test_e4_more_than_reserved_needs_room_for_the_rest(limited, clerk):
    made = reserve(limited, clerk, "60.00")

    refusal = refused("credit_refused", limited, clerk, "100.01", commitment=made.pk)
    assert (refusal.figures["shortfall"], refusal.figures["available"]) == (Decimal("0.01"), Decimal("100.00"))
    assert post(limited, clerk, "invoice", "100.00", commitment=made.pk).entry.commitment_use.amount == Decimal("60.00")


def test_invoiced_in_parts_until_nothing_is_left(limited, clerk):
    made = reserve(limited, clerk, "60.00")
    post(limited, clerk, "invoice", "25.00", commitment=made.pk)
    assert standing(limited).commitments == Decimal("35.00")
    post(limited, clerk, "invoice", "35.00", commitment=made.pk)

    assert refused("commitment_consumed", limited, clerk, commitment=made.pk).status == 409


def test_a_reversed_invoice_gives_it_back(limited, clerk):
    made = reserve(limited, clerk, "60.00")
    entry = post(limited, clerk, "invoice", "60.00", commitment=made.pk).entry

    reverse(entry, clerk)

    assert (standing(limited).commitments, standing(limited).balance) == (Decimal("60.00"), Decimal("0.00"))
    assert post(limited, clerk, "invoice", "60.00", commitment=made.pk).entry


def test_released_it_is_free_again_and_refused(limited, clerk):
    made = reserve(limited, clerk, "60.00")

    committing.release(commitment=made, actor=clerk, channel="api")

    assert standing(limited).commitments == Decimal("0.00")
    assert refused("commitment_released", limited, clerk, commitment=made.pk).field == "commitment"
    with pytest.raises(Refused, match="commitment_released"):
        committing.release(commitment=made, actor=clerk, channel="api")


def test_expired_it_takes_no_room_and_is_refused(limited, clerk):
    made = expired(limited)

    assert standing(limited).commitments == Decimal("0.00")
    assert refused("commitment_expired", limited, clerk, commitment=made.pk).figures["name"] == "SO-0"


def test_on_its_last_day_it_holds(limited, clerk):
    made = reserve(limited, clerk, "60.00", expires_on=str(ledger_today()))

    assert post(limited, clerk, "invoice", "60.00", commitment=made.pk).entry


@pytest.mark.parametrize("mode", ["unlimited", "unset"])
def test_an_unknown_one_is_refused_whatever_the_credit(customer, east, clerk, mode):
    credit(customer, mode)
    other = reserve(factories.customer(east, code="KH-000002", name="工商银行"), clerk, "60.00")

    refused("commitment_unknown", customer, clerk, commitment=other.pk)
    refused("commitment_unknown", customer, clerk, commitment=10**15)
    assert not Entry.objects.exists()


def test_another_currency_is_refused(limited, clerk):
    made = reserve(limited, clerk, "60.00")

    refused("commitment_other_currency", limited, clerk, commitment=made.pk, currency="USD")


@pytest.mark.parametrize("kind", ["receipt", "fee"])
def test_only_invoices_consume_one(limited, clerk, kind):
    made = reserve(limited, clerk, "60.00")

    with pytest.raises(Refused, match="grounds_not_for_kind"):
        post(limited, clerk, kind, "10.00", commitment=made.pk)


def test_an_invoice_may_have_both_grounds(limited, clerk, supervisor):
    made = reserve(limited, clerk, "60.00")
    key = str(override(limited, clerk, supervisor, amount="150.00").pk)

    entry = post(limited, clerk, "invoice", "150.00", commitment=made.pk, override=key, reference="F-1").entry

    assert (entry.commitment_use.amount, entry.override_use.commitments) == (Decimal("60.00"), Decimal("0.00"))


@pytest.mark.parametrize("status", ["frozen", "inactive", "closing", "closed"])
def test_e1_a_customer_that_is_not_active_takes_none(east, clerk, status):
    halted = factories.customer(east, code="KH-000009", status=status)

    with pytest.raises(Refused, match="customer_frozen"):
        reserve(halted, clerk, "1.00")


def test_once_by_its_external_id(limited, clerk):
    reserve(limited, clerk, "10.00")

    with pytest.raises(Refused, match="commitment_exists") as found:
        reserve(limited, clerk, "10.00")
    assert found.value.status == 409


def test_a_customer_with_one_is_not_deleted(customer, clerk):
    made = reserve(customer, clerk, "10.00")
    assert "commitment" in {blocker.code for look in objections for blocker in look(customer)}

    committing.release(commitment=made, actor=clerk, channel="api")

    assert "commitment" not in {blocker.code for look in objections for blocker in look(customer)}


@pytest.mark.parametrize("roles", [("前台",), ("审计",), ()])
def test_who_may_not_post_reserves_and_releases_nothing(customer, east, clerk, roles):
    made, person = reserve(customer, clerk, "10.00"), factories.person("person", *roles, manages=[east])

    with pytest.raises(PermissionDenied):
        reserve(customer, person, "1.00", external_id="SO-2")
    with pytest.raises(PermissionDenied):
        committing.release(commitment=made, actor=person, channel="api")


def calling(person):
    client = APIClient()
    client.force_authenticate(person)
    return client


BODY = {
    "customer": "KH-000001",
    "currency": "CNY",
    "amount": "60.00",
    "external_id": "SO-1",
    "expires_on": "2999-12-31",
}


def test_over_the_api(limited, clerk, stranger):
    made = calling(clerk).post("/api/v1/commitments/", BODY, format="json")
    assert (made.status_code, made.json()["state"]) == (201, "open")
    entry = {"customer": "KH-000001", "currency": "CNY", "kind": "invoice", "posting_date": "2026-01-10"}
    entry |= {"amount": "20.00", "commitment": made.json()["id"]}
    calling(clerk).post("/api/v1/entries/", entry, format="json", headers={"Idempotency-Key": "k"})

    (row,) = calling(clerk).get("/api/v1/commitments/?customer=KH-000001&currency=CNY").json()["results"]
    assert row == made.json() | {"consumed": "20.00"}
    assert calling(stranger).get("/api/v1/commitments/").json()["results"] == []
    place = f"/api/v1/commitments/{row['id']}/"
    assert calling(stranger).delete(place).status_code == 404
    assert calling(clerk).delete(place).status_code == 204
    assert calling(clerk).get(place).json()["state"] == "released"
    assert calling(clerk).delete(place).status_code == 409


def test_sent_twice_with_one_key_it_is_reserved_once(limited, clerk):
    answers = [
        calling(clerk).post("/api/v1/commitments/", BODY, format="json", headers={"Idempotency-Key": "k"})
        for _time in range(2)
    ]

    assert answers[0].json() == answers[1].json()
    assert Commitment.objects.count() == 1


@pytest.mark.parametrize(
    ("members", "status", "field"),
    [
        ({"amount": "0.00"}, 400, "amount"),
        ({"amount": 5}, 400, "amount"),
        ({"currency": "KWD"}, 400, "currency"),
        ({"external_id": ""}, 400, "external_id"),
        ({"expires_on": "2026-02-30"}, 400, "expires_on"),
        ({"expires_on": "2026-01-01"}, 422, "expires_on"),
        ({"customer": 7}, 400, "customer"),
        ({"limit": "1.00"}, 400, "limit"),
    ],
)
def test_malformed_members_are_refused_by_name(limited, clerk, members, status, field):
    answer = calling(clerk).post("/api/v1/commitments/", BODY | members, format="json")

    assert (answer.status_code, list(answer.json()["errors"])) == (status, [field])
    assert not Commitment.objects.exists()


def test_who_may_not_see_money_learns_nothing(limited, clerk, reception):
    made = reserve(limited, clerk, "10.00")

    assert calling(reception).get("/api/v1/commitments/").status_code == 403
    assert calling(reception).delete(f"/api/v1/commitments/{made.pk}/").status_code == 403

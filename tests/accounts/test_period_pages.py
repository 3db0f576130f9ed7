"""The page and the API of periods (E15)."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone
from rest_framework.test import APIClient

from access.models import Request
from accounts.models import Books, Closing
from accounts.periods import operations as periods
from accounts.verifying import keeping
from audit.refusals import Refused
from tests.accounts.ledger import approve, post, reverse

pytestmark = pytest.mark.django_db
PAGE, API = "/receivables/periods/", "/api/v1/periods/"
CLOSING, REOPENING = f"{PAGE}receivable/closing/", f"{PAGE}receivable/reopening/new/"


@pytest.fixture
def as_(client):
    """Returns the client signed in as a person."""

    def signed_in(person):
        client.force_login(person)
        return client

    return signed_in


def api(person):
    client = APIClient()
    client.force_authenticate(person)
    return client


@pytest.fixture(autouse=True)
def verified():
    keeping.verify_and_keep(channel="task")


def close(manager):
    return periods.close(side="receivable", month=date(2026, 1, 1), actor=manager, channel="web")


def test_a_month_is_closed_on_the_page_once_its_checks_are_green(as_, customer, clerk, manager):
    post(customer, clerk)
    page = as_(manager).get(PAGE)
    receivable = page.context["sides"][0]
    assert (receivable["month"], receivable["ready"]) == ("2026-01", True)

    assert as_(manager).post(CLOSING, {"month": "2026-01"}).status_code == 302

    shown = as_(manager).get(PAGE).context["sides"][0]
    assert (shown["closed"], shown["month"]) == (date(2026, 1, 31), "2026-02")
    assert [(row["month"], row["by"]) for row in shown["closings"]] == [("2026-01", manager)]


def test_what_waits_leads_to_the_inbox_and_is_told_to_who_may_close_alone(as_, customer, clerk, manager):
    post(customer, clerk)
    post(customer, clerk, "debit_adjustment")

    checks = {check.code: check for check in as_(manager).get(PAGE).context["sides"][0]["checks"]}
    assert (checks["requests"].done, checks["requests"].note, checks["requests"].url) == (False, "1", "/approvals/")
    assert as_(clerk).get(PAGE).context["sides"][0]["checks"] == ()
    assert as_(manager).post(CLOSING, {"month": "2026-01"}).status_code == 422
    assert not Closing.objects.exists()


@pytest.mark.parametrize("typed", [{}, {"month": "2026-13"}, {"month": "2026"}, {"month": "2026-01", "x": "1"}])
def test_a_month_typed_wrong_is_refused_on_the_page(as_, manager, typed):
    assert as_(manager).post(CLOSING, typed).status_code == 422
    assert not Closing.objects.exists()


def test_who_may_not_close_is_refused_by_page_and_api(as_, clerk, reception):
    assert as_(clerk).post(CLOSING, {"month": "2026-01"}).status_code == 403
    assert as_(reception).get(PAGE).status_code == 403
    assert api(clerk).post(API, {"month": "2026-01"}).status_code == 403
    assert not Closing.objects.exists()


def test_a_side_that_is_none_is_not_found(as_, manager):
    assert as_(manager).post(f"{PAGE}both/closing/", {"month": "2026-01"}).status_code == 404


def test_a_reopening_is_asked_for_with_a_reason_and_keeps_what_was_typed(as_, clerk, manager):
    close(manager)

    answer = as_(clerk).post(REOPENING, {"month": "2026-02", "reason": "漏记一笔"})
    assert answer.status_code == 422
    assert "漏记一笔" in answer.content.decode()
    assert as_(clerk).post(REOPENING, {"month": "2026-01", "reason": ""}).status_code == 422
    assert as_(clerk).post(REOPENING, {"month": "2026-01", "reason": "漏记一笔"}).status_code == 302
    assert "2026-01" in as_(manager).get(f"/approvals/{Request.objects.get().pk}/").content.decode()
    approve(Request.objects.get(), manager)
    assert Books.objects.get().closed_through == date(2025, 12, 31)


def test_the_api_closes_says_where_each_side_stands_and_refuses_what_is_out_of_order(customer, clerk, manager):
    post(customer, clerk)
    answer = api(manager).post(API, {"month": "2026-01"})

    assert answer.status_code == 200
    row = answer.data["results"][0]
    assert (str(row["closed_through"]), str(row["first_open_day"])) == ("2026-01-31", "2026-02-01")
    assert [check["code"] for check in row["checks"]] == ["over", "set_up", "requests", "verified"]
    refused = api(manager).post(API, {"month": "2026-04"})
    assert (refused.status_code, refused.data["code"]) == (422, "period_out_of_order")
    entry = {"customer": customer.code, "currency": "CNY", "kind": "invoice", "amount": "1.00"}
    late = api(clerk).post("/api/v1/entries/", entry | {"posting_date": "2026-01-31"}, headers={"Idempotency-Key": "k"})
    assert (late.status_code, late.data["code"], list(late.data["errors"])) == (422, "period_closed", ["posting_date"])
    assert "checks" not in api(clerk).get(API).data["results"][0]


def test_the_api_asks_to_reopen_with_202_and_says_the_same_when_sent_again(clerk, manager):
    close(manager)
    body = {"month": "2026-01", "action": "reopen", "reason": "漏记一笔"}

    first = api(clerk).post(API, body, headers={"Idempotency-Key": "one"})
    again = api(clerk).post(API, body, headers={"Idempotency-Key": "one"})

    assert first.status_code == 202
    assert again.data["request"]["id"] == first.data["request"]["id"]
    assert Books.objects.get().closed_through == date(2026, 1, 31)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "month"),
        ({"month": "2026-1"}, "month"),
        ({"month": "2026-01", "side": "both"}, "side"),
        ({"month": "2026-01", "action": "open"}, "action"),
        ({"month": "2026-01", "action": "reopen"}, "reason"),
        ({"month": "2026-01", "reason": "x"}, "reason"),
        ({"month": "2026-01", "until": "x"}, "until"),
    ],
)
def test_what_is_malformed_is_named_by_its_member(manager, body, field):
    answer = api(manager).post(API, body)

    assert answer.status_code == 400
    assert list(answer.data["errors"]) == [field]
    assert not Closing.objects.exists()


def test_e15_a_reversal_asked_for_on_a_later_day_is_refused_as_well(customer, clerk, manager):
    invoice = post(customer, clerk).entry
    close(manager)

    with time_machine.travel(timezone.now() + timedelta(days=1)), pytest.raises(Refused, match="period_closed"):
        reverse(invoice, clerk, "2026-01-20")

    assert not Request.objects.exists()

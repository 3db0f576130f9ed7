"""Requests over the API: the same sight, the same operation, refusals as problems."""

import pytest
from rest_framework.test import APIClient

from access.models import Decision, Request, RequestStatus
from access.tokens import issue
from audit.history import acting
from audit.models import Action, Channel
from customers.models import Customer
from tests import factories
from tests.access.conftest import ask, remove

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/requests/"


def calling(person, scopes=None):
    client = APIClient()
    token = issue(user=person, name="tests", scopes=scopes, days=1, actor=person)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def verdict(person, asked, name, **body):
    return calling(person).post(f"{ROOT}{asked.pk}/{name}/", body)


def problem(answer):
    return answer.status_code, answer.json()["code"]


def test_a_supervisor_approves_and_reads_what_became_of_it(people, customer):
    asked = ask(customer, people.clerk)

    answer = verdict(people.supervisor, asked, "approval", comment="同意")

    assert (answer.status_code, answer.json()["status"]) == (200, "approved")
    assert [(made["by"], made["verdict"], made["comment"]) for made in answer.json()["decisions"]] == [
        ("supervisor", "approved", "同意")
    ]
    assert Customer.objects.get(pk=customer.pk).short_name == "平安"
    assert Action.objects.get(pk=Decision.objects.get(request=asked).action_id).channel == Channel.API


def test_a_verdict_sent_twice_with_one_key_is_given_once(people, customer):
    asked = ask(customer, people.clerk)
    supervisor, path = calling(people.supervisor), f"{ROOT}{asked.pk}/approval/"

    answers = [supervisor.post(path, {}, headers={"Idempotency-Key": "k"}) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert Decision.objects.filter(request=asked).count() == 1


def test_a_number_is_no_comment_and_an_unknown_parameter_no_filter(people, customer):
    asked = ask(customer, people.clerk)

    assert problem(verdict(people.supervisor, asked, "approval", comment=7)) == (400, "invalid")
    assert problem(calling(people.supervisor).get(ROOT, {"state": "pending"})) == (400, "parameter_unknown")


def test_refusals_are_problems_with_their_codes(people, customer):
    asked = ask(customer, people.supervisor)

    assert problem(verdict(people.supervisor, asked, "approval")) == (403, "own_request")
    assert problem(verdict(people.clerk, asked, "approval")) == (403, "permission_denied")
    assert problem(verdict(people.stranger, asked, "approval")) == (404, "not_found")
    assert problem(verdict(people.colleague, asked, "rejection")) == (400, "comment_required")
    assert problem(verdict(people.colleague, asked, "withdrawal")) == (403, "not_yours")
    assert problem(verdict(people.colleague, asked, "approval", verdict="x")) == (400, "invalid")
    assert problem(verdict(people.colleague, asked, "approval", comment=["x"])) == (400, "invalid")
    assert Request.objects.get(pk=asked.pk).status == RequestStatus.PENDING
    assert verdict(people.colleague, asked, "rejection", comment="不同意").status_code == 200
    assert problem(verdict(people.colleague, asked, "approval")) == (409, "already_decided")


def test_a_changed_record_makes_it_stale(people, customer):
    asked = ask(customer, people.clerk)
    with acting(actor=people.clerk, kind="tests.move", channel="web"):
        Customer.objects.filter(pk=customer.pk).update(version=2)

    assert problem(verdict(people.supervisor, asked, "approval")) == (409, "stale")
    assert Request.objects.get(pk=asked.pk).status == RequestStatus.STALE


def test_the_maker_withdraws(people, customer):
    asked = ask(customer, people.clerk)

    assert verdict(people.clerk, asked, "withdrawal").json()["status"] == "withdrawn"


def test_the_list_holds_what_the_caller_may_see(people, customer):
    asked = ask(customer, people.clerk)

    seen = {name: calling(who).get(ROOT).json()["results"] for name, who in vars(people).items() if hasattr(who, "pk")
            if hasattr(who, "username")}  # fmt: skip

    assert {name: [row["id"] for row in rows] for name, rows in seen.items()} == {
        "clerk": [str(asked.pk)],
        "supervisor": [str(asked.pk)],
        "colleague": [str(asked.pk)],
        "auditor": [str(asked.pk)],
        "stranger": [],
    }
    assert seen["supervisor"][0]["target"] == {"type": "customers.customer", "code": "KH-1", "name": "平安银行"}
    assert (seen["supervisor"][0]["may_decide"], seen["clerk"][0]["may_decide"]) == (True, False)
    assert seen["clerk"][0]["fields"] == ["short_name"]


def test_lines_are_masked_and_cut_by_class(people, customer):
    asked = ask(customer, people.clerk)
    reader = factories.person("reader", "前台", manages=[people.east])

    full = calling(people.supervisor).get(f"{ROOT}{asked.pk}/").json()["lines"]
    cut = calling(reader).get(f"{ROOT}{asked.pk}/").json()["lines"]

    assert [line["after"] for line in full] == ["平安", "招商银行 •••• 5678 w***@example.com"]
    assert [line["after"] for line in cut] == ["平安"]


def test_a_tokens_scopes_narrow_what_it_may_decide(people, customer):
    asked = ask(customer, people.clerk)
    narrow = calling(people.supervisor, scopes=["customers.view_contacts"])

    assert problem(narrow.post(f"{ROOT}{asked.pk}/approval/", {})) == (403, "permission_denied")


def test_a_decided_request_outlives_its_customer_for_the_maker(people, customer):
    asked = ask(customer, people.clerk)
    verdict(people.supervisor, asked, "approval")
    remove(customer)

    assert calling(people.clerk).get(f"{ROOT}{asked.pk}/").json()["target"]["code"] == "KH-1"
    assert calling(people.colleague).get(f"{ROOT}{asked.pk}/").status_code == 404


@pytest.mark.parametrize("query", ["ordering=reason", "status=x", "page_size=0", "cursor=x"])
def test_a_parameter_out_of_range_is_a_problem(query, people):
    assert calling(people.clerk).get(f"{ROOT}?{query}").status_code == 400


def test_pages_and_count(people):
    for _number in range(3):
        ask(factories.customer(people.east), people.clerk)
    client = calling(people.clerk)

    first = client.get(f"{ROOT}?page_size=2&count=true&ordering=created_at&status=pending").json()
    second = client.get(first["next"]).json()

    assert (first["count"], len(first["results"]), len(second["results"]), second["next"]) == (3, 2, 1, None)


def test_nobody_signed_in_reads_nothing(people, customer):
    assert APIClient().get(ROOT).status_code == 401

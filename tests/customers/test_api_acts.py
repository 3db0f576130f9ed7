"""Revealing, moving, asking for deletion and the history, over the API."""

import pytest

from access.approvals import decide
from access.models import Request, Verdict
from audit.models import Action
from customers.models import Customer, Status
from tests import factories
from tests.customers.api import AUDITOR, CLERK, FULL, RECEPTION, SUPERVISOR, get, patch, post

pytestmark = pytest.mark.django_db
REVEALS, TRANSITIONS, DELETIONS = (f"KH-000042/{act}/" for act in ("reveals", "transitions", "deletion-requests"))


@pytest.fixture
def east():
    return factories.portfolio("EAST")


@pytest.fixture
def clerk(east):
    return factories.person("clerk", CLERK, manages=[east])


@pytest.fixture
def supervisor(east):
    return factories.person("supervisor", SUPERVISOR, manages=[east])


@pytest.fixture
def customer(clerk):
    assert post(clerk, **FULL).status_code == 201
    return Customer.objects.get(code="KH-000042")


def approve(supervisor):
    decide(asked=Request.objects.get(status="pending"), actor=supervisor, verdict=Verdict.APPROVED, channel="web")


def test_a_reveal_answers_plain_values_and_is_in_the_journal(clerk, customer):
    shown = post(clerk, REVEALS, fields=["contacts", "remarks"], reason="collection")

    assert shown.status_code == 200
    assert shown.data["contacts"][0]["mobile"] == "+8613812345678"
    assert shown.data["remarks"] == "月底前联系"
    assert shown["Cache-Control"] == "no-store"
    act = Action.objects.get(kind="customers.reveal")
    assert (act.actor, act.channel, act.reason) == (clerk, "api", "collection")
    assert act.details == {"fields": ["contacts", "remarks"]}


def test_a_repeated_reveal_is_in_the_journal_again(clerk, customer):
    answers = [post(clerk, REVEALS, key="k", fields=["contacts"], reason="collection") for _time in range(2)]

    assert answers[0].data == answers[1].data
    assert Action.objects.filter(kind="customers.reveal").count() == 2


def test_who_may_not_reveal_is_forbidden_and_that_is_in_the_journal(clerk, east, customer):
    reception = factories.person("reception", RECEPTION, sees=[east])

    answers = [post(reception, REVEALS, key=key, fields=["contacts"], reason="collection") for key in (None, "k")]
    bank = post(clerk, REVEALS, fields=["bank_accounts"], reason="collection")

    assert [answer.status_code for answer in (*answers, bank)] == [403, 403, 403]
    refused = Action.objects.filter(kind="customers.reveal", details__refused="forbidden")
    assert refused.filter(actor=reception).count() == 2


@pytest.mark.parametrize(
    ("body", "member"),
    [
        ({"fields": ["contacts"]}, "reason"),
        ({"fields": ["contacts"], "reason": " "}, "reason"),
        ({"fields": ["contacts"], "reason": 7}, "reason"),
        ({"fields": ["contacts"], "reason": "call 13812345678"}, "reason"),
        ({"fields": [], "reason": "collection"}, "fields"),
        ({"fields": "contacts", "reason": "collection"}, "fields"),
        ({"fields": 7, "reason": "collection"}, "fields"),
        ({"fields": ["name"], "reason": "collection"}, "fields"),
        ({"fields": [{}], "reason": "collection"}, "fields"),
        ({"fields": ["contacts"], "reason": "collection", "why": "x"}, "why"),
    ],
)
def test_a_reveal_that_is_not_valid_is_refused_by_name(clerk, customer, body, member):
    refused = post(clerk, REVEALS, **body)

    assert (refused.status_code, list(refused.data["errors"])) == (400, [member])


def test_a_protective_arrow_is_taken_at_once(clerk, customer):
    moved = post(clerk, TRANSITIONS, to="frozen", reason="overdue")

    assert (moved.status_code, moved.data["status"], moved["ETag"]) == (200, "frozen", '"2"')


def test_a_loosening_arrow_waits_for_a_second_person(clerk, supervisor, customer):
    post(clerk, TRANSITIONS, to="frozen", reason="overdue")

    asked = post(clerk, TRANSITIONS, key="k", to="active", reason="paid")
    again = post(clerk, TRANSITIONS, key="k", to="active", reason="paid")

    request = Request.objects.get()
    assert asked.status_code == again.status_code == 202
    assert asked.data == {
        "applied": [],
        "request": {"id": str(request.pk), "kind": "customers.status", "fields": ["status"]},
    }
    assert again.data == asked.data
    approve(supervisor)
    assert get(clerk, "KH-000042/").data["status"] == "active"


def test_a_repeated_transition_answers_the_record_of_now(clerk, customer):
    answers = [post(clerk, TRANSITIONS, key="k", to="frozen", reason="overdue") for _time in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert Customer.objects.get().version == 2


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"to": "draft", "reason": "x"}, 422, "not_allowed_from"),
        ({"to": "deleted", "reason": "x"}, 422, "not_allowed_from"),
        ({"to": "nowhere", "reason": "x"}, 400, "invalid"),
        ({"to": ["frozen"], "reason": "x"}, 400, "invalid"),
        ({"to": "frozen"}, 400, "invalid"),
        ({"to": "frozen", "reason": ""}, 400, "invalid"),
        ({"reason": "x"}, 400, "invalid"),
    ],
)
def test_what_is_no_arrow_is_refused(clerk, customer, body, status, code):
    refused = post(clerk, TRANSITIONS, **body)

    assert (refused.status_code, refused.data["code"]) == (status, code)
    assert Customer.objects.get().status == Status.ACTIVE


def test_who_only_sees_moves_nothing(east, customer):
    auditor = factories.person("auditor", AUDITOR)

    assert post(auditor, TRANSITIONS, to="frozen", reason="x").status_code == 403
    assert post(auditor, DELETIONS, reason="entered_by_mistake").status_code == 403


def test_a_deletion_is_asked_for_once_per_key(clerk, customer):
    asked = post(clerk, DELETIONS, key="k", reason="deregistered", note="注销公告", close=True)
    again = post(clerk, DELETIONS, key="k", reason="deregistered", note="注销公告", close=True)

    request = Request.objects.get()
    assert (asked.status_code, asked.data) == (201, {"id": str(request.pk)})
    assert (again.status_code, again.data) == (201, {"id": str(request.pk)})
    assert asked["Location"] == again["Location"] == f"http://testserver/api/v1/requests/{request.pk}/"
    assert get(clerk, "KH-000042/").data["status"] == "active"


def test_what_stands_against_a_deletion_is_named(clerk, customer):
    refused = post(clerk, DELETIONS, reason="deregistered")

    assert (refused.status_code, refused.data["code"]) == (422, "blocked")
    assert [blocker["code"] for blocker in refused.data["blockers"]] == ["not_closed"]
    assert all(set(blocker) == {"code", "detail"} for blocker in refused.data["blockers"])


@pytest.mark.parametrize("body", [{}, {"reason": "bored"}, {"reason": ["deregistered"]}, {"reason": 7, "close": 1}])
def test_a_deletion_request_that_is_not_valid_is_refused(clerk, customer, body):
    assert post(clerk, DELETIONS, **body).status_code == 400
    assert not Request.objects.exists()


def test_the_history_names_people_reasons_and_changes_newest_first(clerk, supervisor, customer):
    patch(clerk, short_name="西湖")
    post(clerk, TRANSITIONS, to="frozen", reason="overdue", key="k")

    found = get(clerk, "KH-000042/history/").data

    newest, change, made = found["results"]
    assert (found["next"], found["previous"]) == (None, None)
    assert (newest["actor"], newest["action"], newest["reason"], newest["channel"]) == (
        "clerk",
        "customers.change_status",
        "overdue",
        "api",
    )
    assert newest["approved_by"] is newest["on_behalf_of"] is None
    assert [one["field"] for one in newest["changes"]] == ["status"]
    assert [(one["field"], one["before"], one["after"]) for one in change["changes"]] == [
        ("short_name", "西湖电子", "西湖")
    ]
    assert made["action"] == "customers.create"
    assert "13812345678" not in str(found)


def test_a_history_comes_page_by_page(clerk, customer):
    for number in range(4):
        patch(clerk, tag=f'"{number + 1}"', short_name=f"第{number}")

    first = get(clerk, "KH-000042/history/", page_size=3)
    second = get(clerk, first.data["next"].removeprefix("http://testserver/api/v1/customers/"))

    assert [len(page.data["results"]) for page in (first, second)] == [3, 2]
    assert second.data["next"] is None
    assert get(clerk, "KH-000042/history/", cursor="x").status_code == 400


def test_the_history_of_a_deleted_customer_is_the_auditors(clerk, supervisor, customer):
    post(clerk, DELETIONS, reason="entered_by_mistake")
    approve(supervisor)
    auditor = factories.person("auditor", AUDITOR)

    newest = get(auditor, "KH-000042/history/").data["results"]

    assert get(clerk, "KH-000042/history/").status_code == 404
    deleted = next(act for act in newest if act["action"] == "customers.delete")
    assert (deleted["approved_by"], deleted["reason"]) == ("supervisor", "entered_by_mistake")

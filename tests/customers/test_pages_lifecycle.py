"""The pages that move a customer or ask for its deletion: who gets them, what they say, what they keep."""

import pytest
from django.urls import reverse

from access.models import Request
from customers import deletion, lifecycle
from customers.lifecycle import Blocker
from customers.models import Status
from tests import factories
from tests.customers.deleting import BALANCE, ask
from tests.customers.pages import text_of

pytestmark = pytest.mark.django_db
PAGES = ("new_transition", "new_deletion_request")


@pytest.fixture
def customer(east):
    return factories.customer(east, code="KH-1", name="重庆啤酒")


def at(name, customer):
    return reverse(f"customers:{name}", args=[customer.code])


def english(client):
    client.cookies["kehu-language"] = "en"


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_finds_what_nobody_ever_entered(client, stranger, customer, name, method):
    client.force_login(stranger)

    found = [getattr(client, method)(at(name, who)).status_code for who in (customer, factories.Customer(code="KH-9"))]

    assert found == [404, 404]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_only_looks_is_forbidden(client, reception, customer, name, method):
    client.force_login(reception)

    assert getattr(client, method)(at(name, customer), {"to": "frozen", "reason": "x"}).status_code == 403
    customer.refresh_from_db()
    assert (customer.status, Request.objects.count()) == (Status.ACTIVE, 0)


@pytest.mark.parametrize("name", PAGES)
def test_somebody_not_signed_in_is_led_to_the_sign_in(client, customer, name):
    assert client.get(at(name, customer)).status_code == 302


@pytest.mark.parametrize("code", ["%00", "重庆", "a" * 200, "%ff"])
@pytest.mark.parametrize("page", ["transitions", "deletion-requests"])
def test_a_code_that_is_none_is_not_found(client, clerk, code, page):
    client.force_login(clerk)

    assert client.get(f"/customers/{code}/{page}/new/").status_code == 404


def test_freezing_is_done_at_once_and_said(client, clerk, customer):
    client.force_login(clerk)

    answer = client.post(at("new_transition", customer), {"to": "frozen", "reason": "overdue"}, follow=True)

    customer.refresh_from_db()
    assert (answer.redirect_chain, customer.status) == ([(customer.get_absolute_url(), 302)], Status.FROZEN)
    assert str(Status.FROZEN.label) in text_of(answer)


def test_unfreezing_is_asked_for_and_waits(client, clerk, supervisor, east):
    frozen = factories.customer(east, status=Status.FROZEN)
    client.force_login(clerk)
    english(client)

    client.post(at("new_transition", frozen), {"to": "active", "reason": "all paid"})
    page = text_of(client.get(at("new_transition", frozen)))

    asked = Request.objects.get()
    assert (asked.kind, asked.reason) == ("customers.status", "all paid")
    assert "Waiting for supervisor" in page
    assert asked.get_absolute_url() in page


def test_the_page_offers_the_arrows_that_exist_and_chooses_the_one_named(client, clerk, customer):
    client.force_login(clerk)

    form = client.get(at("new_transition", customer), {"to": "closing"}).context["form"]

    assert {to for to, _words in form.fields["to"].widget.choices} == {"frozen", "inactive", "closing"}
    assert form["to"].value() == "closing"


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({}, {"to", "reason"}),
        ({"to": "frozen"}, {"reason"}),
        ({"to": "frozen", "reason": "   "}, {"reason"}),
        ({"to": "frozen", "reason": "ring 13812345678"}, {"reason"}),
        ({"to": "frozen", "reason": "x" * 501}, {"reason"}),
        ({"to": "frozen", "reason": "a\x00b"}, {"reason"}),
        ({"to": "paradise", "reason": "overdue"}, {"to"}),
        ({"to": "closed", "reason": "overdue"}, {"to"}),
    ],
)
def test_what_is_not_valid_is_said_at_its_field_and_kept(client, clerk, customer, typed, wrong):
    client.force_login(clerk)

    answer = client.post(at("new_transition", customer), typed)

    form = answer.context["form"]
    assert (answer.status_code, set(form.errors)) == (422, wrong)
    assert form["reason"].value() == typed.get("reason")
    customer.refresh_from_db()
    assert customer.status == Status.ACTIVE


def test_who_owes_is_not_closed_and_reads_why(client, clerk, east, objected):
    closing = factories.customer(east, status=Status.CLOSING)
    objected.append(BALANCE)
    client.force_login(clerk)

    answer = client.post(at("new_transition", closing), {"to": "closed", "reason": "agreed"})

    assert (answer.status_code, "1,000.00" in text_of(answer), Request.objects.count()) == (422, True, 0)


def test_a_deletion_is_asked_for(client, clerk, customer):
    client.force_login(clerk)

    answer = client.post(
        at("new_deletion_request", customer), {"reason": "deregistered", "note": "licence withdrawn", "close": "on"}
    )

    asked = Request.objects.get()
    assert (answer.status_code, asked.kind, asked.reason) == (302, "customers.delete", "deregistered")


def test_what_stands_against_it_is_listed_with_what_to_do(client, clerk, customer, objected):
    objected.append(BALANCE)
    client.force_login(clerk)

    page = client.get(at("new_deletion_request", customer))

    assert [blocker.code for blocker in page.context["blockers"]] == ["not_closed", "balance"]
    for words in ("not_closed", BALANCE.detail, BALANCE.remedy):
        assert words in text_of(page)


def test_a_blocked_request_answers_with_the_list_and_keeps_what_was_typed(client, clerk, customer, objected):
    objected.append(BALANCE)
    client.force_login(clerk)

    answer = client.post(
        at("new_deletion_request", customer), {"reason": "debts_settled", "note": "paid", "close": "on"}
    )

    assert (answer.status_code, Request.objects.count()) == (422, 0)
    assert [blocker.code for blocker in answer.context["blockers"]] == ["balance"]
    form = answer.context["form"]
    assert (form["reason"].value(), form["note"].value(), form["close"].value()) == ("debts_settled", "paid", True)


def test_somebody_without_sight_of_money_reads_no_balance(client, clerk, closed, objected):
    objected.append(BALANCE)
    clerk.scopes = frozenset({lifecycle.ASK_DELETION})

    found = [blocker.shown_to(clerk, closed) for blocker in deletion.blockers(closed)]

    assert [blocker.code for blocker in found] == ["balance"]
    assert not any("1,000.00" in f"{blocker.detail}{blocker.remedy}" for blocker in found)


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({}, {"reason"}),
        ({"reason": "because"}, {"reason"}),
        ({"reason": "deregistered", "note": "ring 13812345678"}, {"note"}),
        ({"reason": "deregistered", "note": "x" * 501}, {"note"}),
    ],
)
def test_a_request_that_is_not_valid_is_said_at_its_field(client, clerk, closed, typed, wrong):
    client.force_login(clerk)

    answer = client.post(at("new_deletion_request", closed), typed)

    assert (answer.status_code, set(answer.context["form"].errors), Request.objects.count()) == (422, wrong, 0)


def test_an_open_request_is_shown_with_who_decides(client, clerk, supervisor, closed):
    asked = ask(closed, clerk)
    client.force_login(clerk)
    english(client)

    page = text_of(client.get(at("new_deletion_request", closed)))

    assert "Waiting for supervisor" in page
    assert asked.get_absolute_url() in page


def test_what_another_room_says_is_escaped(client, clerk, customer, objected):
    objected.append(Blocker("odd", "<script>alert(1)</script>", "<b>run</b>"))
    client.force_login(clerk)

    assert "<script>alert" not in text_of(client.get(at("new_deletion_request", customer)))

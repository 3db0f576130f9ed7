"""Who finds which request in the inbox, what they read there, and what they may do about it."""

import pytest
from django.urls import reverse
from django.utils.html import escape

from access.inbox import awaiting, cards, deciders_of, lines_for, waiting_count
from access.models import Request, RequestStatus
from audit.history import acting
from customers.models import Customer
from tests import factories
from tests.access.conftest import ask, remove

pytestmark = pytest.mark.django_db


def page(client, person, asked=None, **query):
    client.force_login(person)
    return client.get(reverse("approvals:detail", args=[asked.pk]) if asked else reverse("approvals:list"), query)


def decide(client, person, asked, verdict, comment=""):
    client.force_login(person)
    address = reverse("approvals:new_decision", args=[asked.pk])
    return client.post(address, {"verdict": verdict, "comment": comment})


def stands(asked):
    return Request.objects.get(pk=asked.pk).status


def test_a_request_waits_for_who_may_decide_it_and_for_nobody_else(people, customer):
    asked = ask(customer, people.clerk)

    waits_for = [name for name, who in vars(people).items() if hasattr(who, "username") and asked in awaiting(who)]

    assert waits_for == ["supervisor", "colleague"]


def test_ones_own_request_waits_for_others_only(people, customer):
    asked = ask(customer, people.supervisor)

    assert asked not in awaiting(people.supervisor)
    assert asked in awaiting(people.colleague)


def test_the_badge_counts_what_waits_in_one_query(people, customer, django_assert_max_num_queries):
    ask(customer, people.clerk)
    assert waiting_count(people.clerk) == ""

    with django_assert_max_num_queries(2):  # rights, count
        assert waiting_count(people.supervisor) == "1"


@pytest.mark.parametrize("tab", ["waiting", "mine", "done", "all"])
def test_no_tab_asks_the_database_once_a_row(people, tab, client, django_assert_max_num_queries):
    for number in range(8):
        asked = ask(factories.customer(people.east, code=f"ROW-{number}"), people.clerk)
        if number % 2:
            decide(client, people.supervisor, asked, "rejected", "否")
    client.force_login(people.supervisor)

    with django_assert_max_num_queries(10):
        answer = client.get(reverse("approvals:list"), {"tab": tab})

    assert answer.status_code == 200
    assert len(answer.context["cards"]) == {"waiting": 4, "mine": 0, "done": 4, "all": 8}[tab]


def test_a_stranger_finds_neither_row_nor_page(people, customer, client):
    asked = ask(customer, people.clerk)

    for tab in ("waiting", "mine", "done", "all"):
        assert page(client, people.stranger, tab=tab).context["cards"] == []
    assert page(client, people.stranger, asked).status_code == 404
    assert decide(client, people.stranger, asked, "approved").status_code == 404
    assert stands(asked) == RequestStatus.PENDING


def test_approving_applies_the_change(people, customer, client):
    asked = ask(customer, people.clerk)

    answer = decide(client, people.supervisor, asked, "approved")

    assert answer.status_code == 302
    assert stands(asked) == RequestStatus.APPROVED
    assert Customer.objects.get(pk=customer.pk).short_name == "平安"


def test_rejecting_without_a_comment_is_refused_and_the_page_says_so(people, customer, client):
    asked = ask(customer, people.clerk)

    answer = decide(client, people.supervisor, asked, "rejected", "  ")

    assert answer.status_code == 422
    assert "comment" in answer.context["form"].errors
    assert stands(asked) == RequestStatus.PENDING


def test_personal_data_in_a_comment_is_refused_and_kept_on_the_page(people, customer, client):
    asked = ask(customer, people.clerk)

    answer = decide(client, people.supervisor, asked, "approved", "已电话 13912345678 确认")

    assert answer.status_code == 422
    assert answer.context["form"]["comment"].value() == "已电话 13912345678 确认"
    assert stands(asked) == RequestStatus.PENDING


@pytest.mark.parametrize("verdict", ["withdrawn", "pending", "", "x" * 200, "\x00"])
def test_another_verdict_than_the_two_is_refused(people, customer, client, verdict):
    asked = ask(customer, people.clerk)

    assert decide(client, people.supervisor, asked, verdict).status_code == 422
    assert stands(asked) == RequestStatus.PENDING


def test_ones_own_request_is_refused_even_when_posted_by_hand(people, customer, client):
    asked = ask(customer, people.supervisor)

    answer = decide(client, people.supervisor, asked, "approved")

    assert answer.status_code == 422
    assert stands(asked) == RequestStatus.PENDING


def test_a_clerk_without_the_right_to_approve_is_forbidden(people, customer, client):
    asked = ask(customer, people.supervisor)

    assert page(client, people.clerk, asked).status_code == 200
    assert decide(client, people.clerk, asked, "approved").status_code == 403
    assert stands(asked) == RequestStatus.PENDING


def test_a_moved_on_record_is_hinted_at_and_approving_it_is_refused(people, customer, client):
    asked = ask(customer, people.clerk)
    with acting(actor=people.clerk, kind="tests.move", channel="web"):
        Customer.objects.filter(pk=customer.pk).update(version=2)

    assert page(client, people.supervisor, asked).context["card"].moved_on
    assert decide(client, people.supervisor, asked, "approved").status_code == 422
    assert stands(asked) == RequestStatus.STALE


def test_the_maker_reads_who_it_waits_for_and_withdraws(people, customer, client):
    asked = ask(customer, people.clerk)
    card = cards([asked], people.clerk)[0]

    assert deciders_of(card) == ["colleague", "supervisor"]
    assert "colleague、supervisor" in page(client, people.clerk, asked).content.decode()
    client.post(reverse("approvals:withdrawal", args=[asked.pk]), {"comment": ""})
    assert stands(asked) == RequestStatus.WITHDRAWN


def test_nobody_else_withdraws_it(people, customer, client):
    asked = ask(customer, people.clerk)
    client.force_login(people.supervisor)

    assert client.post(reverse("approvals:withdrawal", args=[asked.pk])).status_code == 422
    assert stands(asked) == RequestStatus.PENDING


def test_lines_are_cut_by_class_and_numbers_masked(people, customer):
    asked = ask(customer, people.clerk)
    reader = factories.person("reader", "前台", manages=[people.east])  # no right to bank accounts

    full = lines_for(cards([asked], people.supervisor)[0], people.supervisor)
    cut = lines_for(cards([asked], reader)[0], reader)

    assert [line.after for line in full] == ["平安", "招商银行 •••• 5678 w***@example.com"]
    assert [line.after for line in cut] == ["平安"]


def test_a_decided_request_outlives_its_customer_for_maker_decider_and_auditor(people, customer, client):
    asked = ask(customer, people.clerk)
    decide(client, people.supervisor, asked, "approved")
    remove(customer)

    for person in (people.clerk, people.supervisor, people.auditor):
        answer = page(client, person, asked)
        assert answer.status_code == 200
        assert escape("平安银行") in answer.content.decode()
    assert page(client, people.colleague, asked).status_code == 404


def test_a_request_about_a_customer_out_of_reach_shows_its_maker_no_name(people, customer):
    asked = ask(customer, people.clerk)
    with acting(actor=None, kind="tests.move", channel="command"):
        Customer.objects.filter(pk=customer.pk).update(portfolio=people.south)

    card = cards([asked], people.clerk)[0]

    assert (card.name, card.code, card.url, lines_for(card, people.clerk)) == ("", "", "", [])


def test_a_cursor_that_was_never_given_out_leads_back_to_the_first_page(people, client):
    answer = page(client, people.clerk, tab="mine", cursor="x" * 3000)

    assert (answer.status_code, answer["Location"]) == (302, "/approvals/?tab=mine")


def test_pages_follow_each_other_without_gap_or_repetition(people, client, monkeypatch):
    made = [ask(factories.customer(people.east), people.clerk).pk for _number in range(53)]
    first = page(client, people.supervisor)
    second = page(client, people.supervisor, cursor=first.context["page"].next)

    shown = [card.asked.pk for answer in (first, second) for card in answer.context["cards"]]

    assert shown == made


def test_an_unknown_tab_is_not_found(people, client):
    assert page(client, people.clerk, tab="x").status_code == 404

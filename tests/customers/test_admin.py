"""Deleting from the administration's list goes the way of every deletion: by request, decided by another (E6)."""

import pytest
from django.urls import reverse

from access.models import Request
from customers.models import Customer, Status, Tombstone
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/admin/customers/customer/"


@pytest.fixture
def east():
    return factories.portfolio("EAST")


@pytest.fixture
def clerk(east):
    return factories.person("clerk", "财务文员", manages=[east], is_staff=True)


@pytest.fixture
def supervisor(east):
    return factories.person("supervisor", "财务主管", manages=[east], is_staff=True)


def ask(client, person, *customers, **given):
    client.force_login(person)
    chosen = {"action": "request_deletion", "_selected_action": [customer.pk for customer in customers]}
    answer = client.post(LIST, {"reason": "deregistered"} | chosen | given, follow=True)
    return [str(message) for message in answer.context["messages"]]


def test_each_selected_customer_gets_a_request_or_its_refusal(east, clerk, client):
    closed = factories.customer(east, code="CLOSED", status=Status.CLOSED)
    active = factories.customer(east, code="ACTIVE")

    said = ask(client, clerk, closed, active)

    assert [line[:6] for line in sorted(said)] == ["ACTIVE", "CLOSED"]
    assert [asked.target_id for asked in Request.objects.all()] == [closed.pk]
    assert Customer.objects.get(pk=closed.pk).status == Status.CLOSED


def test_the_whole_story_in_the_administration(east, clerk, supervisor, client):
    customer = factories.customer(east, code="KH-1", name="平安银行")
    ask(client, clerk, customer, close="on")
    asked = Request.objects.get()
    client.force_login(supervisor)

    listed = client.get(reverse("admin:access_request_changelist")).content.decode()
    page = client.get(reverse("admin:access_request_change", args=[asked.pk])).content.decode()
    client.post(reverse("admin:access_request_decision", args=[asked.pk]), {"verdict": "approved", "comment": ""})

    assert "平安银行" in listed
    assert "平安银行" in page
    assert Customer.objects.get(pk=customer.pk).status == Status.DELETED
    assert Tombstone.objects.get().approved_by == supervisor
    assert client.get(LIST, {"q": "平安"}).context["cl"].result_count == 0


def test_one_cannot_delete_alone(east, supervisor, client):
    customer = factories.customer(east, status=Status.CLOSED)
    ask(client, supervisor, customer)
    address = reverse("admin:access_request_decision", args=[Request.objects.get().pk])

    client.post(address, {"verdict": "approved", "comment": ""})

    assert Customer.objects.get(pk=customer.pk).status == Status.CLOSED


def test_who_only_looks_has_no_such_action(east, client):
    customer = factories.customer(east, status=Status.CLOSED)
    reception = factories.person("reception", "前台", sees=[east], is_staff=True)

    ask(client, reception, customer)

    assert not Request.objects.exists()


def test_a_customer_that_one_only_views_is_refused_by_its_code(east, client):
    seen = factories.customer(east, code="SEEN42", status=Status.CLOSED)
    person = factories.person("person", "财务文员", sees=[east], manages=[factories.portfolio()], is_staff=True)

    assert [line[:6] for line in ask(client, person, seen)] == ["SEEN42"]
    assert not Request.objects.exists()


@pytest.mark.parametrize("given", [{"reason": "x"}, {"reason": ""}])
def test_without_a_reason_of_the_list_nothing_is_asked(given, east, clerk, client):
    customer = factories.customer(east, status=Status.CLOSED)

    assert len(ask(client, clerk, customer, **given)) == 1
    assert not Request.objects.exists()


def test_a_strangers_customer_cannot_be_selected(east, client):
    customer = factories.customer(east, status=Status.CLOSED)
    stranger = factories.person("stranger", "财务文员", manages=[factories.portfolio("SOUTH")], is_staff=True)

    ask(client, stranger, customer)

    assert not Request.objects.exists()

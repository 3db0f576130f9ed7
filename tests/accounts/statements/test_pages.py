"""Statements on screen: looked at, issued, found again, printed; by who may (E8)."""

from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import Statement
from tests import factories
from tests.accounts.ledger import post

pytestmark = pytest.mark.django_db
DAYS = {"first": "2026-01-01", "last": "2026-03-31"}


@pytest.fixture
def page(client, clerk, account):
    client.force_login(clerk)
    return reverse("accounts:new_statement", args=[account.pk])


def test_the_page_shows_what_would_be_issued_and_keeps_nothing(client, page):
    answer = client.get(page, DAYS)

    assert answer.context["shown"]["closing"].text == "300.00"
    assert not Statement.objects.exists()


def test_issued_it_has_a_page_a_place_in_the_list_and_a_print(client, page):
    answer = client.post(page, DAYS)

    made = Statement.objects.get()
    assert answer.url == reverse("accounts:statement", args=[made.pk])
    assert made.closing == Decimal("300.00")
    assert str(made) in client.get(reverse("accounts:statements")).content.decode()
    again = client.post(reverse("accounts:statement_file", args=[made.pk]))
    assert (again["Content-Type"], again["Cache-Control"]) == ("application/pdf", "no-store")
    assert again.content.startswith(b"%PDF")


def test_the_page_of_a_statement_says_how_many_entries_came_into_its_period_since(client, page, customer, clerk):
    client.post(page, DAYS)
    post(customer, clerk, "invoice", "7.00", posting_date="2026-03-01", reference="FP-9")

    assert client.get(reverse("accounts:statement", args=[Statement.objects.get().pk])).context["added"] == 1


@pytest.mark.parametrize("days", [{"first": "2026-03-31", "last": "2026-01-01"}, {"first": "x", "last": "2026-01-01"}])
def test_wrong_days_are_said_beside_their_field_and_kept(client, page, days):
    answer = client.post(page, days)

    assert answer.status_code == 422
    assert "first" in answer.context["form"].errors
    assert answer.context["form"]["first"].value() == days["first"]
    assert not Statement.objects.exists()


def test_a_draft_says_that_it_is_one_and_is_not_kept(client, page, account):
    answer = client.get(reverse("accounts:statement_draft", args=[account.pk]), DAYS)

    assert answer.content.startswith(b"%PDF")
    assert not Statement.objects.exists()


def test_an_auditor_reads_and_does_not_issue(client, page, account):
    client.force_login(factories.person("auditor", "审计"))

    assert not client.get(page, DAYS).context["may_issue"]
    assert client.post(page, DAYS).status_code == 403
    assert not Statement.objects.exists()

"""The list of customers over the API: what it finds, in which order, page by page, and for whom."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.management.commands.bootstrap import Command as Bootstrap
from customers.api_schema import Listed
from customers.models import Customer
from tests import factories
from tests.customers.api import AUDITOR, CLERK, RECEPTION, ROOT, client, get, patch, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def east():
    Bootstrap().handle()
    return factories.portfolio("EAST")


@pytest.fixture
def south():
    return factories.portfolio("SOUTH")


@pytest.fixture
def clerk(east):
    return factories.person("clerk", CLERK, manages=[east])


@pytest.fixture
def manager(east, south):
    return factories.person("manager", CLERK, manages=[east, south])


@pytest.fixture
def shown(clerk, manager):
    """Three customers in the east, one in the south."""
    rows = [
        {"code": "A1", "name": "杭州西湖电子有限公司", "categories": {"region": ["杭州"], "industry": ["制造业"]}},
        {"code": "A2", "name": "宁波港运输", "categories": {"region": ["浙江"]}},
        {"code": "A3", "name": "东方茶叶", "contacts": [{"name": "王小明", "mobile": "13812345678"}]},
        {"code": "S1", "name": "东莞塑胶", "portfolio": "SOUTH"},
    ]
    for row in rows:
        made = post(manager, **{"portfolio": "EAST"} | row)
        assert made.status_code == 201, made.data


def codes(answer):
    assert answer.status_code == 200, answer.content.decode()
    return [row["code"] for row in answer.data["results"]]


def test_each_person_lists_what_they_may_see(clerk, manager, shown):
    assert codes(get(clerk)) == ["A1", "A2", "A3"]
    assert codes(get(manager)) == ["A1", "A2", "A3", "S1"]
    assert codes(get(factories.person("stranger", CLERK))) == []


def test_neither_search_nor_count_nor_a_later_page_leaves_the_portfolio(clerk, shown):
    first = get(clerk, page_size=2, count="true")

    assert codes(get(clerk, q="东")) == ["A3"]
    assert first.data["count"] == 3
    assert codes(client(clerk).get(first.data["next"])) == ["A3"]


def test_a_category_is_found_with_what_is_below_it(clerk, shown):
    assert codes(get(clerk, category="region:浙江")) == ["A1", "A2"]
    assert codes(get(clerk, category="region:杭州")) == ["A1"]
    assert codes(get(clerk, category=["region:浙江", "industry:制造业"])) == ["A1"]


def test_the_best_match_comes_first_unless_an_order_is_asked_for(manager, shown):
    assert set(codes(get(manager, q="东"))) == {"A3", "S1"}
    assert codes(get(manager, q="s1"))[0] == "S1"
    assert codes(get(manager, q="东", ordering="-code")) == ["S1", "A3"]


def test_found_customers_come_page_by_page(manager, shown):
    first = get(manager, q="东", page_size=1)
    second = client(manager).get(first.data["next"])

    assert set(codes(first) + codes(second)) == {"A3", "S1"}
    assert second.data["next"] is None


def test_status_and_portfolio_and_time_narrow_the_list(manager, shown):
    changed = Customer.objects.get(code="A2").updated_at.isoformat()

    assert codes(get(manager, portfolio="SOUTH")) == ["S1"]
    assert codes(get(manager, status="frozen")) == []
    assert codes(get(manager, status=["active", "frozen"])) == ["A1", "A2", "A3", "S1"]
    assert codes(get(manager, updated_since=changed)) == ["A2", "A3", "S1"]
    assert codes(get(manager, updated_since="0340-09-25T23:15:47+23:56")) == ["A1", "A2", "A3", "S1"]


def test_pages_lead_to_each_other_and_keep_their_parameters(manager, shown):
    first = get(manager, page_size=3, ordering="-code", count="true")
    second = client(manager).get(first.data["next"])

    assert (codes(first), codes(second)) == (["S1", "A3", "A2"], ["A1"])
    assert (first.data["count"], second.data["count"]) == (4, 4)
    assert (first.data["previous"], second.data["next"]) == (None, None)
    assert codes(client(manager).get(second.data["previous"])) == codes(first)
    assert "count" not in get(manager).data


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"ordering": "balance"}, "ordering_invalid"),
        ({"ordering": "portfolio__name"}, "ordering_invalid"),
        ({"page_size": "201"}, "page_size_invalid"),
        ({"page_size": "１０"}, "page_size_invalid"),
        ({"cursor": "x"}, "cursor_invalid"),
        ({"cursor": "x" * 3000}, "cursor_invalid"),
        ({"count": "yes"}, "filter_invalid"),
        ({"status": "nothing"}, "filter_invalid"),
        ({"status": "deleted"}, "filter_invalid"),
        ({"portfolio": "SOUTH"}, "filter_invalid"),
        ({"category": "region"}, "filter_invalid"),
        ({"category": "nothing:x"}, "filter_invalid"),
        ({"updated_since": "yesterday"}, "filter_invalid"),
        ({"updated_since": "9999-12-31T23:59:59Z"}, "filter_invalid"),
        ({"updated_since": "0001-01-01T00:00:00+23:59"}, "filter_invalid"),
        ({"q": "a\0b"}, "invalid"),
        ({"balance": "1"}, "parameter_unknown"),
        ({"name": "x"}, "parameter_unknown"),
        ({"panel": "1"}, "parameter_unknown"),
        ({"format": "xml"}, "parameter_unknown"),
    ],
)
def test_what_the_list_does_not_know_is_refused(clerk, south, parameters, code):
    refused = get(clerk, **parameters)

    assert (refused.status_code, refused.data["code"]) == (400, code)


def test_categories_made_from_money_exist_for_no_filter_of_the_reception(east, clerk, shown):
    reception = factories.person("reception", RECEPTION, sees=[east])

    refused = [get(reception, category=f"{dimension}:x") for dimension in ("credit_grade", "purchasing_power", "zzz")]

    assert [answer.status_code for answer in refused] == [400, 400, 400]


def test_a_number_finds_for_those_only_who_may_reveal_it(east, clerk, shown):
    reception = factories.person("reception", RECEPTION, sees=[east])

    assert codes(get(clerk, q="13812345678")) == codes(get(clerk, q="5678")) == ["A3"]
    assert codes(get(reception, q="13812345678")) == codes(get(reception, q="5678")) == []


def test_a_row_shows_the_primary_contact_masked_and_todays_categories(clerk, shown):
    first, second, third = get(clerk).data["results"]

    assert first["categories"]["industry"] == ["manufacturing"] or len(first["categories"]["industry"]) == 1
    assert second["contact"] is None
    assert third["contact"]["mobile_masked"] == "138****5678"
    assert set(first) <= set(Listed().get_fields())


def test_contacts_do_not_exist_for_who_may_not_see_them(east, clerk, shown):
    visitor = factories.person("visitor", sees=[east])

    assert all("contact" not in row for row in get(visitor).data["results"])


def test_a_page_costs_the_same_however_many_rows_it_has(clerk, shown):
    def queries(size):
        with CaptureQueriesContext(connection) as found:
            get(clerk, page_size=size, ordering="-code")
        return len(found)

    queries(1)

    assert queries(1) == queries(3) <= 8


def test_the_list_needs_a_person():
    answer = APIClient().get(ROOT)

    assert (answer.status_code, answer.data["code"]) == (401, "not_authenticated")
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer["Content-Type"] == "application/problem+json"


def test_a_session_changes_nothing_without_its_csrf_token(clerk):
    signed_in = APIClient(enforce_csrf_checks=True)
    signed_in.force_login(clerk)

    assert signed_in.get(ROOT).status_code == 200
    assert signed_in.post(ROOT, {"name": "甲", "portfolio": "EAST"}).status_code == 403
    assert not Customer.objects.exists()


def test_deleted_customers_are_listed_for_the_auditor_who_asks(clerk, shown):
    auditor = factories.person("auditor", AUDITOR)

    assert codes(get(auditor, status="deleted")) == []
    assert codes(get(auditor)) == ["A1", "A2", "A3", "S1"]


def test_a_changed_category_is_found_at_once(clerk, shown):
    patch(clerk, "A3", categories={"region": ["宁波"]})

    assert codes(get(clerk, category="region:浙江")) == ["A1", "A2", "A3"]


@pytest.mark.parametrize("path", ["nothing/", "customers", "customers/A1/nothing/", "\0/"])
def test_an_address_nobody_answers_at_is_the_same_problem(clerk, path):
    answer = client(clerk).get(f"/api/v1/{path}")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")

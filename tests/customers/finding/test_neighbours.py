"""From a customer to the one before and after it in the list it was opened from, whatever the filter and the order."""

import re
from urllib.parse import urlencode

import pytest

from customers import search
from customers.finding import neighbours
from customers.models import Customer
from tests import factories
from tests.customers.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def customers(east, south):
    made = [
        factories.customer(east, name=name, code=f"C-{number}", status=status)
        for number, (name, status) in enumerate(
            [
                ("平安银行", "active"),
                ("新平安", "frozen"),
                ("平安", "active"),
                ("别的", "active"),
                ("平安科技", "active"),
            ]
        )
    ]
    factories.customer(south, name="平安南方", code="C-2X")
    search.index(Customer.objects.all())
    return made


def opened(client, code, **query):
    """The page as opened from the list of ``query``."""
    return client.get(f"/customers/{code}/?{urlencode({'list': urlencode(query, doseq=True)})}")


def beside(response):
    """The codes the links lead to: before and after."""
    found = dict(re.findall(r'<a rel="(prev|next)" href="/customers/([^/]+)/', text_of(response)))
    return found.get("prev"), found.get("next")


def walked(client, code, **query):
    """The codes from ``code`` on, link by link."""
    codes = [code]
    while following := beside(opened(client, codes[-1], **query))[1]:
        assert beside(opened(client, following, **query))[0] == codes[-1]
        codes.append(following)
    return codes


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({}, ["C-0", "C-1", "C-2", "C-3", "C-4"]),
        ({"ordering": "-code"}, ["C-4", "C-3", "C-2", "C-1", "C-0"]),
        ({"ordering": "name"}, ["C-3", "C-2", "C-4", "C-0", "C-1"]),
        ({"ordering": "updated_at"}, ["C-0", "C-1", "C-2", "C-3", "C-4"]),
        ({"status": "active"}, ["C-0", "C-2", "C-3", "C-4"]),
        ({"q": "平安"}, ["C-2", "C-4", "C-0", "C-1"]),
        ({"q": "平安", "ordering": "code"}, ["C-0", "C-1", "C-2", "C-4"]),
        ({"q": "平安", "status": ["active", "frozen"], "page_size": "25"}, ["C-2", "C-4", "C-0", "C-1"]),
    ],
)
def test_the_neighbours_are_those_of_the_list(client, clerk, customers, query, codes):
    client.force_login(clerk)

    assert walked(client, codes[0], **query) == codes
    assert beside(opened(client, codes[0], **query))[0] is None


def test_a_search_with_many_hits_is_walked_beyond_the_nearest(client, clerk, customers, monkeypatch):
    monkeypatch.setattr(neighbours, "NEAREST", 2)
    client.force_login(clerk)

    assert walked(client, "C-2", q="平安") == ["C-2", "C-4", "C-0", "C-1"]


def test_who_sees_several_portfolios_walks_through_all_of_them(client, east, south, customers):
    both = factories.person("both", "财务文员", manages=[east], sees=[south])
    client.force_login(both)

    assert walked(client, "C-0") == ["C-0", "C-1", "C-2", "C-2X", "C-3", "C-4"]


def test_what_fell_out_of_the_filter_keeps_its_place(client, clerk, customers):
    client.force_login(clerk)

    assert beside(opened(client, "C-1", status="active")) == ("C-0", "C-2")


def test_nobody_is_led_to_what_they_cannot_see(client, clerk, stranger, customers):
    client.force_login(clerk)
    assert "C-2X" not in text_of(opened(client, "C-2"))

    client.force_login(stranger)
    assert opened(client, "C-2").status_code == 404
    assert beside(opened(client, "C-2X")) == (None, None)


@pytest.mark.parametrize("text", ["nonsense=1", "status=none", "ordering=secret", "x" * 5000, "q=%00", "category=a:b"])
def test_a_list_that_is_none_leads_nowhere_and_breaks_nothing(client, clerk, customers, text):
    client.force_login(clerk)

    answer = client.get("/customers/C-1/", {"list": text})

    assert answer.status_code == 200
    assert beside(answer) == (None, None)


def test_without_a_list_there_are_no_neighbours(client, clerk, customers):
    client.force_login(clerk)

    assert "neighbours" not in text_of(client.get("/customers/C-1/"))


def test_the_list_gives_its_query_along_and_the_breadcrumb_leads_back(client, clerk, customers):
    client.force_login(clerk)
    listed = text_of(client.get("/customers/", {"status": "active", "q": "平安"}))
    link = re.search(r'href="(/customers/C-0/[^"]*)"', listed)[1].replace("&amp;", "&")

    page = client.get(link)

    assert beside(page) == ("C-4", None)
    assert page.context["crumbs"][0]["url"] == "/customers/?status=active&q=%E5%B9%B3%E5%AE%89"


def test_a_page_with_neighbours_costs_three_queries_more(client, clerk, customers, django_assert_max_num_queries):
    client.force_login(clerk)

    with django_assert_max_num_queries(17):
        opened(client, "C-1")

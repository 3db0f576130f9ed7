"""Columns of the list: what a person chooses stays, what they may not see is not there, what is gone breaks nothing."""

import pytest

from access import preferences
from access.fields import MONEY
from categories.installing import ship_builtin
from customers import tables
from customers.lists import columns
from tests import factories
from tests.customers.pages import saved, text_of

pytestmark = pytest.mark.django_db
LIST, CHOICE = "/customers/", "/customer-lists/columns/"


@pytest.fixture
def built_in():
    ship_builtin(actor=factories.person())


def keys(page):
    return [head["column"].key for head in page.context["heads"]]


def cells(page):
    return [{column.key: cell for column, cell in row.cells} for row in page.context["rows"]]


def test_what_a_clerk_chooses_is_shown_from_then_on_to_them_alone(client, clerk, supervisor, east):
    saved(east, tax_id="91350100M000100Y43", contacts=[])
    client.force_login(clerk)

    answer = client.post(CHOICE, {"column": ["status", "tax_id"], "page_size": "25"})

    assert answer.headers["Location"].startswith(LIST)
    page = client.get(LIST)
    assert keys(page) == ["tax_id", "status"]
    assert cells(page)[0]["tax_id"] == "91350100M000100Y43"
    assert preferences.get(clerk, columns.SIZE) == 25
    client.force_login(supervisor)
    assert "tax_id" not in keys(client.get(LIST))


def test_the_shipped_columns_come_back_when_asked_for(client, clerk, east):
    saved(east, contacts=[])
    client.force_login(clerk)
    shipped = keys(client.get(LIST))
    client.post(CHOICE, {"column": ["code"], "page_size": "25"})
    client.post(CHOICE, {"column": ["status"]})
    assert keys(client.get(LIST)) == ["status"]

    client.post(CHOICE, {"reset": "1"})

    assert keys(client.get(LIST)) == shipped


def test_a_column_that_is_gone_is_left_out(client, clerk, east):
    saved(east, contacts=[])
    preferences.put(clerk, columns.COLUMNS, ["status", "gone", "category:gone"])
    client.force_login(clerk)

    assert keys(client.get(LIST)) == ["status"]


@pytest.mark.parametrize("stored", [{"status": 1}, "status", [1, 2], 7])
def test_a_setting_nobody_understands_shows_the_shipped_columns(clerk, stored):
    preferences.Preference.objects.create(user=clerk, key=columns.COLUMNS, value=stored)

    assert columns.set_for(clerk) == columns.shipped(clerk)


def test_who_may_see_no_money_gets_no_column_of_it_by_choice_or_by_address(client, reception, east, built_in):
    saved(east, categories={"tier": ["key"]})
    money = [column.key for column in tables.columns if column.kind == MONEY]
    preferences.put(reception, columns.COLUMNS, ["status", *money, "category:tier"])
    client.force_login(reception)

    asked = {"columns": ",".join(["status", "category:tier", *money])}
    assert money
    assert keys(client.get(LIST)) == keys(client.get(LIST, asked)) == ["status"]
    offered = [one["key"] for one in client.get(CHOICE).context["options"]]
    assert not set(offered) & {*money, "category:tier"}
    assert "category:size" in offered


def test_a_dimension_is_a_column(client, clerk, east, built_in):
    saved(east, categories={"size": ["large"], "industry": ["banking"]})
    client.force_login(clerk)

    page = client.get(LIST, {"columns": "category:size,categories"})

    assert keys(page) == ["category:size", "categories"]
    assert cells(page)[0]["category:size"] == "大型企业"


def test_an_address_shows_the_same_columns_to_everybody_and_its_links_keep_them(client, clerk, east):
    for number in range(30):
        factories.customer(east, code=f"K{number:02}")
    client.force_login(clerk)

    page = client.get(LIST, {"columns": "status", "page_size": "25", "ordering": "-code"})

    assert len(page.context["rows"]) == 25
    assert "columns=status" in page.context["next_url"]
    assert "page_size=25" in page.context["next_url"]


@pytest.mark.parametrize("query", [{"page_size": "0"}, {"page_size": "x"}, {"columns": "x" * 3000}])
def test_nonsense_in_the_address_is_refused(client, clerk, query):
    client.force_login(clerk)

    assert client.get(LIST, query).status_code == 400


def test_every_column_costs_one_query_at_most(client, clerk, east, built_in, django_assert_max_num_queries):
    for number in range(12):
        address = [{"kind": "registered", "province": "福建", "city": "福州", "line": "五四路"}]
        saved(east, code=f"K{number}", name=f"客户{number}", addresses=address, categories={"size": ["large"]})
    client.force_login(clerk)
    every = ",".join(column.key for column in columns.available(clerk))

    with django_assert_max_num_queries(12):
        page = client.get(LIST, {"columns": every})

    assert len(page.context["rows"]) == 12
    assert "福建福州" in text_of(page)


def test_the_choice_comes_back_to_the_list_as_it_was(client, clerk):
    client.force_login(clerk)

    answer = client.post(f"{CHOICE}?status=active&columns=status&cursor=x", {"column": ["status"]})

    assert answer.headers["Location"] == "/customers/?status=active"

"""The list of customers: who sees which rows, how it is filtered, sorted and paged, and what it costs."""

import pytest
from django.urls import reverse

from access.fields import MONEY
from categories.installing import ship_builtin
from customers import tables
from tests import factories
from tests.customers.pages import saved, text_of

pytestmark = pytest.mark.django_db
LIST = "/customers/"


@pytest.fixture
def built_in():
    """The dimensions and categories every installation starts with."""
    ship_builtin(actor=factories.person())


@pytest.fixture
def owed(monkeypatch):
    """A column of money, as the ledger adds one."""
    column = tables.Column(
        "应收余额", lambda customers, user: {one.pk: "61,200.00" for one in customers}, MONEY, key="owed"
    )
    others = [one for one in tables.columns if one.kind != MONEY]
    monkeypatch.setattr(tables, "columns", [*others, column])


def codes(response):
    return [row.code.split(" · ")[0] for row in response.context["rows"]]


def test_a_clerk_lists_the_customers_of_their_portfolio_and_no_other(client, clerk, east, south):
    saved(east, name="重庆啤酒", code="KH-1")
    saved(south, name="珠江啤酒", code="KH-2")
    client.force_login(clerk)

    page = client.get(LIST)

    assert codes(page) == ["KH-1"]
    assert "珠江啤酒" not in text_of(page)


def test_a_single_grant_shows_one_customer_among_those_of_the_portfolio(client, east, south):
    saved(east, name="重庆啤酒", code="KH-1")
    lent = saved(south, name="珠江啤酒", code="KH-0")
    clerk = factories.person("clerk_east", "财务文员", manages=[east, lent])
    client.force_login(clerk)

    assert codes(client.get(LIST)) == ["KH-0", "KH-1"]


def test_a_row_shows_the_masked_contact_and_never_the_number(client, clerk, east):
    saved(east)
    client.force_login(clerk)

    page = text_of(client.get(LIST))

    assert "王* 138****5678" in page
    assert "13812345678" not in page


def test_acts_are_drawn_where_they_are_allowed(client, clerk, reception, east):
    customer = saved(east, code="KH-1")
    edit = reverse("customers:edit", args=[customer.code])

    client.force_login(clerk)
    assert edit in text_of(client.get(LIST))
    client.force_login(reception)
    assert edit not in text_of(client.get(LIST))


def test_a_column_of_money_exists_for_who_may_see_money_only(client, clerk, reception, east, owed):
    saved(east)

    client.force_login(clerk)
    assert "61,200.00" in text_of(client.get(LIST))
    client.force_login(reception)
    page = text_of(client.get(LIST))
    assert "61,200.00" not in page
    assert "应收余额" not in page


def test_categories_of_one_dimension_are_alternatives_and_dimensions_narrow_each_other(client, clerk, east, built_in):
    saved(east, code="A", name="甲", categories={"industry": ["制造业"], "size": ["large"]})
    saved(east, code="B", name="乙", categories={"industry": ["零售业"], "size": ["large"]})
    saved(east, code="C", name="丙", categories={"industry": ["医疗"], "size": ["large"]})
    saved(east, code="D", name="丁", categories={"industry": ["制造业"], "size": ["sme"]})
    client.force_login(clerk)

    page = client.get(LIST, {"category": ["industry:制造业", "industry:retail", "size:大型企业"]})

    assert codes(page) == ["A", "B"]


def test_a_category_finds_those_below_it(client, clerk, east, built_in):
    saved(east, code="A", name="甲", categories={"industry": ["banking"]})
    saved(east, code="B", name="乙", categories={"industry": ["manufacturing"]})
    client.force_login(clerk)

    assert codes(client.get(LIST, {"category": "industry:finance"})) == ["A"]


@pytest.mark.parametrize(
    "query",
    [
        {"colour": "red"}, {"status": "nonsense"}, {"status": "deleted"}, {"portfolio": "SOUTH"}, {"portfolio": "\0"},
        {"category": "industry:nonsense"}, {"category": "nonsense:large"}, {"category": "large"}, {"q": "\0"},
        {"ordering": "balance"}, {"ordering": "--code"}, {"cursor": "x"}, {"updated_since": "yesterday"},
        {"category": [f"industry:{number}" for number in range(101)]},
    ],
    ids=str,
)  # fmt: skip
def test_what_the_list_does_not_know_is_refused_not_ignored(client, clerk, south, query):
    client.force_login(clerk)

    assert client.get(LIST, query).status_code == 400


@pytest.mark.parametrize("query", [{"category": "tier:key"}, {"ordering": "balance"}, {"category": "credit_grade:A"}])
def test_who_may_not_see_money_cannot_filter_or_sort_by_it(client, reception, east, built_in, query):
    client.force_login(reception)

    assert client.get(LIST, query).status_code == 400


def test_a_dimension_made_from_money_is_a_filter_for_who_may_see_money(client, clerk, east, built_in):
    saved(east, code="A", categories={"tier": ["key"]})
    client.force_login(clerk)

    assert codes(client.get(LIST, {"category": "tier:key"})) == ["A"]


def test_the_panel_counts_each_category_and_hides_money_from_reception(client, clerk, reception, east, built_in):
    saved(east, code="A", name="甲", categories={"industry": ["banking"], "tier": ["key"]})
    saved(east, code="B", name="乙", categories={"industry": ["manufacturing"]})

    client.force_login(clerk)
    groups = {group.title: group.options for group in client.get(LIST, {"panel": "1"}).context["groups"]}
    assert [(one.value, one.count) for one in groups["行业"]] == [
        ("industry:manufacturing", 1),
        ("industry:finance", 1),
    ]
    assert "客户级别" in groups
    client.force_login(reception)
    groups = {group.title for group in client.get(LIST, {"panel": "1"}).context["groups"]}
    assert "客户级别" not in groups


def test_a_filter_in_force_is_a_chip_that_takes_it_away(client, clerk, east, built_in):
    saved(east)
    client.force_login(clerk)

    chips = client.get(LIST, {"status": ["active", "frozen"], "category": "size:large"}).context["chips"]

    assert [chip["label"] for chip in chips] == ["状态: 启用", "状态: 冻结", "规模: 大型企业"]
    assert "status=active" not in chips[0]["remove_url"]
    assert "status=frozen" in chips[0]["remove_url"]


def test_deleted_customers_are_listed_for_the_auditor_who_asks_for_them(client, east):
    auditor = factories.person("auditor", "审计")
    factories.customer(east, code="GONE", status="deleted")
    client.force_login(auditor)

    assert codes(client.get(LIST)) == []
    assert codes(client.get(LIST, {"status": "deleted"})) == ["GONE"]


def test_pages_follow_each_other_in_either_direction(client, clerk, east):
    for number in range(60):
        factories.customer(east, code=f"K{number:02}", name="甲")
    client.force_login(clerk)

    first = client.get(LIST)
    second = client.get(LIST + first.context["next_url"])
    back = client.get(LIST + second.context["previous_url"])

    assert codes(second) == [f"K{number}" for number in range(50, 60)]
    assert codes(back) == codes(first)
    assert codes(client.get(LIST, {"ordering": "-code"}))[0] == "K59"


def test_what_is_searched_for_comes_best_match_first(client, clerk, east):
    saved(east, code="A", name="华东重庆啤酒销售", contacts=[])
    saved(east, code="B", name="重庆啤酒", contacts=[])
    client.force_login(clerk)

    assert codes(client.get(LIST, {"q": "重庆啤酒"})) == ["B", "A"]


@pytest.mark.parametrize(
    ("grants", "query", "kind"), [(True, {}, "none"), (True, {"q": "万科"}, "no_match"), (False, {}, "forbidden")]
)
def test_an_empty_list_says_why(client, east, grants, query, kind):
    client.force_login(factories.person("clerk", "财务文员", manages=[east] if grants else []))

    assert f'data-kind="{kind}"' in text_of(client.get(LIST, query))


def test_the_list_costs_ten_queries_at_most_whatever_its_rows(
    client, clerk, east, built_in, owed, django_assert_max_num_queries
):
    for number in range(55):
        contact, size = [{"name": "王敏"}], {"size": ["large"]}
        saved(east, code=f"K{number}", name=f"客户{number}", contacts=contact, categories=size)
    client.force_login(clerk)

    with django_assert_max_num_queries(10):
        page = client.get(LIST)

    assert len(page.context["rows"]) == 50


def test_a_picked_row_is_posted_by_its_code_alone(client, clerk, east):
    saved(east, code="KH-1", name="重庆啤酒", contacts=[])
    client.force_login(clerk)

    page = client.get(LIST)

    assert page.context["rows"][0].code == "KH-1 · CQPJ"
    assert 'name="code" value="KH-1"' in page.content.decode()

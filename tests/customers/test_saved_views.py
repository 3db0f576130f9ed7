"""Saved filters and views: a list is found again, alone, by others or by a role, and tells no reader too much."""

import pytest
from django.core.exceptions import ValidationError

from access import preferences
from audit.history import acting
from audit.models import Action
from audit.refusals import Refused
from categories.installing import ship_builtin
from customers.saved_views import saving
from customers.saved_views.models import SavedView
from customers.saved_views.saving import Content
from tests import factories
from tests.customers.pages import saved, text_of

pytestmark = pytest.mark.django_db
LIST, VIEWS, API = "/customers/", "/customer-views/", "/api/v1/customers/"


@pytest.fixture
def built_in():
    ship_builtin(actor=factories.person())


@pytest.fixture
def manager():
    return factories.person("manager", "财务经理")


def view_of(person, name="大客户", *, shared=False, **content):
    return saving.create(name=name, content=Content(**content), shared=shared, actor=person, channel="web")


def codes(page):
    return [row.key for row in page.context["rows"]]


def keys(page):
    return [head["column"].key for head in page.context["heads"]]


def test_a_list_is_saved_from_its_address_and_found_again_by_its_slug(client, clerk, east):
    factories.customer(east, code="A", status="frozen")
    factories.customer(east, code="B")
    client.force_login(clerk)

    address = "?status=frozen&ordering=-name&columns=status,tax_id&page_size=25"
    answer = client.post(f"{VIEWS}new/{address}", {"name": "冻结客户", "whole": "on"})

    view = SavedView.objects.get()
    assert answer.headers["Location"] == f"{LIST}?view=dongjiekehu"
    assert (view.filters, view.columns) == ({"status": ["frozen"]}, ["status", "tax_id"])
    page = client.get(answer.headers["Location"])
    assert codes(page) == ["A"]
    assert keys(page) == ["status", "tax_id"]
    assert page.context["names"]["name"]["direction"] == "descending"


def test_a_saved_filter_leaves_the_columns_to_the_reader(client, clerk, east):
    factories.customer(east, code="A", status="frozen")
    factories.customer(east, code="B")
    view = view_of(clerk, filters={"status": ["frozen"]}, columns=["tax_id"])
    preferences.put(clerk, "customers.columns", ["portfolio"])
    client.force_login(clerk)

    page = client.get(LIST, {"filter": view.slug})

    assert codes(page) == ["A"]
    assert keys(page) == ["portfolio"]


def test_a_condition_of_a_view_can_be_taken_away_and_what_the_address_says_wins(client, clerk, east):
    factories.customer(east, code="A", status="frozen")
    factories.customer(east, code="B")
    view = view_of(clerk, filters={"status": ["frozen"]})
    client.force_login(clerk)

    chip = client.get(LIST, {"view": view.slug}).context["chips"][0]

    assert codes(client.get(chip["remove_url"])) == ["A", "B"]
    assert codes(client.get(LIST, {"view": view.slug, "status": "active"})) == ["B"]


def test_pages_and_orders_of_a_view_stay_in_the_view(client, clerk, east):
    for number in range(30):
        factories.customer(east, code=f"K{number:02}")
    view = view_of(clerk, columns=["status"], page_size=25)
    client.force_login(clerk)

    page = client.get(LIST, {"view": view.slug})
    following = client.get(LIST + page.context["next_url"])

    assert codes(following) == [f"K{number}" for number in range(25, 30)]
    assert keys(following) == ["status"]


def test_another_persons_private_view_is_not_there(client, clerk, stranger):
    view = view_of(clerk, filters={"status": ["frozen"]})
    client.force_login(stranger)

    assert client.get(LIST, {"view": view.slug}).status_code == 400
    assert client.get(API, {"filter": view.slug}).status_code == 400
    assert "大客户" not in text_of(client.get(VIEWS))
    for path in ("edit/", "deletion/", "opening/"):
        assert client.post(f"{VIEWS}{view.slug}/{path}", {"name": "x"}).status_code == 404
    assert SavedView.objects.get().name == "大客户"


def test_a_shared_view_shows_each_reader_their_own_customers(client, clerk, stranger, east, south):
    factories.customer(east, code="E", status="frozen")
    factories.customer(south, code="S", status="frozen")
    view = view_of(clerk, shared=True, filters={"status": ["frozen"]})
    client.force_login(stranger)

    assert codes(client.get(LIST, {"view": view.slug})) == ["S"]


def test_a_shared_view_neither_breaks_nor_tells_a_reader_of_what_they_may_not_see(
    client, clerk, reception, east, built_in
):
    saved(east, code="A", contacts=[])
    conditions = {"category": ["tier:key", "size:large"], "status": ["active"]}
    view = view_of(clerk, shared=True, filters=conditions, columns=["receivable", "category:tier", "status"])
    client.force_login(reception)

    page = client.get(LIST, {"view": view.slug})

    assert page.context["left_out"] == ("category",)
    assert keys(page) == ["status"]
    assert [chip["label"] for chip in page.context["chips"]] == ["状态: 启用", "规模: 大型企业"]
    assert "tier" not in text_of(page)
    assert "receivable" not in text_of(page)
    assert "tier" not in text_of(client.get(VIEWS))


def test_the_api_refuses_by_name_what_a_saved_filter_names_and_the_caller_may_not_see(
    client, clerk, reception, east, built_in
):
    saved(east, code="A", contacts=[])
    view = view_of(clerk, shared=True, filters={"category": ["tier:key"]})

    client.force_login(reception)
    refused = client.get(API, {"filter": view.slug})
    assert refused.status_code == 400
    assert refused.json()["code"] == "view_member_unknown"
    assert "category" in refused.json()["errors"]["filter"][0]
    assert "tier" not in text_of(refused)
    client.force_login(clerk)
    assert client.get(API, {"filter": view.slug}).json()["results"] == []


def test_the_api_filters_by_a_saved_filter_and_pages_within_it(client, clerk, east):
    factories.customer(east, code="A", status="frozen")
    factories.customer(east, code="B", status="frozen")
    factories.customer(east, code="C")
    view = view_of(clerk, filters={"status": ["frozen"]})
    client.force_login(clerk)

    first = client.get(API, {"filter": view.slug, "page_size": "1", "count": "true"}).json()
    second = client.get(first["next"]).json()

    assert first["count"] == 2
    assert [one["code"] for one in first["results"] + second["results"]] == ["A", "B"]


def test_what_is_gone_since_is_left_out_and_the_rest_still_filters(client, clerk, east):
    factories.customer(east, code="A", status="frozen")
    view = view_of(clerk, filters={"status": ["frozen"], "category": ["gone:gone"], "portfolio": ["GONE"]})
    client.force_login(clerk)

    page = client.get(LIST, {"view": view.slug})

    assert codes(page) == ["A"]
    assert page.context["left_out"] == ("category", "portfolio")


def test_the_list_opens_with_the_view_one_chose_and_all_customers_are_one_click_away(client, clerk, east):
    factories.customer(east, code="A", status="frozen")
    factories.customer(east, code="B")
    view = view_of(clerk, filters={"status": ["frozen"]})
    client.force_login(clerk)

    client.post(f"{VIEWS}{view.slug}/opening/", {"on": "1"})

    page = client.get(LIST)
    assert codes(page) == ["A"]
    assert codes(client.get(page.context["list_url"])) == ["A", "B"]
    assert codes(client.get(LIST, {"status": "active"})) == ["B"]
    client.post(f"{VIEWS}{view.slug}/opening/", {"on": ""})
    assert codes(client.get(LIST)) == ["A", "B"]


def test_a_role_opens_the_list_with_its_view_unless_the_person_chose_one(client, clerk, manager, east):
    factories.customer(east, code="A", status="frozen")
    factories.customer(east, code="B")
    view = view_of(manager, shared=True, filters={"status": ["frozen"]})
    client.force_login(manager)
    role = factories.role("财务文员")
    client.post(f"{VIEWS}{view.slug}/edit/", {"name": "冻结", "shared": "on", "roles": [role.pk]})

    client.force_login(clerk)
    assert codes(client.get(LIST)) == ["A"]
    own = view_of(clerk, "我的", filters={"status": ["active"]})
    saving.open_with(view=own, actor=clerk)
    assert codes(client.get(LIST)) == ["B"]


@pytest.mark.parametrize(
    ("name", "filters"), [("电话 13812345678", {}), ("甲", {"q": ["13812345678"]}), ("甲", {"q": ["a@example.com"]})]
)
def test_what_looks_like_personal_data_is_not_saved(clerk, name, filters):
    with pytest.raises(ValidationError, match="个人|personal"):
        view_of(clerk, name, filters=filters)


def test_a_refused_name_is_said_beside_it_and_kept(client, clerk):
    client.force_login(clerk)

    page = client.post(f"{VIEWS}new/?status=active", {"name": "=cmd|x"})

    assert page.status_code == 422
    assert "=cmd|x" in text_of(page)
    assert "name" in page.context["form"].errors


def test_two_views_of_one_name_have_slugs_of_their_own(clerk, stranger):
    first, second, third = view_of(clerk), view_of(stranger), view_of(clerk, "new")

    assert first.slug == "dakehu"
    assert second.slug.startswith("dakehu-")
    assert third.slug != "new"


def test_a_person_has_a_bounded_number_of_views(clerk, monkeypatch):
    monkeypatch.setattr(saving, "MAX_VIEWS", 1)
    view_of(clerk)

    with pytest.raises(Refused, match="too_many_views"):
        view_of(clerk)


def test_a_view_is_updated_from_the_list_it_became(client, clerk, east):
    view = view_of(clerk, filters={"status": ["frozen"]}, columns=["status"])
    client.force_login(clerk)

    client.post(f"{VIEWS}{view.slug}/edit/?status=active", {"name": "启用客户", "replace": "on", "whole": ""})

    view.refresh_from_db()
    assert (view.name, view.filters, view.columns) == ("启用客户", {"status": ["active"]}, None)


def test_a_deleted_view_is_in_history_and_who_opened_the_list_with_it_sees_all(client, clerk, east):
    factories.customer(east, code="A")
    view = view_of(clerk, filters={"status": ["frozen"]})
    saving.open_with(view=view, actor=clerk)
    client.force_login(clerk)

    client.post(f"{VIEWS}{view.slug}/deletion/")

    assert codes(client.get(LIST)) == ["A"]
    kinds = Action.objects.filter(kind__startswith="customers.").values_list("kind", flat=True)
    assert {"customers.save_view", "customers.delete_view"} <= set(kinds)
    assert list(SavedView.history.values_list("history_type", flat=True).order_by("history_id")) == ["+", "-"]


def test_the_menu_offers_to_update_the_view_one_came_from(client, clerk, east):
    view = view_of(clerk, filters={"status": ["frozen"]})
    client.force_login(clerk)
    page = client.get(LIST, {"view": view.slug})

    menu = text_of(client.get(f"{VIEWS}?{page.context['query']}", headers={"HX-Request": "true"}))

    assert f"{VIEWS}{view.slug}/edit/?" in menu
    assert f"{VIEWS}new/?" in menu


def test_columns_chosen_in_a_view_are_the_lists_and_not_the_persons(client, clerk, east):
    view = view_of(clerk, columns=["status"])
    client.force_login(clerk)
    query = client.get(LIST, {"view": view.slug}).context["query"]

    answer = client.post(f"/customer-lists/columns/?{query}", {"column": ["status", "portfolio"], "page_size": "25"})

    assert keys(client.get(answer.headers["Location"])) == ["portfolio", "status"]
    assert preferences.get(clerk, "customers.columns") is None


def test_a_view_with_values_no_list_understands_still_opens(client, clerk, east):
    factories.customer(east, code="A")
    view = view_of(clerk)
    with acting(actor=clerk, kind="tests.view", channel="web"):
        SavedView.objects.filter(pk=view.pk).update(filters={"colour": ["red"], "updated_since": ["x"]}, ordering="x")
    client.force_login(clerk)

    assert client.get(LIST, {"view": view.slug}).status_code == 200

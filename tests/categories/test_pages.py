"""Pages of dimensions and their trees."""

import pytest
from django.urls import reverse

from categories.models import Category, Dimension
from tests import factories
from tests.categories.conftest import add
from tests.categories.test_operations import category, classify

pytestmark = pytest.mark.django_db
LIST = "/categories/"


@pytest.fixture
def as_supervisor(client, supervisor):
    client.force_login(supervisor, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def enter(client):
    def entered(person):
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return entered


def page(client, address=LIST):
    answer = client.get(address, headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    return answer.content.decode()


def url(name, row):
    return reverse(f"categories:{name}", args=[row.pk])


def post(client, address, **typed):
    return client.post(address, typed, headers={"Accept-Language": "en"})


def shown(client, address):
    return {row.node.category.code: row for row in client.get(address).context["rows"]}


def test_the_tree_is_shown_with_both_names_and_aliases(enter, clerk, sector):
    html = page(enter(clerk))

    for text in ("Sector", "Industry", "工业", "Electrical equipment", "电气设备", "电气"):
        assert text in html


def test_counts_are_of_visible_customers_and_parents_count_what_is_below(enter, clerk, sector, east):
    classify(category("electric"), portfolio=east)
    classify(category("electric"), portfolio=factories.portfolio("SOUTH"))
    classify(category("industry"), portfolio=east)

    rows = shown(enter(clerk), LIST)

    assert {code: row.counts[0][1] for code, row in rows.items()} == {"industry": "2", "electric": "1", "trade": "0"}
    assert rows["electric"].counts[0][2] == "/customers/?category=sector%3Aelectric"


def test_a_customer_in_two_categories_below_counts_once_in_their_parent(enter, clerk, supervisor, sector, east):
    pump = add(sector, supervisor, "pump", "泵", "Pumps", parent=category("industry"))
    customer = classify(category("electric"), portfolio=east)
    classify(pump, portfolio=east, customer=customer)

    counts = {code: row.counts[0][1] for code, row in shown(enter(clerk), LIST).items()}

    assert (counts["industry"], counts["electric"], counts["pump"]) == ("1", "1", "1")


@pytest.mark.parametrize("counted", [0, 1_000])
def test_both_ways_of_counting_agree(monkeypatch, enter, clerk, sector, east, counted):
    monkeypatch.setattr("customers.category_counts.COUNTED", counted)
    for _ in range(3):
        classify(category("electric"), portfolio=east)

    counts = {code: row.counts[0][1] for code, row in shown(enter(clerk), LIST).items()}

    assert counts == {"industry": "3", "electric": "3", "trade": "0"}


def test_a_count_above_the_cap_says_so(monkeypatch, enter, clerk, sector, east):
    for module in ("categories.usage", "customers.category_counts"):
        monkeypatch.setattr(f"{module}.CAP", 1)
    for _ in range(2):
        classify(category("trade"), portfolio=east)

    assert shown(enter(clerk), LIST)["trade"].counts[0][1] == "1+"


def test_a_large_tree_is_shown_a_level_at_a_time_and_searched(monkeypatch, enter, clerk, sector):
    monkeypatch.setattr("categories.rows.SHOWN_WHOLE", 2)
    client = enter(clerk)

    assert set(shown(client, LIST)) == {"industry", "trade"}
    assert shown(client, LIST)["industry"].below_url == "/categories/?dimension=sector&under=industry"
    assert set(shown(client, "/categories/?dimension=sector&under=industry")) == {"electric"}
    assert set(shown(client, "/categories/?dimension=sector&q=ELECTRICAL")) == {"electric"}
    assert set(shown(client, "/categories/?dimension=sector&q=电气")) == {"electric"}
    assert shown(client, "/categories/?dimension=sector&q=nothing") == {}


def test_for_reception_dimensions_from_money_do_not_exist(enter, reception, supervisor, sector, grade):
    html = page(enter(reception))
    assert "Sector" in html
    assert "Grade" not in html
    for address in ("/categories/?dimension=grade", url("edit_category", category("prime"))):
        assert enter(reception).get(address).status_code == 404

    assert "Grade" in page(enter(supervisor))


def test_only_who_looks_after_them_sees_and_reaches_the_forms(enter, clerk, supervisor, sector):
    trade = category("trade")
    addresses = [
        "/categories/dimensions/new/",
        "/categories/dimensions/sector/edit/",
        "/categories/dimensions/sector/categories/new/",
        url("edit_category", trade),
        url("move_category", trade),
    ]

    assert "New category" not in page(enter(clerk))
    for address in addresses:
        assert enter(clerk).get(address).status_code == 403
        assert post(enter(clerk), address, name_zh="某", name_en="X", code="x", version="1").status_code == 403
    for name in ("retire_category", "delete_category"):
        assert post(enter(clerk), url(name, trade), retired="yes", version="1").status_code == 403
    assert sorted(sector.categories.values_list("name_zh", "version")) == [("商业", 1), ("工业", 1), ("电气设备", 1)]

    assert "New category" in page(enter(supervisor))
    for address in addresses:
        assert enter(supervisor).get(address).status_code == 200


def test_an_unknown_dimension_category_or_level_is_not_found(as_supervisor, sector):
    for address in (
        "/categories/?dimension=nowhere",
        "/categories/?dimension=%00",
        "/categories/?dimension=sector&under=nowhere",
        "/categories/dimensions/nowhere/edit/",
        "/categories/dimensions/%00/edit/",
        "/categories/6f1c1f4e-0000-4000-8000-000000000000/edit/",
    ):
        assert as_supervisor.get(address).status_code == 404


def test_a_dimension_is_added_and_edited(as_supervisor):
    typed = {"code": "colour", "name_zh": "颜色", "name_en": "Colour", "single": "on"}

    assert post(as_supervisor, "/categories/dimensions/new/", **typed).url == "/categories/?dimension=colour"
    edited = {"name_zh": "色彩", "name_en": "Colours", "open": "on"}
    assert post(as_supervisor, "/categories/dimensions/colour/edit/", **edited).status_code == 302

    made = Dimension.objects.get(code="colour")
    assert (made.name_zh, made.single, made.open, made.required) == ("色彩", True, True, False)


def test_a_category_is_added_below_another_with_aliases(as_supervisor, sector):
    industry = category("industry")
    typed = {
        "code": "pump", "name_zh": "泵", "name_en": "Pumps", "parent": str(industry.pk), "aliases": "水泵，油泵\n气泵",
    }  # fmt: skip

    answer = post(as_supervisor, "/categories/dimensions/sector/categories/new/", **typed)

    assert answer.url == "/categories/?dimension=sector"
    assert (category("pump").parent, category("pump").aliases) == (industry, ["水泵", "油泵", "气泵"])


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"code": "Trade"}, "code"),
        ({"code": "a b"}, "code"),
        ({"code": ""}, "code"),
        ({"name_zh": "商业"}, "name_zh"),
        ({"name_zh": "泵\u202e"}, "name_zh"),
        ({"name_zh": "泵" * 101}, "name_zh"),
        ({"name_en": "\u200b"}, "name_en"),
        ({"aliases": "trade"}, "aliases"),
        ({"aliases": "泵" * 101}, "aliases"),
        ({"parent": "nowhere"}, "parent"),
        ({"code": "\x00"}, "code"),
    ],
)
def test_what_is_refused_stands_beside_its_field_and_keeps_what_was_typed(as_supervisor, sector, typed, field):
    typed = {"code": "pump", "name_zh": "泵", "name_en": "Pumps", "parent": "", "aliases": ""} | typed

    answer = post(as_supervisor, "/categories/dimensions/sector/categories/new/", **typed)

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}
    assert answer.context["form"]["name_en"].value() == typed["name_en"]
    assert Category.objects.count() == 3


def test_a_category_is_renamed_on_the_version_seen(as_supervisor, sector):
    address = url("edit_category", category("trade"))

    stale = post(as_supervisor, address, name_zh="贸易", name_en="Trade", version="9")
    assert (stale.status_code, category("trade").name_zh) == (422, "商业")

    assert post(as_supervisor, address, name_zh="贸易", name_en="Trade", version="1").status_code == 302
    assert category("trade").name_zh == "贸易"


def test_a_move_is_offered_back_and_taken_back(as_supervisor, sector):
    trade, industry = category("trade"), category("industry")

    answer = post(as_supervisor, url("move_category", trade), parent=str(industry.pk), version="1")
    undo = as_supervisor.get(answer.url).context["undo"]
    back = {"parent": undo["parent"], "version": str(undo["category"].version), "undo": "yes"}
    assert category("trade").parent == industry
    answer = post(as_supervisor, url("move_category", trade), **back)

    assert category("trade").parent is None
    assert as_supervisor.get(answer.url).context["undo"] is None


def test_a_category_is_not_offered_a_place_below_itself(as_supervisor, sector):
    answer = post(
        as_supervisor, url("move_category", category("industry")), parent=str(category("electric").pk), version="1"
    )

    assert answer.status_code == 422
    assert category("industry").parent is None


def test_a_category_is_retired_and_reinstated(as_supervisor, sector):
    trade = category("trade")

    post(as_supervisor, url("retire_category", trade), retired="yes", version="1")
    assert category("trade").retired_on is not None
    assert "retired" in page(as_supervisor)

    post(as_supervisor, url("retire_category", trade), version="2")
    assert category("trade").retired_on is None


def test_deleting_says_why_not_and_else_deletes(as_supervisor, sector, east):
    classify(category("trade"), portfolio=east)

    answer = as_supervisor.post(
        url("delete_category", category("trade")), headers={"Accept-Language": "en"}, follow=True
    )
    assert "customers 1" in answer.content.decode()

    post(as_supervisor, url("delete_category", category("electric")))
    assert set(sector.categories.values_list("code", flat=True)) == {"industry", "trade"}


def test_an_installation_without_dimensions_has_an_empty_page(enter, clerk):
    assert "Nothing here yet." in page(enter(clerk))

"""Dimensions and categories over the API."""

import pytest
from rest_framework.test import APIClient

from categories.models import Category, Dimension
from tests.categories.test_operations import category, classify

pytestmark = pytest.mark.django_db
DIMENSIONS = "/api/v1/dimensions/"


def client_of(person):
    client = APIClient()
    client.force_authenticate(person)
    return client


def patch(person, row, body, **headers):
    headers = {"If-Match": f'"{row.version}"'} | headers
    return client_of(person).patch(f"/api/v1/categories/{row.pk}/", body, headers=headers)


def test_a_dimension_is_added_and_listed(supervisor):
    body = {"code": "Colour", "name_zh": "颜色", "name_en": "Colour", "single": False, "open": True}

    answer = client_of(supervisor).post(DIMENSIONS, body)

    assert (answer.status_code, answer.json()) == (201, body | {"required": False})
    assert client_of(supervisor).get(DIMENSIONS).json() == {
        "next": None,
        "previous": None,
        "results": [body | {"required": False}],
    }


def test_a_category_is_added_below_its_parent_with_an_etag(supervisor, sector):
    body = {"code": "Pump", "name_zh": "泵", "name_en": "Pumps", "parent": "electric", "aliases": ["水泵"]}

    answer = client_of(supervisor).post(f"{DIMENSIONS}sector/categories/", body)

    assert answer.status_code == 201
    assert answer.headers["ETag"] == '"1"'
    made = category("Pump")
    assert answer.json() == body | {
        "id": str(made.pk), "dimension": "sector", "retired_on": None, "version": 1
    }  # fmt: skip
    assert made.parent.code == "electric"


def test_categories_are_paged_in_order(supervisor, sector):
    first = client_of(supervisor).get(f"{DIMENSIONS}sector/categories/?page_size=2&ordering=code&count=true").json()
    second = client_of(supervisor).get(first["next"]).json()

    assert [row["code"] for row in first["results"] + second["results"]] == ["electric", "industry", "trade"]
    assert first["count"] == 3
    assert first["results"][0]["parent"] == "industry"


def test_a_patch_renames_moves_and_retires_on_the_version_seen(supervisor, sector):
    answer = patch(supervisor, category("trade"), {"name_zh": "贸易", "parent": "industry", "aliases": []})
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"2"')

    answer = patch(supervisor, category("trade"), {"parent": None, "retired": True})

    assert (answer.status_code, answer.json()["parent"]) == (200, None)
    trade = category("trade")
    assert (trade.name_zh, trade.name_en, trade.parent) == ("贸易", "Trade", None)
    assert str(trade.retired_on) == answer.json()["retired_on"]


def test_a_patch_names_the_version_it_saw(supervisor, sector):
    trade = category("trade")
    missing = client_of(supervisor).patch(f"/api/v1/categories/{trade.pk}/", {"name_zh": "贸易"})
    stale = patch(supervisor, trade, {"name_zh": "贸易"}, **{"If-Match": '"7"'})

    assert (missing.status_code, stale.status_code) == (428, 412)
    assert category("trade").name_zh == "商业"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"parent": "electric"}, 422, "category_cycle"),
        ({"parent": "industry"}, 422, "category_cycle"),
        ({"parent": "nowhere"}, 400, "invalid"),
        ({"name_zh": "商业"}, 409, "category_name_taken"),
        ({"name_zh": ["商业"]}, 400, "invalid"),
        ({"name_zh": None}, 400, "invalid"),
        ({"retired": "yes"}, 400, "invalid"),
        ({"aliases": ["a"] * 51}, 400, "invalid"),
        ({"aliases": ["\u200b"]}, 400, "invalid"),
        ({"code": "other"}, 400, "invalid"),
        ({"version": 9}, 400, "invalid"),
        ([], 400, "invalid"),
    ],
)
def test_a_bad_patch_is_refused_and_changes_nothing(supervisor, sector, body, status, code):
    answer = patch(supervisor, category("industry"), body)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert category("industry").version == 1


def test_an_unused_category_is_deleted_a_used_one_conflicts_with_counts(supervisor, sector, east):
    classify(category("trade"), portfolio=east)
    client = client_of(supervisor)

    used = client.delete(f"/api/v1/categories/{category('trade').pk}/")
    unused = client.delete(f"/api/v1/categories/{category('electric').pk}/")

    assert (used.status_code, used.json()["code"]) == (409, "category_in_use")
    assert used.json()["counts"] == {"children": 0, "customers": 1}
    assert unused.status_code == 204
    assert not Category.objects.filter(code="electric").exists()


def test_a_clerk_reads_everything_and_changes_nothing(clerk, sector):
    client, trade = client_of(clerk), category("trade")

    assert client.get(f"{DIMENSIONS}sector/categories/").status_code == 200
    assert client.get(f"/api/v1/categories/{trade.pk}/").json()["code"] == "trade"
    new = {"code": "x", "name_zh": "某", "name_en": "X", "single": True}
    assert client.post(DIMENSIONS, new).status_code == 403
    del new["single"]
    assert client.post(f"{DIMENSIONS}sector/categories/", new).status_code == 403
    assert patch(clerk, trade, {"name_zh": "贸易"}).status_code == 403
    assert client.delete(f"/api/v1/categories/{trade.pk}/").status_code == 403
    assert (Dimension.objects.count(), Category.objects.count()) == (1, 3)


def test_for_reception_dimensions_from_money_do_not_exist(reception, clerk, sector, grade):
    prime = category("prime")

    assert [row["code"] for row in client_of(reception).get(DIMENSIONS).json()["results"]] == ["sector"]
    assert client_of(reception).get(f"{DIMENSIONS}grade/categories/").status_code == 404
    assert client_of(reception).get(f"/api/v1/categories/{prime.pk}/").status_code == 404
    assert client_of(clerk).get(f"{DIMENSIONS}grade/categories/").status_code == 200
    assert client_of(clerk).get(f"/api/v1/categories/{prime.pk}/").status_code == 200


def test_what_does_not_exist_is_not_found(supervisor, sector):
    client = client_of(supervisor)

    assert client.get(f"{DIMENSIONS}nowhere/categories/").status_code == 404
    assert client.get(f"{DIMENSIONS}%00/categories/").status_code == 404
    assert client.get("/api/v1/categories/6f1c1f4e-0000-4000-8000-000000000000/").status_code == 404
    assert APIClient().get(DIMENSIONS).status_code == 401


@pytest.mark.parametrize("query", ["page=2", "ordering=name_zh", "page_size=0", "cursor=x", "count=maybe", "count=%00"])
def test_an_unknown_parameter_or_order_is_refused(supervisor, sector, query):
    assert client_of(supervisor).get(f"{DIMENSIONS}sector/categories/?{query}").status_code == 400


def test_the_same_post_with_one_key_adds_one_category(supervisor, sector):
    body = {"code": "pump", "name_zh": "泵", "name_en": "Pumps"}
    path, client = f"{DIMENSIONS}sector/categories/", client_of(supervisor)

    first, second = (client.post(path, body, headers={"Idempotency-Key": "k1"}) for _ in range(2))

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert second.headers["Idempotent-Replayed"] == "true"


def test_the_same_post_with_one_key_adds_one_dimension(supervisor):
    body = {"code": "colour", "name_zh": "颜色", "name_en": "Colour", "single": True}
    client = client_of(supervisor)

    first, second = (client.post(DIMENSIONS, body, headers={"Idempotency-Key": "k1"}) for _ in range(2))

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()

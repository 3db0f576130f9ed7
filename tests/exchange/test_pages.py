"""A list walked by key shows each row once, in order, whichever way one walks."""

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.db import connection
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from audit.refusals import Refused
from exchange.pages import SALT, Walk, capped_count, keyset_page, list_body, ordering_of, page_size_of

pytestmark = pytest.mark.django_db

ORDERS = [
    ("id",),
    ("-id",),
    ("name", "id"),
    ("-name", "-id"),
    ("name", "-id"),
    ("-name", "content_type_id", "-codename"),
    ("content_type__model", "-name", "codename"),
]


@pytest.fixture
def rows():
    """Forty rows with many equal names, spread over two content types."""
    types = [ContentType.objects.create(app_label="pages", model=model) for model in ("first", "second")]
    Permission.objects.bulk_create(
        Permission(name=f"name {number % 5}", codename=f"code{number:02}", content_type=types[number % 2])
        for number in range(40)
    )
    return Permission.objects.filter(content_type__app_label="pages").select_related("content_type")


def walked(queryset, order, size, direction="next"):
    """Every row met from the first page on, then back from the last."""
    page = keyset_page(queryset, order=order, size=size)
    pages = [page]
    while cursor := pages[-1].next:
        pages.append(keyset_page(queryset, order=order, size=size, cursor=cursor))
    back = [pages[-1]]
    while cursor := back[-1].previous:
        back.append(keyset_page(queryset, order=order, size=size, cursor=cursor))
    return pages, back[::-1]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("size", [1, 7, 20, 40, 100])
def test_every_row_comes_once_and_in_order_both_ways(rows, order, size):
    pages, back = walked(rows, order, size)

    assert [row for page in pages for row in page.rows] == list(rows.order_by(*order))
    assert [page.rows for page in back] == [page.rows for page in pages]
    assert pages[0].previous is None
    assert pages[-1].next is None


def test_rows_may_be_dictionaries(rows):
    values = rows.values("id", "name")

    pages, _ = walked(values, ("-name", "id"), 9)

    assert [row for page in pages for row in page.rows] == list(values.order_by("-name", "id"))


def test_a_row_added_or_removed_elsewhere_moves_no_other_row(rows):
    page = keyset_page(rows, order=("codename",), size=10)
    rows.filter(codename__in=["code03", "code09"]).delete()

    following = keyset_page(rows, order=("codename",), size=10, cursor=page.next)

    assert [row.codename for row in following.rows] == [f"code{number}" for number in range(10, 20)]


def test_the_beginning_reached_backwards_is_the_full_first_page(rows):
    second = keyset_page(
        rows, order=("codename",), size=10, cursor=keyset_page(rows, order=("codename",), size=10).next
    )
    rows.filter(codename__lt="code05").delete()

    page = keyset_page(rows, order=("codename",), size=10, cursor=second.previous)

    assert [row.codename for row in page.rows] == [f"code{number:02}" for number in range(5, 15)]
    assert page.previous is None


def test_the_first_page_may_come_from_elsewhere(rows):
    asked = []

    def first(order, size):
        asked.append((order, size))
        return rows.order_by(*order)[:size]

    page = keyset_page(rows, order=("name", "id"), size=10, first=first)
    keyset_page(rows, order=("name", "id"), size=10, first=first, cursor=page.next)

    assert asked == [(("name", "id"), 11)]
    assert page == keyset_page(rows, order=("name", "id"), size=10)


@pytest.mark.parametrize("order", [("content_type_id", "codename"), ("-content_type_id", "-codename")])
def test_the_composite_index_finds_the_page(rows, order):
    kind = rows[0].content_type_id
    with connection.cursor() as cursor:
        for way in ("seqscan", "bitmapscan", "sort", "incremental_sort"):  # the table is too small to be worth an index
            cursor.execute(f"set local enable_{way} = off")
    plan = Walk(Permission.objects.all(), order).after([kind, "code07"])[:10].explain()

    assert "Index Cond: (ROW(content_type_id, " in plan
    assert "Sort" not in plan


def test_a_mixed_order_starts_where_its_first_column_says(rows):
    text = str(Walk(rows, ("name", "-id")).after(["name 3", 7]).query)

    assert '"name" >= name 3' in text


def test_a_cursor_changed_by_anybody_is_refused(rows):
    good = keyset_page(rows, order=("name", "id"), size=5).next
    for at in range(0, len(good), 3):
        changed = good[:at] + ("A" if good[at] != "A" else "B") + good[at + 1 :]

        with pytest.raises(Refused, match="cursor_invalid") as refused:
            keyset_page(rows, order=("name", "id"), size=5, cursor=changed)

        assert (refused.value.status, refused.value.field) == (400, "cursor")


@given(st.text(max_size=200))
def test_any_other_text_is_no_cursor(text):
    with pytest.raises(Refused, match="cursor_invalid"):
        Walk(Permission.objects.all(), ("id",)).read(text)


@pytest.mark.parametrize(
    "content",
    [
        ["auth.permission:id", "next", ["x"]],
        ["auth.permission:id", "next", []],
        ["auth.permission:id", "next", [1, 2]],
        ["auth.permission:id", "next", None],
        ["auth.group:id", "next", [1]],
        [],
        None,
        {"a": 1},
    ],
)
def test_a_signed_cursor_of_another_list_or_form_is_refused(content):
    with pytest.raises(Refused, match="cursor_invalid"):
        Walk(Permission.objects.all(), ("id",)).read(signing.dumps(content, salt=SALT))


def test_a_cursor_belongs_to_its_order(rows):
    cursor = keyset_page(rows, order=("name", "id"), size=5).next

    with pytest.raises(Refused, match="cursor_invalid"):
        keyset_page(rows, order=("-name", "-id"), size=5, cursor=cursor)


def test_a_column_with_null_cannot_order_a_list(rows):
    with pytest.raises(TypeError, match="NoneType cannot order"):
        Walk(rows, ("name",)).cursor({"name": None}, "next")


@pytest.mark.parametrize(("cap", "count"), [(39, (39, True)), (40, (40, False)), (1000, (40, False))])
def test_a_count_stops_at_its_cap(rows, cap, count, django_assert_num_queries):
    with django_assert_num_queries(1) as queries:
        assert capped_count(rows, cap) == count
    assert f"LIMIT {cap + 1}" in queries[0]["sql"]


def test_the_order_asked_for_ends_in_the_unique_column():
    allowed = {"code", "name"}

    assert ordering_of("-name", allowed=allowed, tail="id", default="code") == ("-name", "-id")
    assert ordering_of(None, allowed=allowed, tail="code", default="code") == ("code",)


@pytest.mark.parametrize("wanted", ["balance", "--name", "name,code", "-", "password"])
def test_an_order_not_allowed_is_refused(wanted):
    with pytest.raises(Refused, match="ordering_invalid") as refused:
        ordering_of(wanted, allowed={"code", "name"}, tail="code", default="code")

    assert refused.value.status == 400


@pytest.mark.parametrize("wanted", ["0", "201", "-1", "", "x", "１０", "1e2", "9" * 5000])
def test_a_page_size_out_of_bounds_is_refused(wanted):
    with pytest.raises(Refused, match="page_size_invalid"):
        page_size_of(wanted)


def test_addresses_of_the_neighbours_keep_the_other_parameters(rows):
    request = RequestFactory().get("/api/v1/customers/", {"q": "浙江", "cursor": "old"})
    page = keyset_page(rows, order=("id",), size=5)

    body = list_body(request, page, ["…"], count=40)

    assert body["previous"] is None
    assert body["next"].startswith("http://testserver/api/v1/customers/?q=%E6%B5%99%E6%B1%9F&cursor=")
    assert (body["results"], body["count"]) == (["…"], 40)

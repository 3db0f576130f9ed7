"""The pages of set-up (E15): what is typed, what a file brings, who reads the sums."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Entry, OpeningItem
from exchange.files import Head, write_workbook
from tests.accounts.ledger import agreed
from tests.accounts.setting_up import BOOKS, item, listed

pytestmark = pytest.mark.django_db
PAGE = "/receivables/setup/"


@pytest.fixture
def as_(client):
    """Returns the client signed in as a person."""

    def signed_in(person):
        client.force_login(person)
        return client

    return signed_in


def as_csv(*rows, tmp_path=None):
    return SimpleUploadedFile("期初.csv", "\n".join(("客户编码,金额,单据日期,单据号", *rows)).encode("gb18030"))


def as_workbook(*rows, tmp_path):
    heads = [Head(name) for name in ("客户编码", "金额", "单据日期", "单据号")]
    path = tmp_path / "list.xlsx"
    write_workbook(path, title="期初", heads=heads, rows=[row.split(",") for row in rows])
    return SimpleUploadedFile("期初.xlsx", path.read_bytes())


@pytest.mark.parametrize("form", [as_csv, as_workbook])
def test_a_file_is_listed_whole_and_posted_on_the_page(as_, total, customer, clerk, manager, form, tmp_path):
    total("1000.00", "30.00")
    file = form("KH-000001,1000.00,2025-11-03,F-1", "kh-000001,-30.00,2025/11/9,", tmp_path=tmp_path)

    assert as_(clerk).post(f"{PAGE}items/file/", BOOKS | {"file": file}).status_code == 302

    books = as_(manager).get(PAGE).context["books"][0]
    assert (books["is_equal"], books["count"], books["difference"]["documents"].text) == (True, 2, "0.00")
    assert as_(manager).post(f"{PAGE}items/posting/", BOOKS).status_code == 302
    assert Entry.objects.count() == 2
    assert as_(manager).post(f"{PAGE}items/posting/", BOOKS).status_code == 422


def test_a_file_with_faults_lists_nothing_and_names_row_column_and_reason(as_, total, clerk, customer):
    total()
    file = as_csv("KH-000001,1000.00,2025-11-03,F-1", "KH-77,1.234,2025-13-01,", "KH-000001,0.00,2025-11-03,")

    answer = as_(clerk).post(f"{PAGE}items/file/", BOOKS | {"file": file})

    assert answer.status_code == 422
    words = " ".join(answer.context["form"].errors["file"])
    assert all(said in words for said in ("customer: ", "KH-77", "amount: ", "document_date: "))
    assert not OpeningItem.objects.exists()


@pytest.mark.parametrize(
    "content", [b"", b"a,b\n1,2\n", "客户编码,金额,单据日期\n".encode(), b"\xd0\xcf\x11\xe0rest", b"PK\x03\x04broken"]
)
def test_a_file_that_is_no_list_is_refused_with_its_reason(as_, total, clerk, content):
    total()

    answer = as_(clerk).post(f"{PAGE}items/file/", BOOKS | {"file": SimpleUploadedFile("a.csv", content)})

    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    assert not OpeningItem.objects.exists()


def test_what_is_typed_wrong_is_said_beside_its_field_and_kept(as_, total, clerk, manager):
    total()
    typed = BOOKS | {"customer": "KH-77", "amount": "1.005", "document_date": "2025-02-30", "memo": "货款"}

    answer = as_(clerk).post(f"{PAGE}items/new/", typed)

    assert answer.status_code == 422
    assert {"customer", "amount", "document_date"} <= answer.context["form"].errors.keys()
    assert "货款" in answer.content.decode()
    wrong = BOOKS | {"day": "2025-12-31", "documents": "-1.00", "advances": "x"}
    assert {"documents", "advances"} == as_(manager).post(f"{PAGE}totals/new/", wrong).context["form"].errors.keys()


def test_sums_over_all_customers_are_for_who_sees_all_of_them(as_, total, customer, clerk, manager, stranger):
    total()
    listed(clerk, item(customer))

    assert as_(clerk).get(PAGE).context["books"][0]["lines"] == []
    assert as_(stranger).get(PAGE).context["books"][0]["items"] == []
    assert len(as_(clerk).get(PAGE).context["books"][0]["items"]) == 1
    assert len(as_(manager).get(PAGE).context["books"][0]["lines"]) == 3


def test_openings_agreed_to_after_set_up_are_no_difference(as_, customer, clerk, supervisor, manager):
    agreed(customer, clerk, supervisor, "opening")

    assert as_(manager).get(PAGE).context["books"] == []

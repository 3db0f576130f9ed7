"""Against the general ledger: a list of balances compared customer by customer, kept, taken along as a file."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from accounts.models import Reconciliation, ReconciliationLine
from accounts.reconciling import comparing
from audit.models import Action
from exchange.files import Head, write_workbook
from tests import factories
from tests.accounts.ledger import post

pytestmark = pytest.mark.django_db
PAGE, API = "/receivables/reconciliation/", "/api/v1/reconciliations/"
DAY = date(2026, 1, 31)


def file_of(*rows, heads="客户编码,币种,余额"):
    return SimpleUploadedFile("总账.csv", "\n".join((heads, *rows)).encode("gb18030"))


def compared(actor, *rows, day=DAY, **others):
    found = comparing.compare(side="receivable", day=day, file=file_of(*rows, **others), actor=actor, channel="web")
    lines = ReconciliationLine.objects.filter(reconciliation=found).order_by("code", "currency")
    return found, [(line.code, line.currency, line.what, line.theirs, line.ours) for line in lines]


@pytest.fixture
def books(customer, clerk, east):
    """KH-000001 owes 100.00 CNY at the end of January, 40.00 more in February; KH-2 has paid 5.00 USD ahead."""
    post(customer, clerk)
    post(customer, clerk, amount="40.00", posting_date="2026-02-01")
    other = factories.customer(east, code="KH-2", name="万通运输")
    post(other, clerk, "receipt", "5.00", currency="USD")


def test_every_way_to_differ_is_named_by_customer_as_of_the_day(books, manager):
    found, lines = compared(manager, "KH-000001,CNY,99.99", "KH-9,CNY,1.00")

    assert lines == [
        ("KH-000001", "CNY", "differs", Decimal("99.99"), Decimal("100.00")),
        ("KH-2", "USD", "not_listed", None, Decimal("-5.00")),
        ("KH-9", "CNY", "unknown", Decimal("1.00"), None),
    ]
    assert (found.lines_count, found.differing) == (3, 3)


def test_what_agrees_is_kept_as_equal_and_lines_of_one_customer_add_up(books, manager):
    found, lines = compared(manager, 'kh-000001,cny,"1,100.00"', "KH-000001,CNY,-1000.00", "KH-2,USD,-5.00")

    assert [line[2] for line in lines] == ["equal", "equal"]
    assert found.differing == 0


def test_a_list_without_a_currency_is_of_cny_and_a_later_day_counts_later_entries(books, manager):
    _found, lines = compared(manager, "KH-000001,140.00", day=date(2026, 2, 1), heads="Customer Code,Balance")

    assert lines[0][2] == "equal"


def test_who_sees_few_customers_compares_those_and_learns_nothing_of_others(books, stranger, manager):
    _found, lines = compared(stranger, "KH-000001,CNY,100.00", "KH-9,CNY,100.00")

    assert [line[2:] for line in lines] == [("unknown", Decimal("100.00"), None)] * 2


def test_a_comparison_is_of_its_maker_and_of_who_sees_all(books, clerk, manager, supervisor):
    made, _lines = compared(clerk, "KH-000001,CNY,100.00")

    assert made in Reconciliation.objects.visible_to(clerk)
    assert made in Reconciliation.objects.visible_to(manager)
    assert made not in Reconciliation.objects.visible_to(supervisor)


def test_it_is_not_repeated_by_what_is_posted_afterwards(books, customer, clerk, manager):
    made, _lines = compared(manager, "KH-000001,CNY,100.00", "KH-2,USD,-5.00")
    post(customer, clerk, posting_date="2026-01-20")

    made.refresh_from_db()
    assert made.differing == 0
    assert Action.objects.get(kind="accounts.reconcile").details == {"rows": 2}


def test_on_the_page_a_list_leads_to_its_differences_and_their_file(client, books, manager, tmp_path):
    client.force_login(manager)
    path = tmp_path / "list.xlsx"
    write_workbook(path, title="总账", heads=[Head("编码"), Head("余额")], rows=[("KH-000001", "99.00")])
    workbook = SimpleUploadedFile("总账.xlsx", path.read_bytes())

    answer = client.post(PAGE, {"side": "receivable", "day": "2026-01-31", "file": workbook})

    assert answer.status_code == 302
    page = client.get(answer["Location"])
    assert [(row["code"], row["difference"].text) for row in page.context["rows"]] == [
        ("KH-000001", "1.00"),
        ("KH-2", "-5.00"),
    ]
    file = client.post(f"{answer['Location']}file/", {"format": "csv"})
    text = b"".join(file.streaming_content).decode("utf-8-sig")
    assert "KH-000001" in text
    assert "99.00,100.00,1.00" in text


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (("KH-000001,CNY,1.234",), "balance"),
        (("KH-000001,XXX,1.00",), "currency"),
        ((",CNY,1.00",), "code"),
    ],
)
def test_a_list_with_faults_is_refused_whole_and_names_the_row(client, books, manager, rows, words):
    client.force_login(manager)

    answer = client.post(PAGE, {"side": "receivable", "day": "2026-01-31", "file": file_of("KH-2,USD,1.00", *rows)})
    assert answer.status_code == 422
    assert words in " ".join(answer.context["form"].errors["file"])
    assert not Reconciliation.objects.exists()


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", "客户编码,余额\n".encode(), b"PK\x03\x04broken"])
def test_what_is_no_list_is_refused_with_its_reason(client, books, manager, content):
    client.force_login(manager)
    file = SimpleUploadedFile("总账.csv", content)

    answer = client.post(PAGE, {"side": "receivable", "day": "2026-01-31", "file": file})

    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    assert not Reconciliation.objects.exists()


def api(person):
    client = APIClient()
    client.force_authenticate(person)
    return client


def test_the_api_answers_differences_and_once_for_a_key(books, manager, clerk, supervisor):
    send = lambda: api(manager).post(  # noqa: E731
        API,
        {"file": file_of("KH-000001,CNY,99.00"), "as_of": "2026-01-31"},
        format="multipart",
        headers={"Idempotency-Key": "k"},
    )
    first, again = send(), send()

    assert first.status_code == 201
    assert first.data["results"][0] == {
        "code": "KH-000001", "currency": "CNY", "result": "differs", "theirs": "99.00", "ours": "100.00",
        "difference": "1.00",
    }  # fmt: skip
    assert again.data["id"] == first.data["id"]
    assert Reconciliation.objects.count() == 1
    assert api(clerk).get(f"{API}{first.data['id']}/").status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "file"),
        ({"file": True, "side": "both"}, "side"),
        ({"file": True, "as_of": "2026-02-30"}, "as_of"),
        ({"file": True, "note": "x"}, "note"),
    ],
)
def test_the_api_names_what_is_malformed(books, manager, body, field):
    body = body | ({"file": file_of("KH-2,USD,1.00")} if "file" in body else {})

    answer = api(manager).post(API, body, format="multipart")

    assert answer.status_code == 400
    assert list(answer.data["errors"]) == [field]
    assert not Reconciliation.objects.exists()


def test_reception_compares_nothing(client, reception):
    client.force_login(reception)
    assert client.get(PAGE).status_code == 403
    assert api(reception).post(API, {}, format="multipart").status_code == 403


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.integers(-10_000, 10_000), min_size=1, max_size=5))
def test_a_line_is_equal_exactly_when_the_list_adds_up_to_the_balance(books, manager, cents):
    amounts = [Decimal(number).scaleb(-2) for number in cents]

    _found, lines = compared(manager, *(f"KH-000001,CNY,{amount:.2f}" for amount in amounts))

    line = next(line for line in lines if line[0] == "KH-000001")
    assert (line[2] == "equal") == (sum(amounts) == Decimal("100.00"))
    assert line[3] == sum(amounts)

"""The pages of the ageing, of open items and of the detail ledger: figures, the ways between them, who sees what."""

import csv
import io
import re

import pytest

from accounts.models import Account
from audit.history import acting
from audit.models import Action
from tests import factories
from tests.accounts.ledger import post

pytestmark = pytest.mark.django_db
PLACE = "/receivables/ageing/"


@pytest.fixture
def books(east, customer, clerk):
    """An invoice 49 days overdue at the end of March, an advance of another customer, one of a foreign portfolio."""
    other = factories.customer(east, code="KH-000002", name="预付客户")
    south = factories.portfolio("SOUTH")
    foreign = factories.customer(south, code="KH-000003", name="外地客户")
    post(customer, clerk, amount="300.00", due_date="2026-02-10", reference="F-1")
    post(other, clerk, "receipt", "50.00", posting_date="2026-02-01")
    post(foreign, factories.person("southern", "财务文员", manages=[south]), amount="77.00")
    return customer


def texts(answer):
    """The words of a page, tags taken away."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_page_shows_what_the_reader_sees_and_no_more(client, clerk, books):
    client.force_login(clerk)

    answer = client.get(PLACE, {"as_of": "2026-03-31", "currency": "CNY"})

    assert answer.status_code == 200
    assert [row["key"] for row in answer.context["rows"]] == ["KH-000001", "KH-000002"]
    assert [cell.text for cell in answer.context["totals"]][-3:] == ["-50.00", "250.00", "300.00"]
    assert "外地客户" not in texts(answer)


def test_a_figure_leads_to_the_items_that_make_it(client, clerk, books):
    client.force_login(clerk)
    shown = client.get(PLACE, {"as_of": "2026-03-31", "currency": "CNY"}).context["rows"]
    figures = {cell.label: cell for row in shown for cell in row["cells"] if cell.url and row["key"] == "KH-000001"}

    for cell in figures.values():
        items = client.get(cell.url)
        assert items.context["sums"][2]["value"] == cell.text, cell
        assert [row["reference"] for row in items.context["rows"]] == ["F-1"]


def test_portfolios_and_categories_lead_to_their_customers(client, clerk, books):
    client.force_login(clerk)
    given = {"as_of": "2026-03-31", "currency": "CNY"}

    rows = client.get(PLACE, {**given, "by": "portfolio"}).context["rows"]

    assert [(row["key"], row["cells"][-2].text) for row in rows] == [("EAST", "250.00")]
    inside = client.get(rows[0]["url"])
    assert [row["key"] for row in inside.context["rows"]] == ["KH-000001", "KH-000002"]


def test_who_sees_no_money_is_refused_and_not_shown_the_way(client, reception, books):
    client.force_login(reception)

    assert client.get(PLACE).status_code == 403
    assert client.get(f"/receivables/accounts/{Account.objects.first().pk}/open-items/").status_code == 404
    assert PLACE not in client.get("/customers/").content.decode()


def test_the_stranger_sees_an_empty_page(client, stranger, books):
    client.force_login(stranger)

    answer = client.get(PLACE, {"as_of": "2026-03-31", "currency": "CNY"})

    assert (answer.status_code, answer.context["rows"]) == (200, [])


@pytest.mark.parametrize(
    "given",
    [{"as_of": "2026-02-30"}, {"as_of": "x"}, {"side": "both"}, {"currency": "RMB"}, {"by": "colour"}, {"basis": "1"},
     {"category": "size:huge"}, {"customer": "\0"}, {"cursor": "x"}, {"ordering": "name"}],
)  # fmt: skip
def test_an_address_that_asks_for_nonsense_is_answered_with_words(client, clerk, books, given):
    client.force_login(clerk)

    answer = client.get(PLACE, given)

    assert answer.status_code == 400
    assert answer.context["problems"]


def test_the_file_has_what_the_page_shows_and_the_journal_its_hash(client, clerk, books):
    client.force_login(clerk)

    answer = client.post(f"{PLACE}file/?as_of=2026-03-31&currency=CNY", {"format": "csv"})

    body = b"".join(answer.streaming_content)
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == ["KH-000001", "KH-000002", ""]
    assert rows[-1][-3:] == ["-50.00", "250.00", "300.00"]
    details = Action.objects.get(kind="accounts.report_export").details
    assert (details["report"], details["as_of"], details["rows"]) == ("ageing", "2026-03-31", 3)
    assert len(details["sha256"]) == 64


def test_a_workbook_is_handed_out(client, clerk, books):
    client.force_login(clerk)

    answer = client.post(f"{PLACE}file/", {"format": "xlsx"})

    assert b"".join(answer.streaming_content)[:2] == b"PK"


def test_who_may_not_export_gets_no_file(client, books, clerk):
    role = factories.role("财务文员")
    with acting(actor=None, kind="tests.role", channel="command"):
        role.permissions.remove(role.permissions.get(codename="export_customer"))
    client.force_login(clerk)

    assert client.get(PLACE).context["file_url"] == ""
    assert client.post(f"{PLACE}file/", {"format": "csv"}).status_code == 403
    assert not Action.objects.filter(kind="accounts.report_export").exists()

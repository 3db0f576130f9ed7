"""The list of balances (E14): each column, its sums, its ways to the detail ledger, its file, and who sees it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import given
from rest_framework.test import APIClient

from accounts.books import balances
from accounts.models import Account, Entry
from tests import factories
from tests.accounts.ageing import plain
from tests.accounts.ledger import post, reverse
from tests.accounts.test_properties import FIRST, RANDOM, Model, act, acts

pytestmark = pytest.mark.django_db
PERIOD = {"from": "2026-02-01", "to": "2026-02-28", "currency": "CNY"}


@pytest.fixture
def books(east, customer, clerk, in_setup):
    """Opened in 2025, invoiced in January and February, a receipt of February reversed in March; an advance."""
    ahead = factories.customer(east, code="KH-000002", name="预付客户")
    post(customer, clerk, "opening", "1000.00", posting_date="2025-12-31")
    post(customer, clerk, amount="200.00", posting_date="2026-01-10")
    post(customer, clerk, amount="30.00", posting_date="2026-02-10")
    receipt = post(customer, clerk, "receipt", "500.00", posting_date="2026-02-15").entry
    reverse(receipt, clerk, "2026-03-05")
    post(ahead, clerk, "receipt", "70.00", posting_date="2026-02-20")
    return customer


def test_e14_opening_debit_credit_the_year_s_so_far_and_closing(books, clerk):
    page, totals = balances.balances(balances.read(PERIOD, clerk))

    assert [(row.key, *map(int, row.figures)) for row in page.rows] == [
        ("KH-000001", 1200, 30, 500, 230, 500, 730),
        ("KH-000002", 0, 0, 70, 0, 70, -70),
    ]
    assert (*map(int, totals.row.figures), int(totals.positive), int(totals.negative)) == (
        1200, 30, 570, 230, 570, 660, 730, -70,
    )  # fmt: skip


def test_a_reversal_is_red_in_its_own_month(books, clerk):
    march = {**PERIOD, "from": "2026-03-01", "to": "2026-03-31", "customer": "KH-000001"}

    page, _totals = balances.balances(balances.read(march, clerk))

    assert [tuple(map(int, row.figures)) for row in page.rows] == [(730, 0, -500, 230, 0, 1230)]


def test_the_page_says_which_way_a_balance_stands_and_leads_to_the_detail_ledger(client, books, clerk):
    client.force_login(clerk)

    rows = client.get("/receivables/balances/", PERIOD).context["rows"]

    closing = [row["cells"][-1] for row in rows]
    assert [cell["figure"].text for cell in closing] == ["730.00", "70.00"]
    assert closing[0]["direction"] != closing[1]["direction"]
    book = client.get(closing[0]["figure"].url)
    assert book.context["closing"]["balance"].text == "730.00"


def test_the_api_answers_with_the_same(books, clerk, reception):
    client = APIClient()
    client.force_authenticate(clerk)

    body = client.get("/api/v1/balances/", PERIOD | {"page_size": 1, "ordering": "-closing"}).data

    (row,) = body["rows"]
    assert (row["key"], row["opening"], row["closing"], row["closing_direction"]) == (
        "KH-000001", "1200.00", "730.00", "debit",
    )  # fmt: skip
    assert (body["totals"]["closing"], body["totals"]["advance"]) == ("660.00", "-70.00")
    (other,) = client.get(body["next"]).data["rows"]
    assert (other["key"], other["closing_direction"]) == ("KH-000002", "credit")
    client.force_authenticate(reception)
    assert client.get("/api/v1/balances/").status_code == 403


def test_the_stranger_sees_nothing_and_reception_is_refused(client, books, stranger, reception):
    client.force_login(stranger)
    assert client.get("/receivables/balances/", PERIOD).context["rows"] == []
    client.force_login(reception)
    assert client.get("/receivables/balances/").status_code == 403
    assert client.post("/receivables/balances/file/").status_code == 403


@pytest.mark.parametrize("wrong", [{"from": "2026-03-01"}, {"to": "x"}, {"ordering": "name"}, {"cursor": "x"}])
def test_a_period_that_is_none_is_answered_with_words(client, books, clerk, wrong):
    client.force_login(clerk)

    answer = client.get("/receivables/balances/", PERIOD | wrong)

    assert (answer.status_code, len(answer.context["problems"])) == (400, 1)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_file_is_handed_out(client, books, clerk, form):
    client.force_login(clerk)

    answer = client.post("/receivables/balances/file/?from=2026-02-01&to=2026-02-28", {"format": form})

    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert len(b"".join(answer.streaming_content)) > 200


@RANDOM
@given(acts)
def test_in_random_ledgers_every_column_is_what_the_entries_say(east, clerk, supervisor, steps):
    with transaction.atomic():
        customers, model = [factories.customer(east), factories.customer(east)], Model()
        for step in steps:
            act(model, customers, (clerk, supervisor), step)
        for account in Account.objects.select_related("customer"):
            entries = list(Entry.objects.filter(account=account))
            for first, last in ((0, 2), (2, 2), (3, 9)):
                days = [FIRST + timedelta(days=number) for number in (first, last)]
                given = {"from": str(days[0]), "to": str(days[1]), "currency": account.currency, "side": account.side}
                given |= {"customer": account.customer.code}
                rows, _totals = balances.everyone(balances.read(given, clerk))
                assert [row.figures for row in rows] == [row for row in [expected(account, entries, *days)] if any(row)]
        transaction.set_rollback(True)


def expected(account, entries, first, last):
    """The columns in plain Python; all entries of the random ledgers are of one year."""

    def total(raises, begins, ends):
        inside = [e.effect for e in entries if e.raises == raises and begins <= e.posting_date <= ends]
        return sum(inside, plain.ZERO) * (1 if raises else -1)

    begin = date.min
    opening, closing = (total(True, begin, day) - total(False, begin, day) for day in (first - timedelta(days=1), last))
    year = date(last.year, 1, 1)
    ways = (True, False) if account.side == "receivable" else (False, True)
    turned = [total(raises, since, last) for since in (first, year) for raises in ways]
    return tuple(map(Decimal, (opening, *turned, closing)))

"""Asking for credit in the browser, and what the ledger tab says of it: who, when, from, until, why."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override

from access.approvals import lines_of
from access.models import Request
from accounts.credit import asking
from accounts.credit.panel import panel
from accounts.drafts import ledger_today
from tests import factories
from tests.accounts.credit.given import credit, standing
from tests.accounts.ledger import approve, post

pytestmark = pytest.mark.django_db
ADDRESS = "/receivables/customers/KH-000001/credit-requests/new/"
ASKED = {"currency": "CNY", "mode": "limited", "limit": "100000.00", "reason": "新合同"}
CHINESE = {"Accept-Language": "zh-hans"}


def temporary(days=9):
    today = ledger_today()
    return {"temporary_amount": "500.00", "temporary_from": str(today), "temporary_to": str(today + timedelta(days))}


def ask(client, person, **typed):
    client.force_login(person)
    return client.post(ADDRESS, ASKED | typed, headers=CHINESE)


def ledger_tab(client, person):
    client.force_login(person)
    return client.get("/customers/KH-000001/ledger/", headers=CHINESE)


def test_a_limit_asked_for_in_the_browser_holds_once_two_agreed(customer, clerk, supervisor, manager, client):
    answer = ask(client, clerk)
    asked = Request.objects.get()
    assert (answer.status_code, answer.url) == (302, asked.get_absolute_url())
    assert (asked.levels, standing(customer).mode) == (2, "unset")

    approve(asked, supervisor, manager)

    assert standing(customer).limit == Decimal("100000.00")


def test_a_temporary_limit_beside_the_limit(customer, clerk, supervisor, client):
    credit(customer, limit="100000.00")
    ask(client, clerk, **temporary())

    approve(Request.objects.get(), supervisor)

    assert standing(customer).effective_limit == Decimal("100500.00")


def test_the_page_starts_from_what_holds_now(customer, clerk, client):
    credit(customer, limit="1234.50", currency="USD")
    client.force_login(clerk)

    form = client.get(f"{ADDRESS}?currency=USD").context["form"]

    assert form.initial == {"currency": "USD", "mode": "limited", "limit": "1234.50"}


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"limit": "-1"}, "limit"),
        ({"limit": ""}, "limit"),
        ({"mode": "cash_only"}, "limit"),
        ({"currency": "XXX"}, "currency"),
        ({"mode": "half"}, "mode"),
        ({"reason": ""}, "reason"),
        ({"temporary_amount": "5.00"}, "temporary_from"),
        (temporary() | {"temporary_amount": ""}, "temporary_amount"),
        (temporary() | {"temporary_to": "2026-01-01"}, "temporary_to"),
        (temporary(days=90), "temporary_to"),
    ],
)
def test_what_is_wrong_stands_beside_its_input_and_what_was_typed_stays(customer, clerk, client, typed, field):
    answer = ask(client, clerk, **typed)

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert answer.context["form"]["reason"].value() == typed.get("reason", "新合同")
    assert not Request.objects.exists()


def test_what_holds_already_or_waits_is_refused_in_words(customer, clerk, client):
    credit(customer, limit="100000.00")
    assert "该客户已是此授信" in ask(client, clerk).content.decode()
    ask(client, clerk, limit="200000.00")

    again = ask(client, clerk, limit="300000.00")

    assert (again.status_code, Request.objects.count()) == (422, 1)


def test_a_closed_customer_is_given_no_credit(east, clerk, client):
    factories.customer(east, code="KH-000001", status="closed")

    answer = ask(client, clerk)

    assert (answer.status_code, Request.objects.count()) == (422, 0)
    assert "credit-requests" not in ledger_tab(client, clerk).content.decode()


@pytest.mark.parametrize(("roles", "status"), [(("前台",), 403), (("审计",), 403), ((), 403)])
def test_who_may_not_ask_gets_no_page_and_no_button(customer, east, client, roles, status):
    person = factories.person("person", *roles, manages=[east])

    assert ask(client, person).status_code == status
    assert client.get(ADDRESS).status_code == status
    assert not Request.objects.exists()
    assert "credit-requests" not in ledger_tab(client, person).content.decode()


def test_who_does_not_see_the_customer_finds_nothing(customer, stranger, client):
    assert ask(client, stranger).status_code == 404


def test_the_tab_says_what_waits_and_then_who_agreed_from_when_and_why(customer, clerk, supervisor, client):
    credit(customer, limit="100000.00")
    ask(client, clerk, limit="105000.00", reason="旺季备货", **temporary())
    (waiting,) = ledger_tab(client, clerk).context["waiting"]
    assert (waiting["maker"], waiting["why"]) == ("clerk", "旺季备货")
    assert waiting["what"].startswith("限额 105,000.00 CNY；另加临时额度 500.00 CNY")

    approve(Request.objects.get(), supervisor)

    page, today = ledger_tab(client, clerk), ledger_today()
    assert page.context["waiting"] == []
    rows = [(row["what"], row["from"], row["until"], row["maker"], row["agreed"]) for row in page.context["agreed"]]
    assert sorted(rows, key=str) == sorted(
        [
            ("临时额度 500.00 CNY", today, today + timedelta(days=9), "clerk", "supervisor"),
            ("限额 105,000.00 CNY", today, None, "clerk", "supervisor"),
            ("限额 100,000.00 CNY", today, today, "", ""),
        ],
        key=str,
    )
    assert page.context["agreed"][0]["why"] == "旺季备货"


def test_who_sees_no_money_sees_no_credit_on_the_customers_page(customer, reception, client):
    credit(customer, limit="100000.00")

    assert ledger_tab(client, reception).status_code == 403
    assert panel(customer, reception) == {}


def test_the_card_says_where_the_customer_stands_and_what_would_be_left(customer, clerk, supervisor, client):
    credit(customer, limit="100.00")
    post(customer, clerk, "invoice", "85.00")
    ask(client, clerk, limit="110.00", **temporary())
    client.force_login(supervisor)

    page = client.get(Request.objects.get().get_absolute_url(), headers={"Accept-Language": "en"})

    rows = {str(row["field"]): (row["before"], row["after"]) for row in page.context["rows"]}
    assert rows["credit limit"] == ("100.00", "110.00")
    assert rows["exposure"] == ("85.00", "85.00")
    assert rows["available credit"] == ("15.00", "525.00")
    approve(Request.objects.get(), supervisor, factories.person("manager2", "财务经理"))
    after = client.get(Request.objects.get().get_absolute_url(), headers={"Accept-Language": "en"})
    assert "exposure" not in {str(row["field"]) for row in after.context["rows"]}


def test_a_mode_without_a_limit_leaves_words(customer, clerk):
    asked = asking.ask(
        customer=customer,
        terms=asking.read({"currency": "CNY", "mode": "unlimited", "reason": "集团内"}),
        actor=clerk,
        channel="web",
    )

    with override("en"):
        left = {str(line.label): (line.before, line.after) for line in lines_of(asked)}["available credit"]

    assert left == ("no credit set", "unlimited")

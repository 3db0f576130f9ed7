"""The foot of the list: the sum of what passes the filters, for who may see money."""

import pytest

from accounts import drafts, posting
from tests.customers.pages import saved, text_of

pytestmark = pytest.mark.django_db
LIST = "/customers/"


def owing(portfolio, clerk, amount, **members):
    customer = saved(portfolio, contacts=[], **members)
    today = str(drafts.ledger_today())
    raw = {"kind": "invoice", "amount": amount, "currency": "CNY", "posting_date": today}
    draft = drafts.read(raw, customer=customer, today=drafts.ledger_today())
    posting.post(customer=customer, draft=draft, actor=clerk, channel="web")
    return customer


def test_the_sum_is_that_of_the_filtered_list_and_of_no_other_portfolio(client, clerk, stranger, east, south):
    owing(east, clerk, "100.50", name="甲")
    owing(east, clerk, "200.00", name="乙丙")
    owing(south, stranger, "5000.00", name="丁戊")
    client.force_login(clerk)

    all_of_mine = client.get(LIST, {"totals": "1"}, headers={"HX-Request": "true"})
    filtered = client.get(LIST, {"totals": "1", "q": "乙丙"}, headers={"HX-Request": "true"})

    assert "300.50" in text_of(all_of_mine)
    assert "200.00" in text_of(filtered)
    assert "300.50" not in text_of(filtered)


def test_who_may_see_no_money_gets_no_sum(client, clerk, reception, east):
    owing(east, clerk, "100.50")
    client.force_login(reception)

    page = client.get(LIST, {"totals": "1"})

    assert page.context["totals"] == []
    assert "100.50" not in text_of(page)
    assert page.context["totals_url"] == ""


@pytest.mark.parametrize(("unasked", "loads"), [(2, True), (1, False)])
def test_more_customers_than_are_added_up_unasked_wait_for_a_click(client, clerk, east, monkeypatch, unasked, loads):
    monkeypatch.setattr("customers.lists.page.COUNT_CAP", unasked)
    saved(east, name="甲", contacts=[])
    saved(east, name="乙", contacts=[])
    client.force_login(clerk)

    page = text_of(client.get(LIST))

    assert "totals=1" in page
    assert ('hx-trigger="load"' in page) is loads

"""What the account's page says of the credit, in Chinese too, and to whom."""

import pytest

from tests.accounts.credit.given import credit
from tests.accounts.ledger import post

pytestmark = pytest.mark.django_db


def page(client, person, account):
    client.force_login(person)
    return client.get(f"/receivables/accounts/{account.pk}/", headers={"Accept-Language": "zh-hans"})


def test_the_account_says_what_is_left_of_its_limit(customer, clerk, client):
    account = credit(customer, limit="100.00")
    post(customer, clerk, "invoice", "85.00")

    text = page(client, clerk, account).content.decode()

    assert "可用额度" in text
    assert "15.00" in text
    assert "额度 100.00 CNY，预警" in text


def test_an_account_that_nothing_limits_says_nothing(customer, clerk, client):
    assert "可用额度" not in page(client, clerk, credit(customer, "unlimited")).content.decode()


def test_the_refusal_on_the_form_says_what_would_pass(customer, clerk, client):
    credit(customer, limit="100.00")
    client.force_login(clerk)
    typed = {"kind": "invoice", "amount": "100.01", "currency": "CNY", "posting_date": "2026-01-10", "allocate": "on"}
    address, chinese = "/receivables/entries/new/?customer=KH-000001", {"Accept-Language": "zh-hans"}
    confirm = client.post(address, typed, headers=chinese)

    answer = client.post(address, typed | {"token": confirm.context["token"]}, headers=chinese)

    assert answer.status_code == 422
    assert "今日最多 100.00；或收款 0.01 后全额通过" in answer.content.decode()
    assert answer.context["form"]["amount"].value() == "100.01"


def test_who_may_not_see_money_does_not_see_it(customer, reception, client):
    assert page(client, reception, credit(customer, limit="100.00")).status_code == 404

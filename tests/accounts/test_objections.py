"""Who owes, is owed, or has anything open is neither closed nor deleted (E6)."""

import pytest

from accounts.objections import object_to
from audit.refusals import Refused
from customers import deletion
from tests.accounts.ledger import post, reverse

pytestmark = pytest.mark.django_db


def codes(customer):
    return [blocker.code for blocker in object_to(customer)]


def test_nothing_posted_nothing_against_it(customer):
    assert codes(customer) == []


def test_a_balance_and_what_is_open_stand_against_it(customer, clerk):
    post(customer, clerk)

    assert codes(customer) == ["balance", "open_items", "posted"]


def test_net_zero_is_not_enough(customer, clerk):
    post(customer, clerk)
    post(customer, clerk, "receipt", allocate="none")

    assert codes(customer) == ["open_items", "posted"]


def test_what_was_reversed_was_still_posted(customer, clerk):
    reverse(post(customer, clerk).entry, clerk)

    assert codes(customer) == ["posted"]


def test_a_balance_refuses_a_deletion_request(customer, clerk):
    post(customer, clerk, "receipt")

    with pytest.raises(Refused, match="blocked") as refused:
        deletion.request_deletion(customer=customer, reason="debts_settled", close=True, actor=clerk, channel="web")

    assert [blocker["code"] for blocker in refused.value.figures["blockers"]] == ["balance", "open_items"]


def test_settled_accounts_let_a_deletion_request_pass(customer, clerk):
    reverse(post(customer, clerk).entry, clerk)

    assert deletion.request_deletion(
        customer=customer, reason="debts_settled", close=True, actor=clerk, channel="web"
    ).pk

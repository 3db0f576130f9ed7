"""Credit by request (E7): how many decide, what stands until they did, and what a changed base does."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from rest_framework.test import APIClient

from access.models import Request
from accounts.credit import asking
from accounts.drafts import ledger_today
from accounts.models import Account, TemporaryLimit
from audit.refusals import Refused
from tests import factories
from tests.accounts.credit.given import credit, standing, temporary
from tests.accounts.ledger import approve, post

pytestmark = pytest.mark.django_db


def terms(mode="limited", limit="100000.00", **members):
    raw = {"currency": "CNY", "mode": mode, "reason": "新合同"} | members
    return asking.read(raw | ({"limit": limit} if mode == "limited" else {}))


def ask(customer, actor, *args, **members):
    return asking.ask(customer=customer, terms=terms(*args, **members), actor=actor, channel="web")


@pytest.mark.parametrize(
    ("before", "after", "levels"),
    [
        (("limited", "1000000.00"), ("limited", "1050000.00"), 1),  # 5 % and 50,000
        (("limited", "1000000.00"), ("limited", "1050000.01"), 2),
        (("limited", "100000.00"), ("limited", "110000.00"), 1),  # 10 %
        (("limited", "100000.00"), ("limited", "110000.01"), 2),
        (("limited", "100000.00"), ("limited", "90000.00"), 1),
        (("limited", "0.00"), ("limited", "0.01"), 2),
        (("unset", None), ("limited", "1.00"), 2),
        (("cash_only", None), ("limited", "1.00"), 2),
        (("unlimited", None), ("limited", "1.00"), 1),
        (("limited", "1.00"), ("unlimited", None), 2),
        (("limited", "1.00"), ("unset", None), 2),
        (("unset", None), ("cash_only", None), 1),
    ],
)
def test_e7_how_many_decide(customer, clerk, before, after, levels):
    credit(customer, *before)

    assert ask(customer, clerk, *after).levels == levels


def test_e7_temporary_limits_count_with_the_limit(customer, clerk):
    account, today = credit(customer, limit="100000.00"), ledger_today()
    asked = {"amount": "6000.00", "from": str(today), "to": str(today + timedelta(days=89))}
    assert ask(customer, clerk, temporary=asked).levels == 1
    temporary(account, "4000.01", today, today)

    beside = asking.granted_beside(customer, terms(temporary=asked))

    assert beside == Decimal("4000.01")
    assert asking.levels_of("limited", Decimal("100000.00"), terms(temporary=asked), beside) == 2


def test_nothing_changes_before_both_have_decided(customer, clerk, supervisor, manager):
    asked = ask(customer, clerk)
    approve(asked, supervisor)
    assert standing(customer).mode == "unset"

    approve(asked, manager)

    now = standing(customer)
    assert (now.mode, now.limit, now.available) == ("limited", Decimal("100000.00"), Decimal("100000.00"))
    with pytest.raises(Refused, match="credit_refused"):
        post(customer, clerk, "invoice", "100000.01")


def test_two_supervisors_do_not_raise_it_from_nothing(customer, clerk, supervisor, east):
    other = factories.person("supervisor2", "财务主管", manages=[east])
    asked = ask(customer, clerk)
    approve(asked, supervisor)

    with pytest.raises(Refused, match="second_level"):
        approve(asked, other)
    assert standing(customer).mode == "unset"


def test_nobody_decides_their_own(customer, manager):
    asked = ask(customer, manager)

    with pytest.raises(Refused, match="own_request"):
        approve(asked, manager)


def test_a_temporary_limit_is_kept_with_its_request(customer, clerk, supervisor):
    credit(customer, limit="100000.00")
    today = ledger_today()
    past = {"amount": "500.00", "from": str(today - timedelta(days=5)), "to": str(today)}

    asked = approve(ask(customer, clerk, temporary=past), supervisor)

    assert TemporaryLimit.objects.get().request == asked
    assert standing(customer).effective_limit == Decimal("100500.00")


def test_a_changed_base_is_stale(customer, clerk, supervisor):
    credit(customer, limit="100.00")
    asked = ask(customer, clerk, "limited", "90.00")
    credit(customer, limit="95.00")

    with pytest.raises(Refused, match="stale"):
        approve(asked, supervisor)
    assert standing(customer).limit == Decimal("95.00")


def test_one_request_a_currency(customer, clerk):
    ask(customer, clerk)

    with pytest.raises(Refused, match="request_open"):
        ask(customer, clerk, "cash_only")
    assert ask(customer, clerk, currency="USD")


def test_what_stands_already_is_not_asked_for(customer, clerk):
    credit(customer, limit="100000.00")

    with pytest.raises(Refused, match="credit_unchanged"):
        ask(customer, clerk)


@pytest.mark.parametrize("roles", [("前台",), ("审计",), ()])
def test_who_may_not_change_customers_does_not_ask(customer, east, roles):
    person = factories.person("person", *roles, manages=[east])

    with pytest.raises(PermissionDenied):
        ask(customer, person)
    assert not Request.objects.exists()


@pytest.mark.parametrize(
    ("members", "path"),
    [
        ({"mode": "half"}, "mode"),
        ({"limit": "-1.00"}, "limit"),
        ({"limit": ""}, "limit"),
        ({"mode": "unlimited", "limit": "1.00"}, "limit"),
        ({"reason": ""}, "reason"),
        ({"temporary": "soon"}, "temporary"),
        ({"temporary": {"amount": "1.00", "from": "2026-02-02", "to": "2026-02-01"}}, "temporary.to"),
        ({"temporary": {"amount": "0.00", "from": "2026-02-01", "to": "2026-02-01"}}, "temporary.amount"),
    ],
)
def test_malformed_terms_are_refused_by_name(members, path):
    raw = {"currency": "CNY", "mode": "limited", "limit": "1.00", "reason": "新合同"} | members

    with pytest.raises(ValidationError) as refused:
        asking.read(raw)
    assert list(refused.value.message_dict) == [path]


def test_a_temporary_limit_lasts_90_days_at_most():
    with pytest.raises(Refused, match="temporary_too_long"):
        terms(temporary={"amount": "1.00", "from": "2026-01-01", "to": "2026-04-01"})
    assert terms(temporary={"amount": "1.00", "from": "2026-01-01", "to": "2026-03-31"})


def test_over_the_api(customer, clerk):
    client = APIClient()
    client.force_authenticate(clerk)
    body = {"customer": "KH-000001", "currency": "CNY", "mode": "limited", "limit": "5.00", "reason": "新合同"}
    key = {"Idempotency-Key": "k"}

    first, again = (client.post("/api/v1/credit-limit-requests/", body, format="json", headers=key) for _ in "12")

    assert (first.status_code, again.json()) == (201, first.json())
    assert str(Request.objects.get().pk) == first.json()["id"]
    assert not Account.objects.exists()

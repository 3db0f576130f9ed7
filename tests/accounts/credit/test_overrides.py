"""Overrides (E4): a refused debit posted once, with another person's approval, for its own document alone."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from rest_framework.test import APIClient

from access.approvals import lines_of
from access.models import Request
from accounts import ledger
from accounts.credit import override_asking
from accounts.credit.override_asking import next_working_day
from accounts.drafts import ledger_today
from accounts.models import Entry, Override, OverrideUse
from audit.refusals import Refused
from customers.lifecycle import objections
from tests import factories
from tests.accounts.credit.given import agreed_override, credit, override, standing
from tests.accounts.ledger import CHEQUE, agreed, approve, post, reverse

pytestmark = pytest.mark.django_db
CHINESE = {"Accept-Language": "zh-hans"}


def refused(code, customer, actor, amount="50.00", kind="invoice", **members):
    with pytest.raises(Refused, match=code) as found:
        post(customer, actor, kind, amount, **members)
    return found.value


@pytest.fixture
def spent(customer, clerk):
    """A limit of 100.00, of which 80.00 is used."""
    credit(customer, limit="100.00")
    post(customer, clerk, "invoice", "80.00")
    return customer


def test_e4_a_refused_debit_passes_once_and_keeps_the_figures(spent, clerk, supervisor):
    post(spent, clerk, "receipt", "10.00", allocate="none", **CHEQUE)
    refused("credit_refused", spent, clerk, reference="F-1")
    agreed_to = override(spent, clerk, supervisor)

    entry = post(spent, clerk, "invoice", "50.00", reference="F-1", override=str(agreed_to.pk)).entry

    used = OverrideUse.objects.get()
    assert (used.override_id, used.entry_id, used.rule) == (agreed_to.pk, entry.pk, "limit")
    figures = (used.balance, used.pending, used.commitments, used.uncleared, used.effective_limit, used.amount)
    assert figures == tuple(map(Decimal, ("70.00", "0.00", "0.00", "10.00", "100.00", "50.00")))
    assert standing(spent).band == "over"
    assert [progress.faults for progress in ledger.verify()] == [[]]


def test_it_holds_once(spent, clerk, supervisor):
    key = str(override(spent, clerk, supervisor).pk)
    posted = post(spent, clerk, "invoice", "20.01", reference="F-1", override=key).entry
    reverse(posted, clerk)
    post(spent, clerk, "invoice", "20.00")

    refusal = refused("override_used", spent, clerk, reference="F-1", override=key)

    assert (refusal.status, refusal.figures["number"]) == (409, str(posted))


@pytest.mark.parametrize(
    ("amount", "members", "code", "field"),
    [
        ("50.00", {"reference": "F-2"}, "override_other_document", "override"),
        ("50.00", {}, "override_other_document", "override"),
        ("50.01", {"reference": "F-1"}, "override_exceeded", "amount"),
        ("50.00", {"reference": "F-1", "currency": "USD"}, "override_other_document", "override"),
    ],
)
def test_another_document_currency_or_amount_is_refused(spent, clerk, supervisor, amount, members, code, field):
    key = str(override(spent, clerk, supervisor).pk)

    refusal = refused(code, spent, clerk, amount, **members, override=key)

    assert refusal.field == field
    assert Entry.objects.count() == 1
    assert post(spent, clerk, "invoice", "50.00", reference="F-1", override=key).entry.number == 2


def test_another_customers_is_unknown(spent, clerk, supervisor, east):
    other = factories.customer(east, code="KH-000002", name="工商银行")
    credit(other, "cash_only")
    key = str(override(other, clerk, supervisor).pk)

    refused("override_unknown", spent, clerk, reference="F-1", override=key)


def test_one_that_nobody_agreed_to_is_unknown(spent, clerk):
    raw = {"currency": "CNY", "reference": "F-1", "amount": "50.00", "reason": "急"}
    asked = override_asking.ask(customer=spent, asked=override_asking.read(raw), actor=clerk, channel="web")

    refused("override_unknown", spent, clerk, reference="F-1", override=str(asked.pk))


def test_e4_who_agreed_does_not_post_it(spent, clerk, supervisor):
    key = str(override(spent, clerk, supervisor).pk)

    assert refused("override_by_poster", spent, supervisor, reference="F-1", override=key).status == 403
    assert post(spent, clerk, "invoice", "50.00", reference="F-1", override=key).entry


@pytest.mark.parametrize(
    ("agreed_on", "ends"), [("2026-11-25", "2026-11-26"), ("2026-11-27", "2026-11-30"), ("2026-11-28", "2026-11-30")]
)
def test_e4_it_ends_with_the_next_working_day(agreed_on, ends):
    assert next_working_day(date.fromisoformat(agreed_on)) == date.fromisoformat(ends)


def test_one_that_is_over_is_refused(spent, clerk):
    raw = {"currency": "CNY", "reference": "F-1", "amount": "50.00", "reason": "急"}
    asked = override_asking.ask(customer=spent, asked=override_asking.read(raw), actor=clerk, channel="web")
    agreed_override(spent, asked.pk, last_day=ledger_today() - timedelta(days=1))

    assert refused("override_ended", spent, clerk, reference="F-1", override=str(asked.pk)).field == "override"


def test_it_holds_for_the_rule_it_was_agreed_for(customer, clerk, supervisor):
    factories.setting("credit_unset_allowed", False)
    key = str(override(customer, clerk, supervisor).pk)
    credit(customer, "cash_only")

    assert refused("credit_refused", customer, clerk, reference="F-1", override=key).figures["rule"] == "limit"
    credit(customer, "unset")
    entry = post(customer, clerk, "invoice", "50.00", reference="F-1", override=key).entry
    assert (entry.override_use.rule, entry.override_use.effective_limit) == ("unset", None)


def test_what_passes_by_itself_leaves_it_unused(spent, clerk, supervisor):
    key = str(override(spent, clerk, supervisor).pk)

    post(spent, clerk, "invoice", "20.00", reference="F-1", override=key)

    assert not OverrideUse.objects.exists()


def test_a_debit_that_waits_uses_it_when_it_is_posted(spent, clerk, supervisor, manager):
    key = str(override(spent, clerk, supervisor, reference="A-1").pk)

    agreed(spent, clerk, supervisor, "debit_adjustment", "50.00", reference="A-1", override=key)

    assert OverrideUse.objects.get().entry.kind == "debit_adjustment"


def test_credits_take_none(spent, clerk, supervisor):
    key = str(override(spent, clerk, supervisor).pk)

    refused("grounds_not_for_kind", spent, clerk, kind="receipt", reference="F-1", override=key)


def test_one_is_asked_for_only_where_credit_refuses(spent, clerk):
    with pytest.raises(Refused, match="override_needless"):
        override(spent, clerk, clerk, amount="20.00")


@pytest.mark.parametrize("roles", [("前台",), ("审计",), ()])
def test_who_may_not_post_does_not_ask(spent, east, roles, client):
    person = factories.person("person", *roles, manages=[east])

    with pytest.raises(PermissionDenied):
        override(spent, person, person)
    client.force_login(person)
    assert client.get("/receivables/customers/KH-000001/credit-overrides/new/").status_code == 403
    assert not Request.objects.exists()


def test_the_maker_does_not_agree(spent, supervisor):
    with pytest.raises(Refused, match="own_request"):
        override(spent, supervisor, supervisor)


def test_above_one_approval_it_takes_two(spent, clerk, supervisor, manager):
    asked = override(spent, clerk, supervisor, amount="100000.01")
    assert not Override.objects.exists()

    approve(asked, manager)

    assert Override.objects.get().most == Decimal("100000.01")


def test_the_card_says_what_is_asked_for(spent, clerk):
    raw = {"currency": "CNY", "reference": "F-1", "amount": "50.00", "reason": "急"}
    asked = override_asking.ask(customer=spent, asked=override_asking.read(raw), actor=clerk, channel="web")

    lines = [line.after for line in lines_of(asked)]

    assert lines == ["F-1", "50.00 CNY", "信用额度", "100.00 CNY", "80.00 CNY", "130.00 CNY"]


def test_a_customer_with_one_that_may_be_used_is_not_deleted(customer, clerk, supervisor):
    credit(customer, "cash_only")
    override(customer, clerk, supervisor)

    assert "override" in {blocker.code for look in objections for blocker in look(customer)}


def test_the_form_leads_to_asking_and_then_posts_by_it(spent, clerk, supervisor, client):
    client.force_login(clerk)
    typed = {"kind": "invoice", "amount": "50.00", "currency": "CNY", "posting_date": "2026-01-10", "reference": "F-1"}
    address = "/receivables/entries/new/?customer=KH-000001"
    token = client.post(address, typed, headers=CHINESE).context["token"]
    page = client.post(address, typed | {"token": token}, headers=CHINESE)
    link = page.context["override_url"]
    asked = client.get(link).context["form"].initial
    assert asked == {"reference": "F-1", "amount": "50.00", "currency": "CNY"}

    client.post(link.partition("?")[0], asked | {"reason": "急"}, headers=CHINESE)
    approve(Request.objects.get(), supervisor)
    typed |= {"override": str(Request.objects.get().pk)}
    confirm = client.post(address, typed, headers=CHINESE)
    assert "按超限放行" in confirm.content.decode()
    client.post(address, typed | {"token": confirm.context["token"]})

    assert OverrideUse.objects.get().entry.reference == "F-1"
    tab = client.get("/customers/KH-000001/ledger/", headers=CHINESE)
    assert "超限放行 F-1，最高 50.00 CNY；已由 KH-000001-AR-CNY-2 使用" in tab.content.decode()


def test_over_the_api(spent, clerk, supervisor):
    client = APIClient()
    client.force_authenticate(clerk)
    body = {"customer": "KH-000001", "currency": "CNY", "reference": "F-1", "amount": "50.00"}

    answer = client.post("/api/v1/credit-overrides/", body | {"reason": "急"}, format="json")
    approve(Request.objects.get(), supervisor)
    entry = body | {"kind": "invoice", "posting_date": "2026-01-10", "override": answer.json()["id"]}
    posted = client.post("/api/v1/entries/", entry, format="json", headers={"Idempotency-Key": "k"})

    assert (answer.status_code, posted.status_code) == (201, 201)
    wrong = client.post(
        "/api/v1/entries/",
        entry | {"override": "x", "reference": "F-2"},
        format="json",
        headers={"Idempotency-Key": "l"},
    )
    assert (wrong.status_code, list(wrong.json()["errors"])) == (400, ["override"])

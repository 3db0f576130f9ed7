"""What the customer answers: kept with who, when and why, by document; shown, counted by month (E8)."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from accounts.drafts import ledger_today
from accounts.models import Statement, StatementAnswer
from accounts.statements import issuing
from accounts.statements.answers import coverage, draft, recording
from audit.models import Action
from tests import factories
from tests.accounts.ledger import post
from tests.accounts.statements.test_issuing import issue

pytestmark = pytest.mark.django_db
AGREES = {"agreed": True, "answered_by": "李会计"}
DIFFERS = {
    "agreed": False,
    "answered_by": "李会计",
    "balance": "280.00",
    "lines": [{"document": "FP-1", "amount": "480.00", "reason": "少开一箱"}],
}


@pytest.fixture
def issued(account, clerk):
    return issue(account, clerk)


@pytest.fixture
def page(client, clerk, issued):
    client.force_login(clerk)
    return reverse("accounts:new_answer", args=[issued.pk])


def answer(statement, actor, **raw):
    statement = Statement.objects.select_related("account__customer", "printed").get(pk=statement.pk)
    said = issuing.kept_figures(statement=statement, actor=actor)
    read = draft.read(raw, statement=said, issued_on=draft.day_of(statement))
    return recording.record(statement=statement, draft=read, actor=actor, channel="web")


def test_e8_agreed_is_kept_with_who_and_when(issued, clerk):
    answer(issued, clerk, **AGREES)

    [(kept, said)] = recording.answers_of(issued, clerk)
    assert (kept.agreed, kept.theirs, kept.answered_on, said["by"]) == (
        True, Decimal("300.00"), ledger_today(), "李会计",
    )  # fmt: skip
    assert Action.objects.latest("pk").kind == "accounts.record_answer"


def test_e8_not_agreed_has_the_difference_and_its_reason_by_document(client, page, issued):
    typed = {
        "agreed": "false", "answered_on": str(ledger_today()), "answered_by": "李会计", "balance": "230.00",
        "lines": "FP-1 480.00 少开一箱\nSK-9 -50.00 我方未收到\n", "remark": "",
    }  # fmt: skip
    assert client.post(page, typed).status_code == 302

    [shown] = client.get(reverse("accounts:statement", args=[issued.pk])).context["answers"]
    assert (shown["difference"].text, shown["unexplained"].text, shown["by"]) == ("70.00", "0.00", "李会计")
    assert shown["lines"] == [
        {"document": "FP-1", "ours": "500.00", "theirs": "480.00", "reason": "少开一箱"},
        {"document": "SK-9", "ours": None, "theirs": "-50.00", "reason": "我方未收到"},
    ]


def test_a_later_answer_counts_and_the_earlier_stays(issued, clerk):
    answer(issued, clerk, **DIFFERS)
    answer(issued, clerk, **AGREES)

    assert [row.agreed for row, _said in recording.answers_of(issued, clerk)] == [True, False]
    assert recording.latest_of([issued], clerk)[issued.pk].agreed


def test_the_list_and_the_customer_show_the_answer(client, page, issued, clerk, customer):
    answer(issued, clerk, **DIFFERS)

    for address in (reverse("accounts:statements"), customer.get_absolute_url()):
        assert "不符" in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("raw", "member"),
    [
        (AGREES | {"balance": "1.00"}, "balance"),
        (AGREES | {"lines": DIFFERS["lines"]}, "lines"),
        (AGREES | {"agreed": "maybe"}, "agreed"),
        (AGREES | {"answered_by": ""}, "answered_by"),
        (AGREES | {"answered_on": "2020-01-01"}, "answered_on"),
        (AGREES | {"answered_on": "2099-01-01"}, "answered_on"),
        (AGREES | {"mood": "good"}, "mood"),
        (DIFFERS | {"balance": ""}, "balance"),
        (DIFFERS | {"balance": "1,000"}, "balance"),
        (DIFFERS | {"lines": []}, "remark"),
        (DIFFERS | {"lines": [{"document": "FP-1", "amount": "500.00", "reason": "x"}]}, "lines.0.amount"),
        (DIFFERS | {"lines": [{"document": "FP-77", "reason": "x"}]}, "lines.0.document"),
        (DIFFERS | {"lines": [{"document": "FP-1", "amount": "1.00"}]}, "lines.0.reason"),
        (DIFFERS | {"lines": "FP-1"}, "lines"),
    ],
)
def test_what_contradicts_the_statement_is_refused_by_member(issued, clerk, raw, member):
    with pytest.raises(ValidationError) as refused:
        answer(issued, clerk, **raw)

    assert member in refused.value.message_dict
    assert not StatementAnswer.objects.exists()


def test_what_was_typed_wrong_is_said_and_kept(client, page):
    typed = {"agreed": "false", "answered_on": str(ledger_today()), "answered_by": "李会计", "lines": "FP-1 500.00 同"}

    refused = client.post(page, typed)

    assert refused.status_code == 422
    assert {"balance", "lines"} <= set(refused.context["form"].errors)
    assert refused.context["form"]["lines"].value() == "FP-1 500.00 同"


def test_who_may_not_issue_records_nothing_and_who_sees_no_money_reads_none(issued, clerk, stranger, reception):
    auditor = factories.person("auditor", "审计")
    given_ = draft.Draft(True, ledger_today(), "x", Decimal("300.00"), Decimal("300.00"), "", ())
    for person in (stranger, reception, auditor):
        with pytest.raises(PermissionDenied):
            recording.record(statement=issued, draft=given_, actor=person, channel="web")
    recording.record(statement=issued, draft=given_, actor=clerk, channel="web")
    for person, count in ((stranger, 0), (reception, 0), (auditor, 1)):
        assert len(recording.answers_of(issued, person)) == count


def test_over_the_api_once_whatever_is_sent_again(issued, clerk):
    client, place = APIClient(), f"/api/v1/statements/{issued.pk}/answers/"
    client.force_authenticate(clerk)
    made = client.post(place, DIFFERS, format="json", HTTP_IDEMPOTENCY_KEY="k")
    again = client.post(place, DIFFERS, format="json", HTTP_IDEMPOTENCY_KEY="k")

    assert (made.status_code, made.json()["difference"]) == (201, "20.00")
    assert again.json() == made.json() == client.get(place).json()["results"][0]
    assert StatementAnswer.objects.count() == 1
    assert client.post(place, {"agreed": True}, format="json").json()["errors"].keys() == {"answered_by"}


@given(lines=st.lists(st.tuples(st.sampled_from(["FP-1", "SK-1", "neu"]), st.integers(-90_000, 90_000)), max_size=4))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_lines_explain_is_what_they_add_up_to(issued, clerk, lines):
    ours = {"FP-1": Decimal("500.00"), "SK-1": Decimal("-1200.00"), "neu": Decimal("0.00")}
    seen = {name: Decimal(cents) / 100 for name, cents in lines}
    raw = [{"document": name, "amount": f"{amount:.2f}", "reason": "x"} for name, amount in seen.items()]
    if any(amount == ours[name] for name, amount in seen.items() if name != "neu"):
        return
    theirs = Decimal("300.00") - sum((ours[name] - amount for name, amount in seen.items()), Decimal(0))
    answer(issued, clerk, agreed=False, answered_by="x", balance=f"{theirs:.2f}", remark="y", lines=raw)

    kept, said = recording.answers_of(issued, clerk)[0]
    assert kept.ours - kept.theirs == sum(map(draft.amount_of, said["lines"]), Decimal(0))


def test_coverage_counts_what_is_due_issued_answered_agreed(account, clerk, east, customer):
    other = factories.customer(east, code="KH-2")
    post(other, clerk, "invoice", "10.00", posting_date="2026-02-10")
    wanted = coverage.Wanted(clerk, "receivable", "CNY")
    months = {row.month: tuple(row[1:]) for row in coverage.coverage(wanted, date(2026, 4, 15))}
    assert months[date(2026, 3, 1)] == (2, 0, 0, 0, 0)
    assert months[date(2026, 1, 1)] == (1, 0, 0, 0, 0)
    assert months[date(2025, 11, 1)] == (0, 0, 0, 0, 0)
    assert len(months) == 12

    whole = issue(account, clerk)  # January to March
    answer(whole, clerk, **DIFFERS)
    half = issue(other.accounts.select_related("customer").get(), clerk, date(2026, 3, 2), date(2026, 3, 31))
    answer(half, clerk, **AGREES)

    months = {row.month: tuple(row[1:]) for row in coverage.coverage(wanted, date(2026, 4, 15))}
    assert months[date(2026, 3, 1)] == (2, 1, 1, 0, 1)  # the other one's days do not take in the month
    assert months[date(2026, 1, 1)] == (1, 1, 1, 0, 1)


def test_coverage_is_of_whom_its_reader_sees_and_for_who_sees_money(client, account, clerk, stranger, reception):
    place = reverse("accounts:statement_coverage")
    for person, due in ((clerk, True), (stranger, False)):
        client.force_login(person)
        rows = client.get(place, {"currency": "CNY"}).context["rows"]
        assert (len(rows), any(row["due"] for row in rows)) == (12, due)
    client.force_login(reception)
    assert client.get(place).status_code == 403
    client.force_login(clerk)
    assert client.get(place, {"side": "both"}).status_code == 400

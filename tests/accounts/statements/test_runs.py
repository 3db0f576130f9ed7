"""Statements of a whole portfolio: each account once, the others with their reason; repeated without doubling (E8)."""

import io
import zipfile
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import Statement
from accounts.statements import issuing
from accounts.statements.runs import working
from audit.history import acting
from audit.models import Action
from audit.refusals import Refused
from exchange.models import Run
from exchange.runs import tasks
from exchange.runs.models import RunRow
from tests import factories
from tests.accounts.ledger import post
from tests.accounts.statements.conftest import FIRST, LAST

pytestmark = pytest.mark.django_db
FORM = {"portfolio": "EAST", "side": "receivable", "currency": "CNY", "first": "2026-01-01", "last": "2026-03-31"}
BODY = {"portfolio": "EAST", "currency": "CNY", "from": "2026-01-01", "to": "2026-03-31"}


@pytest.fixture
def books(account, clerk, east):
    """Beside the account with entries: one with an opening only, one that begins later, one that cannot be printed."""
    for code, name, day in (
        ("KH-2", "龙井茶行", "2025-11-01"),
        ("KH-3", "后来茶行", "2026-05-01"),
        ("KH-4", "茶业\U00013000公司", "2026-02-01"),
    ):
        post(factories.customer(east, code=code, name=name), clerk, "invoice", "10.00", posting_date=day)
    south = factories.portfolio("SOUTH")
    far = factories.person("far", "财务文员", manages=[south])
    post(factories.customer(south, code="KH-9"), far, "invoice", "10.00", posting_date="2026-02-01")


def begin(actor, east, first=FIRST, last=LAST):
    wanted = working.Wanted(east, "receivable", "CNY", first, last)
    run = working.begin(wanted=wanted, actor=actor, channel="web")
    tasks.carry_out.call(str(run.pk))
    run.refresh_from_db()
    return run


def told(run):
    return {row.code: row.outcome for row in RunRow.objects.filter(run=run)}


def test_each_account_is_stated_or_it_is_said_why_not(books, clerk, east):
    run = begin(clerk, east)

    assert (run.state, run.total, run.done) == ("done", 4, 4)
    assert told(run) == {
        "KH-000001-AR-CNY-S1": "issued", "KH-2-AR-CNY-S1": "issued", "KH-3": "nothing", "KH-4": "refused",
    }  # fmt: skip
    causes = dict(RunRow.objects.filter(run=run).exclude(cause="").values_list("code", "cause"))
    assert causes == {"KH-3": "nothing", "KH-4": "cannot_print"}


def test_repeated_it_issues_only_what_changed(books, clerk, east, customer):
    begin(clerk, east)

    again = begin(clerk, east)
    assert again.counts == {"stands": 2, "nothing": 1, "refused": 1}
    assert Statement.objects.count() == 2

    post(customer, clerk, "invoice", "7.00", posting_date="2026-03-01", reference="FP-9")
    assert begin(clerk, east).counts == {"issued": 1, "stands": 1, "nothing": 1, "refused": 1}
    assert Statement.objects.count() == 3


def test_taken_up_after_a_break_it_goes_on_behind_what_is_done(books, clerk, east, monkeypatch):
    monkeypatch.setattr(working, "AT_ONCE", 1)
    issue_once, calls = issuing.issue_once, []

    def breaks(**given):
        calls.append(given)
        if len(calls) == 2:
            raise RuntimeError("the machine went down")
        return issue_once(**given)

    monkeypatch.setattr(issuing, "issue_once", breaks)
    wanted = working.Wanted(east, "receivable", "CNY", FIRST, LAST)
    run = working.begin(wanted=wanted, actor=clerk, channel="web")
    with pytest.raises(tasks.RunFailed):
        tasks.carry_out.call(str(run.pk))
    assert Statement.objects.count() == 1
    Run.objects.filter(pk=run.pk).update(state="waiting", claimed_by="", error="", ended_at=None)
    tasks.carry_out.call(str(run.pk))

    run.refresh_from_db()
    assert (run.done, run.counts["issued"], Statement.objects.count()) == (4, 2, 2)


def test_two_runs_at_once_would_find_each_others_statements(account, clerk):
    days = {"account": account, "first": FIRST, "last": LAST, "language": "zh-hans", "actor": clerk, "channel": "task"}
    first, is_new = issuing.issue_once(**days)
    again, is_new_again = issuing.issue_once(**days)

    assert (is_new, is_new_again, again) == (True, False, first)


def test_the_prints_are_one_zip_and_the_journal_says_who_took_them(books, client, clerk, east):
    run = begin(clerk, east)
    client.force_login(clerk)

    answer = client.post(reverse("accounts:statement_run_prints", args=[run.pk]))

    content = b"".join(answer.streaming_content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["KH-000001-AR-CNY-S1.pdf", "KH-2-AR-CNY-S1.pdf"]
        assert archive.read("KH-2-AR-CNY-S1.pdf").startswith(b"%PDF")
    act = Action.objects.get(kind="accounts.print_statements")
    assert act.details["statements"] == ["KH-000001-AR-CNY-S1", "KH-2-AR-CNY-S1"]


def test_what_may_not_be_seen_any_more_is_not_in_the_zip(books, client, clerk, east, customer):
    run = begin(clerk, east)
    south = factories.portfolio("NORTH")
    with acting(actor=None, kind="tests.move", channel="command"):
        type(customer).objects.filter(pk=customer.pk).update(portfolio=south)

    assert [str(one) for one in working.statements_of(run, clerk)] == ["KH-2-AR-CNY-S1"]


def test_the_zip_is_for_its_maker_and_who_may_export(books, client, clerk, supervisor, east):
    run = begin(clerk, east)
    place = reverse("accounts:statement_run_prints", args=[run.pk])
    client.force_login(supervisor)
    assert client.post(place).status_code == 404
    role = factories.role("财务文员")
    with acting(actor=None, kind="tests.role", channel="command"):
        role.permissions.remove(role.permissions.get(codename="export_customer"))
    client.force_login(clerk)
    assert client.post(place).status_code == 403


def test_who_may_not_issue_there_starts_nothing(books, stranger, reception, east):
    auditor = factories.person("auditor", "审计")
    for person in (stranger, reception, auditor):
        with pytest.raises(PermissionDenied):
            begin(person, east)
    with pytest.raises(Refused, match="statement_not_in_order"):
        begin(factories.person("boss", "财务主管", manages=[east]), east, date(2026, 4, 1), LAST)
    assert not Run.objects.exists()


def test_from_the_page_to_the_page_of_the_run(books, client, clerk):
    client.force_login(clerk)

    answer = client.post(reverse("accounts:new_statement_run"), FORM)

    run = Run.objects.get()
    assert answer.url == run.get_absolute_url()
    tasks.carry_out.call(str(run.pk))
    assert client.get(answer.url).context["prints"] == 2


@pytest.mark.parametrize(
    ("field", "value"), [("first", "x"), ("first", "2026-04-01"), ("last", "2099-01-01"), ("portfolio", "SOUTH")]
)
def test_what_was_typed_wrong_is_said_beside_it(books, client, clerk, field, value):
    client.force_login(clerk)

    answer = client.post(reverse("accounts:new_statement_run"), FORM | {field: value})

    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {field})
    assert not Run.objects.exists()


def test_over_the_api(books, clerk):
    client = APIClient()
    client.force_authenticate(clerk)
    made = client.post("/api/v1/statement-runs/", BODY, format="json", HTTP_IDEMPOTENCY_KEY="k")
    assert client.post("/api/v1/statement-runs/", BODY, format="json", HTTP_IDEMPOTENCY_KEY="k").json() == made.json()
    assert (made.status_code, made.json()["state"]) == (201, "waiting")
    tasks.carry_out.call(made.json()["id"])

    said = client.get(made["Location"]).json()
    assert (said["state"], said["portfolio"], said["counts"]["issued"]) == ("done", "EAST", 2)
    assert {row["code"]: row["cause"] for row in said["results"]}["KH-4"] == "cannot_print"
    assert len(client.get(made["Location"], {"outcome": "issued"}).json()["results"]) == 2
    assert "outcome" in client.get(made["Location"], {"outcome": "x"}).json()["errors"]
    assert b"".join(client.get(f"{made['Location']}prints/").streaming_content)[:2] == b"PK"


@pytest.mark.parametrize(
    ("change", "status"),
    [({"from": "x"}, 400), ({"to": "2099-01-01"}, 422), ({"portfolio": "NONE"}, 404), ({"remark": "x"}, 400)],
)
def test_over_the_api_what_is_wrong_starts_nothing(books, clerk, change, status):
    client = APIClient()
    client.force_authenticate(clerk)

    assert client.post("/api/v1/statement-runs/", BODY | change, format="json").status_code == status
    assert not Run.objects.exists()

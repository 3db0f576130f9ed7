"""Imports over the API: brought, followed row by row, the failed rows fetched; each step under the caller's rights."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from access.batches.models import Batch
from accounts.models import Entry
from audit.models import Action
from customers.models import Customer
from exchange.models import Run
from exchange.runs import tasks
from tests import factories
from tests.customers import making

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/imports/"
TEXT = "code,name,mobile\nA1,平安银行,\nA2,万科Ａ,1\nA3,宁德时代,13812345678\n"


@pytest.fixture
def east():
    return factories.portfolio("EAST")


@pytest.fixture
def clerk(east):
    return factories.person("clerk", "财务文员", manages=[east])


@pytest.fixture
def stranger():
    return factories.person("stranger", "财务文员", manages=[factories.portfolio("WEST")])


def caller(person):
    client = APIClient()
    client.force_authenticate(person)
    return client


def form(text=TEXT, **members):
    file = (
        {}
        if text is None
        else {"file": SimpleUploadedFile("客户.csv", text.encode() if isinstance(text, str) else text)}
    )
    return {
        name: value
        for name, value in ({"kind": "customers", "portfolio": "EAST"} | file | members).items()
        if value is not None
    }


def bring(person, text=TEXT, key=None, **members):
    headers = {"Idempotency-Key": key} if key else {}
    return caller(person).post(ROOT, form(text, **members), format="multipart", headers=headers)


def carried_out(person, text=TEXT, **members):
    made = bring(person, text, **members)
    assert made.status_code == 201, made.content
    tasks.carry_out.call(made.json()["id"])
    return caller(person).get(made["Location"]).json()


def counts(shown):
    return {name: count for name, count in shown["counts"].items() if count}


def test_a_file_is_brought_and_followed_row_by_row(clerk):
    made = bring(clerk)
    assert (made.status_code, made.json()["state"], made.json()["mode"]) == (201, "waiting", "valid_rows")
    assert Customer.objects.count() == 0
    tasks.carry_out.call(made.json()["id"])

    shown = caller(clerk).get(made["Location"]).json()

    assert (shown["state"], shown["total"], shown["done"]) == ("done", 3, 3)
    assert counts(shown) == {"created": 2, "refused": 1}
    assert [(row["row"], row["outcome"], row["code"]) for row in shown["results"]] == [
        (2, "created", "A1"), (3, "refused", ""), (4, "created", "A3"),
    ]  # fmt: skip
    assert (shown["results"][1]["cause"], shown["results"][1]["column"]) == ("invalid", "mobile")
    assert shown["results"][1]["reason"]


def test_the_rows_come_page_by_page_and_by_outcome(clerk):
    shown = carried_out(clerk)
    client, address = caller(clerk), f"{ROOT}{shown['id']}/"

    first = client.get(address, {"page_size": 2, "count": "true"}).json()
    assert (len(first["results"]), first["count"], first["previous"]) == (2, 3, None)
    assert [row["row"] for row in client.get(first["next"]).json()["results"]] == [4]
    refused = client.get(address, {"outcome": "refused"}).json()["results"]
    assert [row["row"] for row in refused] == [3]


@pytest.mark.parametrize(
    "given", [{"outcome": "x"}, {"page_size": "0"}, {"cursor": "x"}, {"count": "x"}, {"colour": "x"}]
)
def test_what_is_no_parameter_of_the_rows_is_400(clerk, given):
    made = bring(clerk).json()

    assert caller(clerk).get(f"{ROOT}{made['id']}/", given).status_code == 400


def test_the_failed_rows_corrected_are_brought_again(clerk):
    shown = carried_out(clerk)

    file = caller(clerk).get(shown["failed_rows"])
    text = b"".join(file.streaming_content).decode("utf-8-sig")

    assert (file["Content-Type"], file["Cache-Control"]) == ("text/csv; charset=utf-8", "no-store")
    assert text.splitlines()[0] == "code,name,mobile,errors.row,errors.column,errors.reason"
    assert counts(carried_out(clerk, text.replace("万科Ａ,1,", "万科Ａ,,"))) == {"created": 1}
    assert Action.objects.filter(kind="exchange.download", channel="api").exists()


def test_without_failed_rows_there_is_no_file(clerk):
    shown = carried_out(clerk, "code,name\nA1,平安银行\n")

    assert shown["failed_rows"] is None
    answer = caller(clerk).get(f"{ROOT}{shown['id']}/failed-rows/")
    assert (answer.status_code, answer.json()["code"]) == (409, "import_no_failed_rows")


def test_repeated_it_changes_nothing(clerk):
    carried_out(clerk)

    assert counts(carried_out(clerk)) == {"unchanged": 2, "refused": 1}
    assert Customer.objects.count() == 2


@pytest.mark.parametrize(("mode", "made"), [("dry_run", 0), ("strict", 0), ("valid_rows", 2)])
def test_the_mode_says_what_becomes_of_valid_rows(clerk, mode, made):
    shown = carried_out(clerk, mode=mode)

    assert (shown["taken_back"], counts(shown)) == (not made, {"created": 2, "refused": 1})
    assert Customer.objects.count() == made


def test_a_mapping_names_columns_and_constants(clerk):
    mapping = {"columns": {"号": "code", "名": "name"}, "constants": {"portfolio": "EAST"}}

    carried_out(clerk, "号,名,余\nA1,平安银行,x\n", mapping=json.dumps(mapping), portfolio=None)

    assert Customer.objects.get().portfolio.code == "EAST"


def test_only_the_codes_asked_for_are_taken_in(clerk):
    making.create(clerk, code="A1", name="平安银行")

    assert counts(carried_out(clerk, codes="insert")) == {"created": 1, "refused": 2}


def test_it_is_the_run_of_the_browser(clerk, client):
    shown = carried_out(clerk)

    client.force_login(clerk)
    assert client.get(f"/imports/{shown['id']}/").status_code == 200
    assert Run.objects.get().channel == "api"


def test_what_it_asks_for_is_named_as_a_batch(clerk, east):
    founder = factories.person("founder", "财务文员", manages=[east])
    making.create(founder, code="A1", name="平安银行")

    shown = carried_out(clerk, "code,name\nA1,平安\n")

    assert counts(shown) == {"proposed": 1}
    assert shown["requests"] == [str(Batch.objects.get().pk)]
    assert caller(clerk).get(f"/api/v1/requests/{shown['requests'][0]}/").json()["rows"] == {"pending": 1}


def test_entries_are_taken_in_by_the_same_address(clerk):
    making.create(clerk, code="A1", name="平安银行")
    head = "customer,currency,kind,amount,document_date,reference"
    text = f"{head}\nA1,CNY,invoice,100.00,2026-01-09,F-1\nA2,CNY,invoice,1,2026-01-09,F-2\n"

    shown = carried_out(clerk, text, kind="entries", portfolio=None)

    assert (shown["kind"], counts(shown)) == ("entries", {"created": 1, "refused": 1})
    assert Entry.objects.count() == 1
    assert counts(carried_out(clerk, text, kind="entries", portfolio=None)) == {"unchanged": 1, "refused": 1}


@pytest.mark.parametrize(
    ("text", "members", "status", "member"),
    [
        (None, {}, 400, "file"),
        (TEXT, {"kind": None}, 400, "kind"),
        (TEXT, {"kind": "people"}, 400, "kind"),
        (TEXT, {"mode": "at_once"}, 400, "mode"),
        (TEXT, {"codes": "all"}, 400, "codes"),
        (TEXT, {"portfolio": "WEST"}, 400, "portfolio"),
        (TEXT, {"colour": "red"}, 400, "colour"),
        (TEXT, {"mode": ["strict", "dry_run"]}, 400, "mode"),
        (None, {"file": "code,name"}, 400, "file"),
        (TEXT, {"mapping": "\0"}, 400, "mapping"),
        (TEXT, {"kind": "entries"}, 400, "portfolio"),
        (TEXT, {"mapping": "{"}, 422, "mapping"),
        (TEXT, {"mapping": "[]"}, 422, "mapping"),
        (TEXT, {"mapping": '{"columns": {"code": "salary"}}'}, 422, "mapping"),
        (TEXT, {"mapping": '{"columns": {"kein": "code"}}'}, 422, "mapping"),
        (TEXT, {"mapping": '{"constants": {"mobile": "13812345678"}}'}, 422, "mapping"),
        ("code,salary\nA1,1\n", {}, 422, "file"),
        ("code,code\nA1,A1\n", {}, 422, "file"),
        ("", {}, 422, "file"),
        (b"\xd0\xcf\x11\xe0xxxx", {}, 422, "file"),
        (b"PK\x03\x04xxxx", {}, 422, "file"),
        (b"co\0de\n", {}, 422, "file"),
    ],
)
def test_what_cannot_be_taken_in_is_said_of_its_member(clerk, stranger, text, members, status, member):
    answer = bring(clerk, text, **members)

    assert (answer.status_code, list(answer.json()["errors"])) == (status, [member]), answer.content
    assert not Run.objects.exists()


def test_a_file_that_is_too_large_is_413(clerk, monkeypatch):
    monkeypatch.setattr("exchange.files.table.MAX_FILE_MB", 0)

    answer = bring(clerk)

    assert (answer.status_code, answer.json()["code"], list(answer.json()["errors"])) == (
        413,
        "file_too_large",
        ["file"],
    )
    assert not Run.objects.exists()


def test_a_body_that_is_no_form_is_415(clerk):
    for headers in ({}, {"Idempotency-Key": "k"}):
        answer = caller(clerk).post(ROOT, {"kind": "customers"}, format="json", headers=headers)
        assert (answer.status_code, answer.json()["status"]) == (415, 415)


def test_a_form_that_breaks_off_is_400(clerk):
    answer = caller(clerk).generic("POST", ROOT, b"--x\r\nno", content_type="multipart/form-data")

    assert answer.status_code == 400


def test_the_same_key_brings_it_once(clerk):
    first, second = bring(clerk, key="k1"), bring(clerk, key="k1")

    assert first.json()["id"] == second.json()["id"]
    assert second["Idempotent-Replayed"] == "true"
    assert Run.objects.count() == 1


@pytest.mark.parametrize("other", [{"text": TEXT.replace("A1", "A9")}, {"mode": "strict"}])
def test_another_file_or_mode_under_the_same_key_is_refused(clerk, other):
    bring(clerk, key="k1")

    answer = bring(clerk, key="k1", **other)

    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_conflict")
    assert Run.objects.count() == 1


@pytest.mark.parametrize("role", ["前台", "审计", "系统管理员"])
def test_who_may_change_no_customer_brings_nothing(east, role):
    person = factories.person("person", role)
    factories.grant(person, "manage", east)

    assert bring(person).status_code == 403
    assert not Run.objects.exists()


def test_nobody_else_finds_it(clerk, stranger):
    auditor = factories.person("auditor", "审计")
    shown = carried_out(clerk)

    for person in (stranger, auditor):
        for address in (f"{ROOT}{shown['id']}/", shown["failed_rows"]):
            assert caller(person).get(address).status_code == 404


def test_a_file_that_was_brought_in_the_browser_and_not_started_is_no_import_yet(clerk, client):
    client.force_login(clerk)
    client.post(
        "/customers/import/", {"file": SimpleUploadedFile("a.csv", TEXT.encode()), "kind": "upsert", "portfolio": ""}
    )

    assert caller(clerk).get(f"{ROOT}{Run.objects.get().pk}/").status_code == 404


def test_a_token_that_is_narrowed_narrows_the_run(clerk):
    clerk.scopes = frozenset({"customers.change_customer"})

    assert counts(carried_out(clerk, "code,name\nA1,平安银行\n")) == {"refused": 1}

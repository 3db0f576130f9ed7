"""Exports over the API: asked for, followed, fetched; under the caller's rights at each step."""

import hashlib

import pytest
from rest_framework.test import APIClient

from customers.exports import column_sets
from exchange.models import Run
from exchange.runs import tasks
from tests import factories
from tests.customers import pages

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/exports/"


@pytest.fixture
def bank(east):
    return pages.saved(east, code="A1", name="平安银行")


def caller(person):
    client = APIClient()
    client.force_authenticate(person)
    return client


def post(person, key=None, **body):
    return caller(person).post(ROOT, {"format": "csv"} | body, headers={"Idempotency-Key": key} if key else {})


def content(response):
    return b"".join(response.streaming_content)


def test_a_file_is_asked_for_followed_and_fetched(clerk, bank):
    made = post(clerk, filter={"q": "平安", "status": ["active"]}, columns=["code", "mobile"])
    assert (made.status_code, made.json()["state"], made.json()["file"]) == (201, "waiting", None)
    tasks.carry_out.call(made.json()["id"])

    shown = caller(clerk).get(made["Location"]).json()
    file = caller(clerk).get(shown["file"])
    text = content(file)
    assert text.decode("utf-8-sig") == "code,mobile_masked\r\nA1,138****5678\r\n"
    assert (shown["state"], shown["rows"], shown["sha256"]) == ("done", 1, hashlib.sha256(text).hexdigest())
    assert (file["Content-Type"], file["Cache-Control"]) == ("text/csv; charset=utf-8", "no-store")


def test_a_file_that_is_not_written_yet_says_so(clerk, bank):
    made = post(clerk).json()

    answer = caller(clerk).get(f"{ROOT}{made['id']}/file/")
    assert (answer.status_code, answer.json()["code"]) == (409, "export_not_ready")


def test_without_columns_the_usual_ones_are_written(clerk, bank):
    run = Run.objects.get(pk=post(clerk).json()["id"])

    assert "mobile" in run.parameters["columns"]
    assert (run.parameters["format"], run.parameters["words"]) == ("csv", False)


def test_a_column_set_is_used_by_its_name(clerk, bank):
    column_sets.create(name="月度对账", columns=["name", "code"], shared=True, actor=clerk, channel="api")

    made = post(clerk, column_set="月度对账", codes=["A1"])
    assert Run.objects.get(pk=made.json()["id"]).parameters["columns"] == ["name", "code"]
    assert post(clerk, column_set="没有").json()["code"] == "column_set_unknown"


def test_a_code_nobody_sees_is_refused_like_one_that_is_not(clerk, bank, south):
    factories.customer(south, code="S1")

    hidden, unknown = post(clerk, codes=["A1", "S1"]), post(clerk, codes=["A1", "S2"])
    assert (hidden.status_code, hidden.json()["code"]) == (400, "code_unknown")
    assert hidden.json()["detail"].replace("S1", "S2") == unknown.json()["detail"]
    assert not Run.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        {"columns": ["salary"]},
        {"columns": []},
        {"columns": "code"},
        {"filter": {"colour": "red"}},
        {"filter": {"status": 1}},
        {"filter": {"status": "asleep"}},
        {"filter": "q=x"},
        {"format": "pdf"},
        {"format": None},
        {"words": "yes"},
        {"codes": ["<script>"]},
        {"codes": ["A1"], "filter": {}},
        {"columns": ["code"], "column_set": "月度对账"},
        {"colour": "red"},
        {"reason": "打 13812345678"},
    ],
)
def test_a_body_that_asks_for_nothing_there_is_400(clerk, bank, body):
    assert post(clerk, **body).status_code == 400
    assert not Run.objects.exists()


def test_reception_may_not(reception, bank):
    assert post(reception, columns=["code"]).status_code == 403


def test_in_full_needs_the_right_and_a_reason(clerk, supervisor, bank):
    assert post(clerk, columns=["code"], unmasked=True, reason="collection").status_code == 403
    assert post(supervisor, columns=["code", "mobile"], unmasked=True).status_code == 400

    made = post(supervisor, columns=["code", "mobile"], unmasked=True, reason="collection").json()
    tasks.carry_out.call(made["id"])
    assert b"13812345678" in content(caller(supervisor).get(f"{ROOT}{made['id']}/file/"))


def test_nobody_else_finds_it(clerk, stranger, bank):
    made = post(clerk).json()
    tasks.carry_out.call(made["id"])

    for address in (f"{ROOT}{made['id']}/", f"{ROOT}{made['id']}/file/"):
        assert caller(stranger).get(address).status_code == 404


def test_the_same_key_asks_once(clerk, bank):
    first, second = post(clerk, key="k1", columns=["code"]), post(clerk, key="k1", columns=["code"])

    assert first.json()["id"] == second.json()["id"]
    assert second["Idempotent-Replayed"] == "true"
    assert Run.objects.count() == 1

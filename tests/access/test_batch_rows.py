"""A row of a batch by itself, and a batch as one item of the API: what each may be decided as (E7)."""

import pytest
from django.urls import reverse

from access.batches.models import Batch
from access.models import Decision, Request
from audit.models import Action
from customers.models import Customer
from tests import factories
from tests.customers import making
from tests.importing import Desk

pytestmark = pytest.mark.django_db
REQUESTS = "/api/v1/requests/"


@pytest.fixture
def east():
    return factories.portfolio("EAST")


@pytest.fixture
def clerk(east):
    return factories.person("clerk", "财务文员", manages=[east])


@pytest.fixture
def supervisor(east):
    return factories.person("supervisor", "财务主管", manages=[east])


@pytest.fixture
def batch(clerk, east, tmp_path):
    founder = factories.person("founder", "财务文员", manages=[east])
    for number in (1, 2, 3):
        making.create(founder, code=f"A{number}", name=f"客户{'甲乙丙'[number - 1]}")
    Desk(tmp_path, "import_customers", clerk).take_in("code,name\nA1,新甲\nA2,新乙\nA3,新丙\n")
    return Batch.objects.get()


@pytest.fixture
def row(batch):
    return Request.objects.get(batch_row=3)


def statuses():
    return list(Request.objects.order_by("batch_row").values_list("status", flat=True))


def send(client, person, key, act, **body):
    client.force_login(person)
    return client.post(f"{REQUESTS}{key}/{act}/", body, content_type="application/json")


def listed(client, person, **given):
    client.force_login(person)
    return client.get(REQUESTS, given).json()


def test_no_row_is_approved_by_itself_on_its_page(client, row, supervisor):
    client.force_login(supervisor)

    answer = client.post(reverse("approvals:new_decision", args=[row.pk]), {"verdict": "approved", "comment": ""})

    assert answer.status_code == 422
    assert statuses() == ["pending"] * 3
    assert row.batch.get_absolute_url() in answer.content.decode()


def test_no_row_is_approved_by_itself_over_the_api(client, row, supervisor):
    answer = send(client, supervisor, row.pk, "approval", comment="")

    assert (answer.status_code, answer.json()["code"]) == (409, "in_batch")
    assert statuses() == ["pending"] * 3


def test_a_row_is_struck_out_by_itself(client, row, supervisor):
    assert send(client, supervisor, row.pk, "rejection", comment="名称不符").status_code == 200

    assert statuses() == ["pending", "rejected", "pending"]


def test_a_row_is_taken_back_by_its_maker(client, row, clerk):
    assert send(client, clerk, row.pk, "withdrawal").status_code == 200

    assert statuses() == ["pending", "withdrawn", "pending"]


def test_a_batch_is_one_item_of_the_list_and_its_rows_are_asked_for(client, batch, supervisor, row):
    send(client, supervisor, row.pk, "rejection", comment="名称不符")

    [item] = listed(client, supervisor, count="true")["results"]
    assert (item["id"], item["kind"], item["status"]) == (str(batch.pk), "customers.change", "pending")
    assert (item["rows"], item["fields"], item["may_decide"]) == ({"pending": 2, "rejected": 1}, ["name"], True)
    rows = listed(client, supervisor, batch=str(batch.pk), status="pending", ordering="created_at")["results"]
    assert [(one["target"]["code"], one["batch"]) for one in rows] == [("A1", str(batch.pk)), ("A3", str(batch.pk))]


def test_the_list_pages_over_batches_and_single_requests(client, batch, supervisor, clerk):
    customer = Customer.objects.get(code="A1")
    making.change(clerk, customer, terms="net 90")

    first = listed(client, supervisor, page_size="1")
    second = client.get(first["next"]).json()

    assert [one["fields"] for one in (*first["results"], *second["results"])] == [["terms"], ["name"]]
    assert second["next"] is None


def test_one_approval_takes_every_row_of_a_batch(client, batch, supervisor):
    answer = send(client, supervisor, batch.pk, "approval", comment="已核对")

    assert (answer.status_code, answer.json()["status"], answer.json()["rows"]) == (200, "approved", {"approved": 3})
    assert answer.json()["totals"] == {"name": 3}
    assert Decision.objects.count() == 3
    act = Action.objects.get(kind="access.approved_batch")
    assert (act.channel, act.details) == ("api", {"rows": 3, "approved": 3})
    again = send(client, supervisor, batch.pk, "approval", comment="")
    assert (again.status_code, again.json()["code"]) == (409, "batch_decided")


def test_the_key_decides_a_batch_once(client, batch, supervisor):
    client.force_login(supervisor)
    for _time in range(2):
        answer = client.post(
            f"{REQUESTS}{batch.pk}/approval/", {}, content_type="application/json", headers={"Idempotency-Key": "k"}
        )
        assert (answer.status_code, answer.json()["rows"]) == (200, {"approved": 3})


def test_a_batch_is_rejected_with_a_comment_only(client, batch, supervisor):
    assert send(client, supervisor, batch.pk, "rejection", comment=" ").status_code == 400
    assert send(client, supervisor, batch.pk, "rejection", comment="来源不明").status_code == 200

    assert statuses() == ["rejected"] * 3


def test_a_batch_is_taken_back_by_its_maker_only(client, batch, clerk, supervisor):
    refused = send(client, supervisor, batch.pk, "withdrawal")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_yours")

    assert send(client, clerk, batch.pk, "withdrawal").status_code == 200
    assert statuses() == ["withdrawn"] * 3


def test_the_maker_of_a_batch_does_not_approve_it(client, batch, clerk):
    answer = send(client, clerk, batch.pk, "approval")

    assert (answer.status_code, answer.json()["code"]) == (403, "own_request")
    assert statuses() == ["pending"] * 3


@pytest.mark.parametrize(
    ("role", "manages", "status"), [("前台", False, 404), ("审计", False, 403), ("财务文员", True, 403)]
)
def test_who_may_not_decide_it_is_refused(client, batch, east, role, manages, status):
    person = factories.person("person", role, manages=[east] if manages else [])
    if role == "前台":
        factories.grant(person, "view", east)

    assert send(client, person, batch.pk, "approval").status_code == status
    assert statuses() == ["pending"] * 3


def test_a_stranger_does_not_find_it(client, batch):
    stranger = factories.person("stranger", "财务主管", manages=[factories.portfolio("WEST")])

    assert send(client, stranger, batch.pk, "approval").status_code == 404
    assert listed(client, stranger)["results"] == listed(client, stranger, batch=str(batch.pk))["results"] == []


def test_a_batch_that_is_no_key_is_refused(client, supervisor):
    client.force_login(supervisor)

    assert client.get(REQUESTS, {"batch": "x"}).status_code == 400

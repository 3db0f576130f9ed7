"""What a file asks for waits as one card: rows looked at and struck out, one decision, one record a row (E7)."""

import pytest
from django.urls import reverse

from access.batches import deciding
from access.batches.models import Batch
from access.inbox import waiting_count
from access.models import Decision, Membership, Request, RequestStatus, User
from audit.history import acting
from audit.models import Action
from customers.models import Customer
from exchange.batches import work
from exchange.models import Run, RunRow
from exchange.runs import tasks
from tests import factories
from tests.customers import making
from tests.importing import Desk

pytestmark = pytest.mark.django_db


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
def founder(east):
    """Who made the customers: a maker's own mistakes are corrected without a second person for a day (E7)."""
    return factories.person("founder", "财务文员", manages=[east])


@pytest.fixture
def batch(clerk, founder, tmp_path):
    """Three customers whose names a file changes; their rows are 2 to 4."""
    for number in (1, 2, 3):
        making.create(founder, code=f"A{number}", name=f"客户{'甲乙丙'[number - 1]}")
    desk = Desk(tmp_path, "import_customers", clerk)
    assert desk.take_in("code,name\nA1,新甲\nA2,新乙\nA3,新丙\n") == {"proposed": 3}
    return Batch.objects.get()


def post(client, person, batch, act, **typed):
    client.force_login(person)
    return client.post(reverse(f"batches:{act}", args=[batch.pk]), typed)


def statuses():
    return list(Request.objects.order_by("batch_row").values_list("batch_row", "status"))


def names():
    return list(Customer.objects.order_by("code").values_list("name", flat=True))


def test_what_a_file_asks_for_is_one_card_in_the_inbox(client, batch, supervisor, clerk):
    client.force_login(supervisor)
    answer = client.get(reverse("approvals:list"))

    [card] = answer.context["batches"]
    assert (card.batch, card.rows, card.awaited, card.fields) == (batch, 3, 3, {"name": 3})
    assert (answer.context["cards"], waiting_count(supervisor), waiting_count(clerk)) == ([], "1", "")


def test_its_page_shows_each_row_before_and_after(client, batch, supervisor):
    client.force_login(supervisor)
    text = client.get(batch.get_absolute_url()).content.decode()

    assert all(word in text for word in ("客户甲", "新甲", "新乙", "新丙", "A3"))
    assert client.get(batch.get_absolute_url()).context["card"].field_counts == [{"label": "名称", "value": 3}]


def test_rows_are_struck_out_and_one_decision_takes_the_rest(client, batch, supervisor):
    struck = Request.objects.get(batch_row=3)
    assert post(client, supervisor, batch, "new_strike", row=[struck.pk], comment="名称不符").status_code == 302
    assert statuses() == [(2, "pending"), (3, "rejected"), (4, "pending")]

    assert post(client, supervisor, batch, "new_decision", verdict="approved").status_code == 302

    assert statuses() == [(2, "approved"), (3, "rejected"), (4, "approved")]
    assert names() == ["新甲", "客户乙", "新丙"]
    assert Decision.objects.count() == 3
    act = Action.objects.get(kind="access.approved_batch")
    assert (act.actor, act.about_id, act.details) == (supervisor, str(batch.pk), {"rows": 2, "approved": 2})


def test_a_row_whose_customer_changed_is_closed_as_stale_and_spoils_no_other(client, batch, supervisor, clerk):
    customer = Customer.objects.get(code="A2")
    making.change(clerk, customer, external_id="X")

    post(client, supervisor, batch, "new_decision", verdict="approved")

    assert statuses() == [(2, "approved"), (3, "stale"), (4, "approved")]
    assert names() == ["新甲", "客户乙", "新丙"]


def test_the_maker_decides_none_of_it_even_with_the_right_to(client, batch):
    maker = batch.maker
    with acting(actor=None, kind="tests.role", channel="command"):
        Membership.objects.create(user=maker, group=factories.role("财务主管"))

    assert post(client, maker, batch, "new_decision", verdict="approved").status_code == 422
    assert post(client, maker, batch, "new_strike", row=[Request.objects.first().pk], comment="x").status_code == 422
    assert {status for _row, status in statuses()} == {"pending"}


def test_who_may_not_approve_decides_none_of_it(client, batch, east):
    colleague = factories.person("colleague", "财务文员", manages=[east])

    answer = post(client, colleague, batch, "new_decision", verdict="approved")

    assert answer.status_code == 403
    assert {status for _row, status in statuses()} == {"pending"}
    assert names() == ["客户甲", "客户乙", "客户丙"]


def test_who_sees_none_of_its_rows_does_not_find_it(client, batch):
    stranger = factories.person("stranger", "财务主管", manages=[factories.portfolio("WEST")])

    assert post(client, stranger, batch, "new_decision", verdict="approved").status_code == 404
    assert client.get(batch.get_absolute_url()).status_code == 404


def test_its_maker_takes_back_what_still_waits(client, batch, clerk):
    assert post(client, clerk, batch, "withdrawal").status_code == 302

    assert {status for _row, status in statuses()} == {"withdrawn"}


@pytest.mark.parametrize(
    ("act", "typed"),
    [
        ("new_decision", {"verdict": "rejected"}),
        ("new_decision", {"verdict": "withdrawn"}),
        ("new_decision", {"verdict": "approved", "row": "x"}),
        ("new_strike", {"comment": "x"}),
        ("new_strike", {"row": "00000000-0000-4000-8000-000000000000", "comment": "x"}),
    ],
)
def test_what_is_not_said_properly_changes_nothing(client, batch, supervisor, act, typed):
    assert post(client, supervisor, batch, act, **typed).status_code == 422
    assert {status for _row, status in statuses()} == {"pending"}


def test_striking_out_needs_a_word(client, batch, supervisor):
    row = Request.objects.first()

    assert post(client, supervisor, batch, "new_strike", row=[row.pk]).status_code == 422
    assert Request.objects.filter(status=RequestStatus.PENDING).count() == 3


def test_a_large_batch_is_decided_by_the_worker_row_by_row(client, batch, supervisor, clerk, monkeypatch):
    monkeypatch.setattr(deciding, "AT_ONCE", 2)
    monkeypatch.setattr(work, "TOGETHER", 2)
    making.change(clerk, Customer.objects.get(code="A2"), external_id="X")
    answer = post(client, supervisor, batch, "new_decision", verdict="approved", comment="核对无误")
    run = Run.objects.get()
    assert (answer.url, statuses()[0]) == (run.get_absolute_url(), (2, "pending"))
    assert "核对" not in str(run.parameters)

    tasks.carry_out.call(str(run.pk))

    run.refresh_from_db()
    assert (run.state, run.counts) == ("done", {"approved": 2, "stale": 1})
    assert list(RunRow.objects.order_by("number").values_list("number", "code", "outcome")) == [
        (2, "A1", "approved"), (3, "A2", "stale"), (4, "A3", "approved"),
    ]  # fmt: skip
    assert {decision.comment for decision in Decision.objects.all()} == {"核对无误"}
    act = Action.objects.get(kind="access.approved_batch")
    assert (act.actor, act.reason, act.details) == (supervisor, "核对无误", {"rows": 3, "approved": 2, "stale": 1})


def test_a_run_that_is_picked_up_after_its_last_row_records_the_decision_once(client, batch, supervisor, monkeypatch):
    monkeypatch.setattr(deciding, "AT_ONCE", 2)
    post(client, supervisor, batch, "new_decision", verdict="approved")
    run = Run.objects.get()
    tasks.carry_out.call(str(run.pk))
    Run.objects.update(state="waiting", claimed_by="")

    tasks.carry_out.call(str(run.pk))

    assert Action.objects.filter(kind="access.approved_batch").count() == 1
    assert Decision.objects.count() == 3


def test_two_portfolios_are_two_cards(clerk, founder, tmp_path):
    south = factories.portfolio("SOUTH")
    for person in (clerk, founder):
        factories.grant(person, "manage", south)
    making.create(founder, code="A1")
    making.create(founder, code="B1", name="万科", portfolio="SOUTH")

    Desk(tmp_path, "import_customers", clerk).take_in("code,name\nA1,新甲\nB1,新乙\n")

    assert sorted(Batch.objects.values_list("portfolio__code", flat=True)) == ["EAST", "SOUTH"]


def test_a_request_by_form_belongs_to_no_batch(clerk, founder):
    customer = making.create(founder, code="A1").customer

    making.change(clerk, customer, name="新名")

    assert (Request.objects.get().batch, Batch.objects.count()) == (None, 0)


def administrated(client, person, action, comment=""):
    client.force_login(person)
    typed = {"action": action, "_selected_action": [str(Batch.objects.get().pk)], "comment": comment}
    return client.post("/admin/access/batch/", typed)


def test_the_administration_approves_a_batch_row_by_row(client, batch, supervisor):
    with acting(actor=None, kind="tests.staff", channel="command"):
        User.objects.filter(pk=supervisor.pk).update(is_staff=True)

    assert administrated(client, supervisor, "approve_selected").status_code == 302

    assert {status for _row, status in statuses()} == {"approved"}
    assert Action.objects.get(kind="access.approved_batch").channel == "admin"


def test_the_administration_shows_a_batch_to_who_sees_its_rows(client, batch, supervisor, clerk):
    stranger = factories.person("stranger", "财务主管", manages=[factories.portfolio("WEST")])
    with acting(actor=None, kind="tests.staff", channel="command"):
        User.objects.filter(pk__in=[supervisor.pk, stranger.pk]).update(is_staff=True)
    address = f"/admin/access/batch/{batch.pk}/change/"

    client.force_login(supervisor)
    assert "新甲" in client.get(address).content.decode()
    client.force_login(stranger)
    assert client.get(address).status_code in (302, 404)
    assert administrated(client, stranger, "approve_selected").status_code in (200, 302, 403)
    assert {status for _row, status in statuses()} == {"pending"}

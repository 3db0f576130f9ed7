"""The auditor reads everything anybody did, and what became of deleted customers; nobody else enters (S32, S36)."""

import pytest

from access import approvals
from access.models import Verdict
from audit.models import Action
from customers import deletion, intake, records
from tests import factories
from tests.customers.pages import saved, text_of

pytestmark = pytest.mark.django_db
PAGES = ("/audit/", "/audit/deleted/")


@pytest.fixture
def auditor(client):
    person = factories.person("auditor", "审计")
    client.force_login(person)
    return person


@pytest.fixture
def deleted(east, clerk, supervisor):
    customer = factories.customer(east, status="closed", code="GONE", name="已散公司")
    asked = deletion.request_deletion(customer=customer, reason="deregistered", actor=clerk, channel="web")
    approvals.decide(asked=asked, actor=supervisor, verdict=Verdict.APPROVED, channel="admin")
    return customer


def test_the_journal_names_person_object_and_act(client, auditor, east):
    customer = saved(east, name="重庆啤酒")

    page = text_of(client.get("/audit/"))

    assert f"重庆啤酒 {customer.code}" in page
    assert "新建客户" in page


def test_one_act_shows_what_it_changed_masked(client, auditor, east, clerk):
    customer = saved(east)
    contact = {"id": str(customer.contacts.get().pk), "mobile": "13987654321"}
    typed = intake.read({"contacts": [contact]}, actor=clerk, customer=customer, partial=True)
    records.change(customer=customer, intake=typed, base_version=1, actor=clerk, channel="web")
    act = Action.objects.filter(kind="customers.change").latest("id")

    page = text_of(client.get(f"/audit/{act.pk}/"))

    assert "139****4321" in page
    assert "13987654321" not in page


def test_the_filter_narrows_to_a_customer(client, auditor, east):
    one, other = saved(east, name="甲公司"), saved(east, name="乙公司")

    page = text_of(client.get("/audit/", {"code": one.code}))

    assert one.code in page
    assert other.code not in page


def test_a_wrong_day_is_said(client, auditor):
    assert client.get("/audit/", {"since": "yesterday"}).status_code == 400


def test_deleted_customers_name_both_people_and_the_reason(client, auditor, deleted):
    page = text_of(client.get("/audit/deleted/"))

    for words in ("GONE", "已散公司", "clerk", "supervisor"):
        assert words in page


def test_pages_lead_on(client, auditor, east):
    for number in range(60):
        factories.portfolio(f"P-{number}")

    first = client.get("/audit/")
    second = client.get("/audit/", {"cursor": first.context["page"].next})

    assert len(first.context["rows"]) == 50
    assert not {row.action.pk for row in first.context["rows"]} & {row.action.pk for row in second.context["rows"]}


@pytest.mark.parametrize("role", ["财务文员", "财务主管", "财务经理", "前台", "系统管理员"])
@pytest.mark.parametrize("page", PAGES)
def test_nobody_else_enters(client, east, role, page):
    client.force_login(factories.person("other", role, manages=[east]))

    assert client.get(page).status_code == 403


def test_nor_anybody_without_a_grant_everywhere(client, east):
    person = factories.person("narrow", manages=[east])
    client.force_login(person)

    assert client.get("/audit/").status_code == 403

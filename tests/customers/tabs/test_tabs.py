"""The tabs of a customer: who finds which, and the way back that survives them and an edit."""

from urllib.parse import urlencode

import pytest
from django.urls import reverse

from accounts import drafts, posting
from customers import intake, records
from tests import factories
from tests.customers.making import change, dimension
from tests.customers.pages import posted, saved, text_of

pytestmark = pytest.mark.django_db
LIST = "status=active&ordering=code"


@pytest.fixture
def customer(east):
    return saved(east, code="KH-1", remarks="逢周三对账")


@pytest.fixture
def owing(customer, clerk):
    today = drafts.ledger_today()
    raw = {"kind": "invoice", "amount": "1234.50", "currency": "CNY", "posting_date": str(today)}
    draft = drafts.read(raw, customer=customer, today=today)
    return posting.post(customer=customer, draft=draft, actor=clerk, channel="web")


def page(client, person, name, **query):
    client.force_login(person)
    return client.get(reverse(f"customers:{name}", args=["KH-1"]), query)


def labels(answer):
    return [tab["label"] for tab in answer.context["tabs"]]


def test_a_clerk_finds_every_tab_and_the_one_that_is_open(client, clerk, customer):
    answer = page(client, clerk, "contacts")

    assert labels(answer) == ["概览", "往来账", "联系人", "沟通记录", "客户分类", "档案资料", "审批", "历史"]
    assert [tab["label"] for tab in answer.context["tabs"] if tab["current"]] == ["联系人"]
    assert 'aria-current="page"' in text_of(answer)


def test_reception_has_no_ledger_and_its_address_is_refused(client, reception, customer):
    assert "往来账" not in labels(page(client, reception, "detail"))
    assert page(client, reception, "ledger").status_code == 403


def test_who_sees_neither_contacts_nor_banks_has_no_contacts(client, east, customer):
    auditor = factories.person("auditor", sees=[east])

    assert "联系人" not in labels(page(client, auditor, "detail"))
    assert page(client, auditor, "contacts").status_code == 403


@pytest.mark.parametrize("name", ["ledger", "contacts", "categories", "approvals"])
def test_a_stranger_finds_no_tab(client, stranger, customer, name):
    assert page(client, stranger, name).status_code == 404


def test_contacts_stand_masked(client, clerk, customer):
    found = text_of(page(client, clerk, "contacts"))

    assert "138****5678" in found
    assert "13812345678" not in found
    assert "王敏" not in found


def test_categories_show_what_ended_too(client, clerk, customer):
    dimension("industry", "制造业", "零售业")
    change(clerk, customer, categories={"industry": ["制造业"]})
    change(clerk, customer, categories={"industry": ["零售业"]})

    rows = page(client, clerk, "categories").context["rows"]

    assert [(row["label"], row["over"]) for row in rows] == [("零售业", False), ("制造业", True)]


def test_approvals_show_what_was_asked_for_to_those_who_may_know(client, clerk, reception, customer):
    typed = intake.read({"name": "重庆啤酒股份有限公司"}, actor=clerk, customer=customer, partial=True)
    records.change(customer=customer, intake=typed, base_version=customer.version, actor=clerk, channel="web")

    assert len(page(client, clerk, "approvals").context["cards"]) == 1
    assert page(client, reception, "approvals").context["cards"] == []


def test_the_list_is_carried_through_tabs_acts_and_an_edit(client, clerk, customer):
    carried = "?" + urlencode({"list": LIST})
    shown = page(client, clerk, "detail", list=LIST)
    edit = next(act["url"] for act in shown.context["acts"] if "/edit/" in act["url"])
    form = client.get(edit)
    confirm = client.post(edit, posted(form, short_name="重啤"))

    done = client.post(edit, posted(confirm))

    assert all("list=" in tab["url"] for tab in shown.context["tabs"])
    assert form.context["back"].endswith(carried)
    assert done["Location"] == f"/customers/KH-1/{carried}"


def test_a_page_opened_by_itself_carries_nothing(client, clerk, customer):
    shown = page(client, clerk, "detail")

    assert not any("?" in tab["url"] for tab in shown.context["tabs"])
    assert reverse("customers:edit", args=["KH-1"]) in [act["url"] for act in shown.context["acts"]]


def test_the_head_tells_the_balance_to_who_may_see_money_only(client, clerk, reception, customer, owing):
    assert "1,234.50 CNY" in text_of(page(client, clerk, "history"))
    assert "1,234.50" not in text_of(page(client, reception, "history"))

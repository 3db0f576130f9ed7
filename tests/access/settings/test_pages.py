"""The pages of settings, people and portfolios: what they say, save and refuse (S29, S43)."""

import pytest
from django.urls import reverse

from access.models import Portfolio, Request, Setting, User
from access.settings import operations, setting
from audit.models import Action
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def sysadmin(client):
    factories.role("财务文员")
    person = factories.person("sysadmin", "系统管理员")
    client.force_login(person)
    return person


def group(client, name, **given):
    """Post the group's form as a browser would: what it showed, with ``given`` typed over it."""
    address = reverse("settings:group", args=[name])
    form = client.get(address).context["form"]
    shown = {field.html_name: field.value() for field in form}
    first = {field.html_initial_name: field.value() for field in form if field.field.show_hidden_initial}
    sent = {key: "" if value is None else value for key, value in {**first, **shown, **given}.items()}
    return client.post(address, {key: value for key, value in sent.items() if value is not False})


def test_a_change_is_asked_for_shown_as_waiting_and_agreed_to_in_the_inbox(client, sysadmin):
    answer = group(client, "numbering", customer_code_prefix="hz-", reason="新编号规则")

    assert answer.status_code == 302
    asked = Request.objects.get()
    assert (asked.fields, asked.reason, asked.portfolio) == (["customer_code_prefix"], "新编号规则", None)
    assert asked.get_absolute_url() in client.get("/settings/").content.decode()
    client.force_login(factories.person("manager", "财务经理"))
    assert asked.get_absolute_url() in client.get("/approvals/").content.decode()
    page = client.get(asked.get_absolute_url()).content.decode()
    assert "HZ-" in page
    client.post(reverse("approvals:new_decision", args=[asked.pk]), {"verdict": "approved"})
    assert setting("customer_code_prefix") == "HZ-"


def test_who_looks_after_settings_without_seeing_customers_decides_too(client, sysadmin):
    manager = factories.person("manager", "财务经理")
    asked = operations.change(values={"idle_minutes": 30}, reason="", actor=manager, channel="web").requests[0]

    page = client.get(asked.get_absolute_url()).content.decode()
    client.post(reverse("approvals:new_decision", args=[asked.pk]), {"verdict": "approved"})

    assert "30" in page
    assert setting("idle_minutes") == 30


def test_a_request_about_a_setting_does_not_exist_for_a_clerk(client, sysadmin):
    asked = operations.change(values={"idle_minutes": 30}, reason="", actor=sysadmin, channel="web").requests[0]
    east = factories.portfolio()
    client.force_login(factories.person("supervisor", "财务主管", manages=[east]))

    assert client.get(asked.get_absolute_url()).status_code == 404
    assert client.get(f"/api/v1/requests/{asked.pk}/").status_code == 404


def test_the_api_lists_a_request_about_a_setting_without_a_portfolio(client, sysadmin):
    asked = operations.change(values={"idle_minutes": 30}, reason="", actor=sysadmin, channel="web").requests[0]

    found = client.get(f"/api/v1/requests/{asked.pk}/").json()

    assert (found["portfolio"], found["fields"]) == (None, ["idle_minutes"])


def test_wrong_input_is_answered_beside_its_field_and_kept(client, sysadmin):
    answer = group(client, "sign_in", idle_minutes="1", password_days="90")

    assert answer.status_code == 422
    assert "idle_minutes" in answer.context["form"].errors
    assert 'value="90"' in answer.content.decode()
    assert not Request.objects.exists()


def test_personal_data_in_a_reason_is_refused(client, sysadmin):
    answer = group(client, "sign_in", idle_minutes="30", reason="call 13812345678")

    assert answer.status_code == 422
    assert "reason" in answer.context["form"].errors


def test_a_form_drawn_before_anothers_change_does_not_take_that_back(client, sysadmin):
    page = client.get(reverse("settings:group", args=["company"])).context["form"]
    first = {field.html_initial_name: field.value() for field in page if field.field.show_hidden_initial}
    factories.setting("company_address", "新地址")

    shown = {field.html_name: field.value() or "" for field in page}
    client.post(reverse("settings:group", args=["company"]), {**first, **shown, "company_letterhead": "电话"})

    assert (setting("company_address"), setting("company_letterhead")) == ("新地址", "电话")


def test_an_unknown_group_is_not_there(client, sysadmin):
    assert client.get("/settings/groups/nowhere/").status_code == 404


def test_every_setting_stands_on_the_index_and_has_a_form(client, sysadmin):
    from access.settings.registry import GROUPS, REGISTRY

    page = client.get("/settings/", headers={"Accept-Language": "zh-hans"}).content.decode()
    for definition in REGISTRY.values():
        assert definition.name == "setup" or str(definition.label) in page
    for name in GROUPS:
        assert client.get(reverse("settings:group", args=[name])).status_code == 200


def test_the_companys_accounts_are_saved_as_a_list_by_a_second_person(client, sysadmin):
    row = {"bank": "中国银行", "holder": "某公司", "number": "6202 1234 5678 901", "currency": "CNY"}
    sent = {"accounts-TOTAL_FORMS": 1, "accounts-INITIAL_FORMS": 0} | {f"accounts-0-{k}": v for k, v in row.items()}

    assert client.post("/settings/company/accounts/", sent).status_code == 302
    assert setting("company_accounts") == []
    asked = Request.objects.get()
    assert "620212345678901" in client.get(asked.get_absolute_url()).content.decode()
    wrong = client.post("/settings/company/accounts/", sent | {"accounts-0-number": "12"})
    assert wrong.status_code == 422
    assert "中国银行" in wrong.content.decode()


def test_a_person_is_added_given_rights_and_deactivated_on_their_page(client, sysadmin):
    east = factories.portfolio("EAST")
    added = client.post("/settings/people/new/", {"username": "wang.fang", "last_name": "王", "roles": ["财务文员"]})
    person = User.objects.get(username="wang.fang")
    assert added.status_code == 200
    assert f"/password/{person.pk}/" in added.content.decode()
    assert "no-store" in added["Cache-Control"]

    address = reverse("settings:rights", args=[person.pk])
    assert client.post(address, {"roles": ["财务文员"], f"grant_{east.pk}": "manage"}).status_code == 302
    assert "EAST" in client.get("/settings/people/").content.decode()
    client.post(reverse("settings:activation", args=[person.pk]))
    assert not User.objects.get(pk=person.pk).is_active


def test_ones_own_page_offers_no_rights_and_refuses_them_posted_by_hand(client, sysadmin):
    page = client.get(reverse("settings:person", args=[sysadmin.pk]))
    answer = client.post(reverse("settings:rights", args=[sysadmin.pk]), {"roles": ["系统管理员", "财务文员"]})
    client.post(reverse("settings:activation", args=[sysadmin.pk]))
    client.post(reverse("settings:password_link", args=[sysadmin.pk]))

    assert reverse("settings:rights", args=[sysadmin.pk]) not in page.content.decode()
    assert answer.status_code == 422
    sysadmin.refresh_from_db()
    assert (sysadmin.role_names, sysadmin.is_active) == ("系统管理员", True)


def test_a_portfolio_is_added_renamed_and_retired(client, sysadmin):
    client.post("/settings/portfolios/new/", {"code": "EAST", "name": "华东"})
    east = Portfolio.objects.get(code="EAST")
    client.post(reverse("settings:portfolio", args=[east.pk]), {"name": "华东大区"})
    client.post(reverse("settings:retirement", args=[east.pk]), {"retired": "yes"})

    east.refresh_from_db()
    assert (east.name, east.retired_on is not None) == ("华东大区", True)
    assert client.post("/settings/portfolios/new/", {"code": "east", "name": "x"}).status_code == 422
    kinds = ["access.add_portfolio", "access.rename_portfolio", "access.retire_portfolio"]
    assert (
        list(Action.objects.filter(kind__in=kinds, details={}).order_by("pk").values_list("kind", flat=True)) == kinds
    )


def test_the_auditor_reads_settings_and_what_became_of_them_in_words(client, sysadmin):
    east = factories.portfolio("EAST")
    operations.change(values={"company_letterhead": "电话"}, reason="", actor=sysadmin, channel="web")
    person = factories.person("wang.fang")
    client.post(reverse("settings:rights", args=[person.pk]), {"roles": ["财务文员"], f"grant_{east.pk}": "view"})
    client.force_login(factories.person("auditor", "审计"))
    in_chinese = {"Accept-Language": "zh-hans"}

    assert "电话" in client.get("/settings/", headers=in_chinese).content.decode()
    journal = client.get("/audit/", headers=in_chinese).content.decode()
    for words in ("修改了设置", "抬头附加信息", "调整了角色", "调整了客户组合授权", "wang.fang"):
        assert words in journal
    for kind, words in {
        "access.change_setting": "电话",
        "access.set_roles": "财务文员",
        "access.set_grants": "EAST",
    }.items():
        page = client.get(reverse("audit:action", args=[Action.objects.filter(kind=kind).latest("pk").pk]))
        assert words in page.content.decode()
    assert Setting.objects.get(name="company_letterhead").history.count() == 2

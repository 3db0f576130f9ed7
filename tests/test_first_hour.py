"""A new department's first hour in a browser, from an empty database to the first customers (Shows 7)."""

import re

import pytest
from django.core.management import call_command

from access.models import User
from access.settings import first_hour, reading, setting
from accounts.management.commands.worker import emptier
from audit.models import Action
from customers.models import Customer
from tests.browser import chromium
from tests.test_story import Desk, browser, go_on  # noqa: F401 - a fixture

PASSWORD = "a long enough password 9"
FILE = "名称,税号,联系人,手机\n杭州青山湖茶业有限公司,,王小明,13812345678\n宁波远洋物流有限公司,,李娜,13912345678\n"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(chromium() is None, reason="no Chromium found"),
]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_from_two_founders_to_the_first_customers(live_server, browser, capsys, language):  # noqa: F811
    desk = Desk(browser, live_server.url, language)
    call_command("bootstrap", founders=["chen.jing", "zhou.min"])
    for link in re.findall(r"/password/\S+", capsys.readouterr().out):
        set_password(desk, link)
    manager, sysadmin = desk.sign_in("chen.jing"), desk.sign_in("zhou.min")

    name_the_company(manager)
    add_portfolio(sysadmin)
    set_password(desk, add_clerk(sysadmin))
    add_category(manager)
    clerk = desk.sign_in("wang.fang")
    import_customers(clerk)
    add_customer(clerk)
    assert [str(step.label) for step in first_hour.steps() if not step.done] == []
    end_setup(manager, sysadmin)

    assert Customer.objects.count() == 3
    assert not desk.complaints
    kinds = set(Action.objects.values_list("kind", flat=True))
    assert {"access.add_founder", "access.change_setting", "access.add_person", "access.set_grants"} <= kinds
    for page in (manager, sysadmin, clerk):
        page.goto("/")
        page.locator(".help-link").first.click()
        page.wait_for_url("**/help/**")
        assert page.locator("h1").count() == 1


def set_password(desk, link):
    page = desk.browser.new_context(base_url=desk.url, locale=desk.language).new_page()
    page.goto(link)
    page.fill("[name=password1]", PASSWORD)
    page.fill("[name=password2]", PASSWORD)
    assert go_on(page) == 302


def name_the_company(page):
    page.goto("/settings/")
    assert page.locator(".steps li").count() >= 4
    page.locator("a[href='/settings/groups/company/']").first.click()
    page.fill("[name=company_name]", "杭州听雨轩茶业有限公司")
    page.fill("[name=company_uscc]", "91350100M000100Y44")
    assert go_on(page) == 422
    page.fill("[name=company_uscc]", "91350100M000100Y43")
    assert go_on(page) == 302
    page.goto("/")
    assert "杭州听雨轩茶业有限公司" in page.locator(".side").inner_text()


def add_portfolio(page):
    page.goto("/settings/portfolios/")
    page.locator("a[href='/settings/portfolios/new/']").first.click()
    page.fill("[name=code]", "EAST")
    page.fill("[name=name]", "华东")
    assert go_on(page) == 302


def add_clerk(page):
    """Add a clerk of the portfolio; returns the link for the password."""
    page.goto("/settings/people/new/")
    page.fill("[name=username]", "wang.fang")
    page.check("[name=roles][value=财务文员]")
    assert go_on(page) == 200
    link = page.locator("[data-link]").input_value()
    page.locator(".acts a.btn-primary").click()
    page.locator("select[name^=grant_]").select_option("manage")
    page.locator("form[action$='/rights/'] button.btn-primary").click()
    page.wait_for_load_state()
    assert User.objects.get(username="wang.fang").role_names == "财务文员"
    return link


def add_category(page):
    page.goto("/categories/dimensions/size/categories/new/")
    page.fill("[name=code]", "key_account")
    page.fill("[name=name_zh]", "重点客户")
    page.fill("[name=name_en]", "Key account")
    assert go_on(page) == 302


def import_customers(page):
    page.goto("/customers/import/")
    file = {"name": "customers.csv", "mimeType": "text/csv", "buffer": FILE.encode()}
    page.set_input_files("[name=file]", file)
    if page.locator("select[name=portfolio]").count():
        page.select_option("select[name=portfolio]", "EAST")
    assert go_on(page) == 302
    page.wait_for_url("**/mapping/")
    page.locator("button[value=start]").click()
    page.wait_for_url(lambda address: "/mapping/" not in address)
    emptier().run()
    assert Customer.objects.count() == 2


def add_customer(page):
    page.goto("/customers/new/")
    page.fill("[name=name]", "苏州听雨轩茶叶有限公司")
    page.select_option("[name=category_size]", index=1)
    assert go_on(page) == 200
    assert go_on(page) == 302


def end_setup(manager, sysadmin):
    manager.goto("/settings/")
    manager.locator("form[action='/settings/setup/end/'] button").click()
    manager.locator("#ask button[value=yes]").click()
    manager.wait_for_url("**/approvals/**")
    sysadmin.goto("/approvals/")
    sysadmin.locator("table.rows .name a").first.click()
    with sysadmin.expect_response(lambda answer: answer.request.method == "POST") as answer:
        sysadmin.locator("button[name=verdict][value=approved]").click()
    assert answer.value.status == 302
    reading.forget_now()
    assert not setting("setup")

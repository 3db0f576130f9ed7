"""The main job in a browser, from a new customer to what the auditor reads of its deletion; in both languages."""

import pytest
from django.core.management import call_command
from django.db import connections

from audit.history import acting
from audit.models import Action
from customers.models import Customer
from tests import factories
from tests.browser import ARGUMENTS, chromium

PASSWORD = "a long enough password 9"
NAME = "苏州听雨轩茶叶有限公司"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(chromium() is None, reason="no Chromium found"),
]


@pytest.fixture
def people(transactional_db):
    call_command("bootstrap", verbosity=0)
    east = factories.portfolio("EAST")
    made = [
        factories.person("clerk_east", "财务文员", manages=[east]),
        factories.person("supervisor", "财务主管", manages=[east], is_staff=True),
        factories.person("auditor", "审计"),
    ]
    for person in made:
        with acting(actor=None, kind="tests.password", channel="command"):
            person.set_password(PASSWORD)
            person.save(update_fields=["password"])


@pytest.fixture
def browser(monkeypatch):
    from playwright.sync_api import sync_playwright

    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the driver's own loop runs in this thread
    with sync_playwright() as playwright:
        connections.close_all()  # those of the loop's own context outlive a test, its database does not
        yield playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        connections.close_all()


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_from_the_new_customer_to_what_the_auditor_reads(live_server, people, browser, language):
    desk = Desk(browser, live_server.url, language)
    clerk = desk.sign_in("clerk_east")
    code = add_customer(clerk)
    reveal_contacts(clerk, code)
    edit(clerk, code)
    post_invoice(clerk, code)
    assert ask_for_deletion(clerk, code) == 422
    assert clerk.locator("[data-code=balance]").count() == 1
    reverse(clerk, code)
    assert ask_for_deletion(clerk, code) == 302
    approve(desk.sign_in("supervisor"))
    assert clerk.goto(f"/customers/{code}/").status == 404
    clerk.goto(f"/customers/?q={NAME[:4]}")
    assert NAME not in clerk.locator("main").inner_text()
    read_everything(desk.sign_in("auditor"), code)
    assert not desk.complaints


class Desk:
    """Browsers of several people at one installation; ``complaints`` are breaches of the content policy."""

    def __init__(self, browser, url, language):
        self.browser, self.url, self.language, self.complaints = browser, url, language, []

    def sign_in(self, username):
        context = self.browser.new_context(base_url=self.url, locale=self.language)
        page = context.new_page()
        page.on("console", lambda said: self.complaints.append(said.text) if "Content Security" in said.text else None)
        page.goto("/login/")
        page.fill("[name=login]", username)
        page.fill("[name=password]", PASSWORD)
        page.click("[data-primary-button]")
        page.wait_for_url(lambda address: "/login/" not in address)
        return page


def go_on(page):
    """Press the page's main button; returns the status of what came."""
    with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        page.locator("[data-primary-button]").click()
    page.wait_for_load_state()
    return answer.value.status


def add_customer(page):
    page.goto("/")
    page.locator("a[href='/customers/new/']").first.click()
    page.fill("[name=name]", NAME)
    page.select_option("[name=category_size]", index=1)
    page.fill("[name=category_industry]", "制造业")
    page.fill("[name=contacts-0-name]", "王小明")
    page.fill("[name=contacts-0-mobile]", "13812345678")
    assert go_on(page) == 200
    assert go_on(page) == 302
    customer = Customer.objects.get(name=NAME)
    assert customer.classifications.count() == 2
    return customer.code


def reveal_contacts(page, code):
    page.goto(f"/customers/{code}/")
    assert "138 1234 5678" not in page.content()
    page.locator("[popovertarget=ask-contacts]").click()
    page.locator("#ask-contacts button.btn-primary").click()
    page.wait_for_selector("#reveal-contacts :text('5678')")


def edit(page, code):
    page.goto(f"/customers/{code}/edit/")
    page.fill("[name=short_name]", "听雨轩")
    assert go_on(page) == 200
    assert go_on(page) == 302
    assert Customer.objects.get(code=code).short_name == "听雨轩"


def post_invoice(page, code):
    page.goto(f"/receivables/entries/new/?customer={code}")
    page.select_option("[name=kind]", "invoice")
    page.fill("[name=amount]", "1000.00")
    assert go_on(page) == 200
    assert go_on(page) == 302


def ask_for_deletion(page, code):
    page.goto(f"/customers/{code}/deletion-requests/new/")
    page.check("[name=reason][value=deregistered]")
    page.check("[name=close]")
    return go_on(page)


def reverse(page, code):
    page.goto(f"/customers/{code}/")
    page.locator("a[href*='/reversal/new/']").first.click()
    page.fill("[name=reason]", "开错了")
    assert go_on(page) == 302


def approve(page):
    page.goto("/admin/access/request/")
    page.locator("#result_list a[href*='/change/']").first.click()
    with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        page.locator("button[name=verdict][value=approved]").click()
    assert answer.value.status == 302
    assert Customer.objects.get(name=NAME).status == "deleted"


def read_everything(page, code):
    page.goto(f"/audit/?code={code}")
    shown = page.locator("main").inner_text()
    assert "clerk_east" in shown
    assert "supervisor" in shown
    kinds = set(Action.objects.values_list("kind", flat=True))
    assert {"customers.create", "customers.reveal", "customers.change", "accounts.post", "accounts.reverse"} <= kinds
    assert Action.objects.filter(details__refused="blocked", actor__username="clerk_east").exists()
    page.goto(f"/customers/{code}/history/")
    history = page.locator("main").inner_text()
    assert "clerk_east" in history
    assert "138****5678" in history
    page.goto("/audit/deleted/")
    assert code in page.locator("main").inner_text()

"""The command search by keyboard alone: Ctrl-K, /, arrows, Enter, Esc, an input method; single keys; a phone."""

import re

import pytest
from django.core.management import call_command
from django.db import connections
from playwright.sync_api import expect

from access import preferences
from customers.finding import remembered
from tests import factories
from tests.browser import ARGUMENTS, chromium
from tests.customers.pages import saved

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(chromium() is None, reason="no Chromium found"),
]
COMBOBOX = "#palette [role=combobox]"


@pytest.fixture
def clerk(transactional_db):
    call_command("bootstrap", verbosity=0)
    east = factories.portfolio("EAST")
    person = factories.person("clerk", "财务文员", manages=[east])
    for code, name in (("KH-1", "重庆啤酒"), ("KH-2", "重庆港务"), ("KH-3", "平安银行")):
        saved(east, name=name, code=code)
    return person


@pytest.fixture
def browser(monkeypatch):
    from playwright.sync_api import sync_playwright

    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the driver's own loop runs in this thread
    with sync_playwright() as playwright:
        connections.close_all()
        yield playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        connections.close_all()


@pytest.fixture
def page(live_server, clerk, browser, client):
    """The clerk's start page, in Chinese; a breach of the content policy or an error of a script fails the test."""
    complaints = []
    page = opened(browser, live_server, client, clerk)
    page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto("/")
    yield page
    assert complaints == []


def opened(browser, live_server, client, person, **options):
    client.force_login(person)
    context = browser.new_context(base_url=live_server.url, locale="zh-CN", **options)
    session = client.cookies["kehu-session"].value
    context.add_cookies([{"name": "kehu-session", "value": session, "url": live_server.url}])
    return context.new_page()


def options(page):
    return page.locator("#palette [role=option]")


def chosen(page):
    """The words of the option that Enter would open."""
    chosen = page.get_attribute(COMBOBOX, "aria-activedescendant")
    return page.locator(f"#{chosen} .found-name").inner_text() if chosen else ""


def type_and_wait(page, text):
    with page.expect_response(re.compile(r"/search/\?q=")):
        page.keyboard.type(text)
    page.wait_for_selector("#palette-list [role=option]")


def test_from_the_keyboard_to_the_customer_and_back_to_the_last_ones(page):
    page.keyboard.press("Control+k")
    assert page.locator(COMBOBOX).evaluate("node => node === document.activeElement")
    type_and_wait(page, "chongqing")
    expect(options(page)).to_have_count(3)
    assert page.get_attribute(COMBOBOX, "aria-expanded") == "true"
    assert [chosen(page), *(press(page, key) for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp"))] == [
        "重庆啤酒", "重庆港务", "在客户列表中查看全部结果", "重庆啤酒", "在客户列表中查看全部结果",
    ]  # fmt: skip
    press(page, "ArrowUp")
    with page.expect_response(re.compile("/search/visits/KH-2/")):
        page.keyboard.press("Enter")
    page.wait_for_url("**/customers/KH-2/")

    page.keyboard.press("/")
    page.wait_for_selector("#palette-list [role=option]")
    assert chosen(page) == "重庆港务"
    page.keyboard.press("Escape")
    assert not page.locator("#palette").is_visible()


def press(page, key):
    page.keyboard.press(key)
    return chosen(page)


def test_enter_before_the_answer_opens_the_first_hit(page):
    page.keyboard.press("Control+k")
    page.keyboard.type("payh")
    page.keyboard.press("Enter")

    page.wait_for_url("**/customers/KH-3/")


SETTLED = """document.getElementById("palette-list").dispatchEvent(new CustomEvent(
    "htmx:afterSettle", {detail: {xhr: {responseURL: location.origin + "/search/?q="}}}))"""


def test_enter_opens_nothing_of_an_answer_to_what_was_typed_before(page):
    page.keyboard.press("Control+k")
    page.wait_for_selector("#palette-list [role=option]")
    page.route("**/search/?q=payh", lambda route: (page.evaluate(SETTLED), route.continue_()))
    page.keyboard.type("payh")
    page.keyboard.press("Enter")

    page.wait_for_url("**/customers/KH-3/")


def test_no_hit_leads_to_the_list_that_says_so(page):
    page.keyboard.press("Control+k")
    type_and_wait(page, "nobody")
    expect(options(page)).to_have_count(1)
    page.keyboard.press("Enter")

    page.wait_for_url("**/customers/?q=nobody")


def test_pages_are_reached_by_their_initials(page):
    page.keyboard.press("Control+k")
    type_and_wait(page, "sp")
    page.locator("#palette [role=option]", has_text="审批").click()

    page.wait_for_url("**/approvals/")


def test_an_input_method_keeps_its_keys_until_the_word_is_there(page):
    asked = []
    page.keyboard.press("Control+k")
    page.wait_for_selector("#palette-list [role=option]")
    page.on("request", lambda request: asked.append(request.url) if "/search/" in request.url else None)
    compose = page.context.new_cdp_session(page)

    for part in ("p", "ping", "ping an"):
        compose.send("Input.imeSetComposition", {"text": part, "selectionStart": len(part), "selectionEnd": len(part)})
    before = chosen(page)
    for key in ("ArrowDown", "Enter"):
        page.locator(COMBOBOX).dispatch_event("keydown", {"key": key, "keyCode": 229, "isComposing": True})
    page.wait_for_timeout(300)
    assert (asked, chosen(page), page.locator("#palette").is_visible()) == ([], before, True)

    with page.expect_response(re.compile("%E5%B9%B3%E5%AE%89")):
        compose.send("Input.insertText", {"text": "平安"})
    expect(options(page).first).to_contain_text("平安银行")
    page.keyboard.press("Enter")
    page.wait_for_url("**/customers/KH-3/")


def test_single_letters_move_along_the_list_and_rest_where_somebody_types(page):
    page.goto("/customers/?ordering=code")
    page.locator("table td.name a").first.click()
    page.wait_for_url("**/customers/KH-1/*")
    page.keyboard.press("]")
    page.wait_for_url("**/customers/KH-2/*")
    page.keyboard.press("[")
    page.wait_for_url("**/customers/KH-1/*")
    page.keyboard.press("?")
    assert "上一个" in page.locator("#keys").inner_text()
    page.keyboard.press("]")  # a dialog is open
    page.keyboard.press("Escape")
    page.locator("#search").focus()
    page.keyboard.press("]")
    assert "/KH-1/" in page.url
    page.locator("#search").blur()
    page.keyboard.press("e")
    page.wait_for_url("**/customers/KH-1/edit/*")


def test_single_letters_are_switched_off_and_stay_off(page, clerk):
    page.keyboard.press("?")
    with page.expect_response(re.compile("/search/switches/")):
        page.locator("#keys [data-own-switch=single_keys] button").click()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.keyboard.press("/")
    assert page.url.endswith("/")
    assert not page.locator("#palette").is_visible()
    page.goto("/customers/")
    page.keyboard.press("?")
    assert not page.locator("#keys").is_visible()
    page.keyboard.press("Control+k")
    assert page.locator("#palette").is_visible()
    assert preferences.get(type(clerk).objects.get(pk=clerk.pk), remembered.SINGLE_KEYS) is False


def test_on_a_phone_the_box_opens_the_search_and_a_tap_the_customer(live_server, clerk, browser, client):
    phone = opened(
        browser, live_server, client, clerk, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    phone.goto("/")
    phone.locator("#search").tap()
    type_and_wait(phone, "平安")
    expect(options(phone).first).to_contain_text("平安银行")
    box = phone.locator("#palette").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    phone.locator("#palette [role=option]").first.tap()
    phone.wait_for_url("**/customers/KH-3/")


def test_without_javascript_the_box_leads_to_the_record_or_the_list(live_server, clerk, browser, client):
    page = opened(browser, live_server, client, clerk, java_script_enabled=False)
    page.goto("/")
    page.fill("#search", "重庆")
    page.press("#search", "Enter")
    assert "/customers/?q=" in page.url
    page.fill("#search", "payh")
    page.press("#search", "Enter")
    assert page.url.endswith("/customers/KH-3/")

"""A clerk's hour by keyboard alone, with an input method (S66): find, edit, next, classify 50, undo, view, import."""

import re

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from accounts.management.commands.worker import emptier
from audit.history import acting
from customers import lifecycle
from customers.models import Classification, Customer, SavedView, Status
from tests import factories
from tests.browser import chromium
from tests.customers.pages import saved
from tests.test_story import PASSWORD, browser  # noqa: F401 - a fixture

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(chromium() is None, reason="no Chromium found"),
]
FOCUSED = "selector => document.activeElement?.matches(selector) ?? false"
FILE = "编码,名称,手机\nN-1,宁波远洋物流有限公司,13912345678\nN-2,杭州青山湖茶业有限公司,12\nN-3,绍兴黄酒有限公司,\n"
ENTER_OF_THE_METHOD = """document.activeElement.dispatchEvent(new KeyboardEvent("keydown",
    {key: "Enter", keyCode: 229, isComposing: true, bubbles: true, cancelable: true}))"""
KEY_OF_THE_METHOD = ENTER_OF_THE_METHOD.replace('"Enter"', '"ArrowDown"')
MOST_TABS = 120


@pytest.fixture
def clerk(transactional_db):
    call_command("bootstrap", verbosity=0)
    east = factories.portfolio("EAST")
    person = factories.person("clerk_east", "财务文员", manages=[east])
    with acting(actor=None, kind="tests.password", channel="command"):
        person.set_password(PASSWORD)
        person.save(update_fields=["password"])
    saved(east, name="苏州听雨轩茶叶有限公司", code="KH-0")
    for number in range(1, 61):
        saved(east, name=f"华东第{number:02}贸易行", code=f"KH-{number:02}")
    for customer in Customer.objects.filter(code__in=["KH-59", "KH-60"]):
        lifecycle.change_status(customer=customer, to=Status.FROZEN, reason="other", actor=person, channel="web")
    return person


@pytest.fixture
def hands(live_server, clerk, browser):  # noqa: F811
    """The clerk's keyboard; an error of a script or a breach of the content policy fails the test."""
    complaints = []
    page = browser.new_context(base_url=live_server.url, locale="zh-CN", accept_downloads=True).new_page()
    page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto("/login/")
    yield Hands(page)
    assert complaints == []


class Hands:
    """What a person without a mouse can do: press keys, compose characters, and look."""

    def __init__(self, page):
        self.page = page
        self.input_method = page.context.new_cdp_session(page)

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def reach(self, selector):
        """Press Tab until what ``selector`` says has the focus."""
        self.page.wait_for_load_state()
        for _tab in range(MOST_TABS):
            if self.page.evaluate(FOCUSED, selector):
                return
            self.press("Tab")
        raise AssertionError(f"{selector} is not reached by Tab")

    def fill(self, selector, text):
        self.reach(selector)
        self.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def compose(self, pinyin, text):
        """Type ``text`` by an input method: ``pinyin`` stands underlined, an Enter is the method's, then the text."""
        for end in range(1, len(pinyin) + 1):
            part = {"text": pinyin[:end], "selectionStart": end, "selectionEnd": end}
            self.input_method.send("Input.imeSetComposition", part)
        before = self.page.url
        self.page.evaluate(ENTER_OF_THE_METHOD)
        assert self.page.url == before
        self.input_method.send("Input.insertText", {"text": text})

    def send(self, *keys):
        """Press ``keys``, of which the last posts a form; returns the status of the answer."""
        self.press(*keys[:-1])
        posted = self.page.expect_response(lambda answer: answer.request.method == "POST")
        with self.page.expect_event("load"), posted as answer:
            self.press(keys[-1])
        return answer.value.status

    def go_to(self, text, address):
        """Open a page or act by its name in the command search."""
        self.press("Control+k")
        with self.page.expect_response(re.compile(r"/search/\?q=.")):
            self.page.keyboard.type(text)
        expect(self.page.locator("#palette [role=option]").first).to_contain_text(text)
        self.press("Enter")
        self.page.wait_for_url(address)


def test_an_hour_without_a_mouse(hands, clerk):
    sign_in(hands)
    find_and_open(hands)
    edit(hands)
    go_through_the_filtered(hands)
    classify_fifty_and_undo(hands)
    save_a_view(hands)
    bring_a_file(hands)


def sign_in(hands):
    hands.fill("[name=login]", "clerk_east")
    hands.fill("[name=password]", PASSWORD)
    assert hands.send("Enter") == 302


def find_and_open(hands):
    hands.press("Control+k")
    with hands.page.expect_response(re.compile(r"/search/\?q=.")):
        hands.compose("ting yu", "听雨轩")
    expect(hands.page.locator("#palette [role=option]").first).to_contain_text("听雨轩")
    hands.press("Enter")
    hands.page.wait_for_url("**/customers/KH-0/**")


def edit(hands):
    hands.press("e")
    hands.page.wait_for_url("**/customers/KH-0/edit/**")
    hands.reach("[name=short_name]")
    hands.compose("ting yu xuan", "听雨轩")
    assert hands.send("Control+s") == 200
    assert hands.send("Control+s") == 302
    assert Customer.objects.get(code="KH-0").short_name == "听雨轩"


def go_through_the_filtered(hands):
    hands.page.goto("/customers/?status=frozen")
    hands.reach("table.rows td.name a")
    hands.press("Enter")
    hands.page.wait_for_url("**/customers/KH-59/**")
    hands.press("]")
    hands.page.wait_for_url("**/customers/KH-60/**")
    hands.press("[")
    hands.page.wait_for_url("**/customers/KH-59/**")


def classify_fifty_and_undo(hands):
    """Tick a row and leave it by Space, then the whole page with Shift held; classify, and undo."""
    hands.page.goto("/customers/?page_size=50")
    hands.press("ArrowDown", "ArrowDown", "ArrowUp", " ", " ", " ")
    count = hands.page.locator("#selection [data-count]")
    expect(count).to_have_text("已选： 1")
    hands.press(*["Shift+ArrowDown"] * 49, "Shift+ArrowUp", "Shift+ArrowDown")
    expect(count).to_have_text("已选： 50")
    hands.press("b")
    assert hands.send("Enter") == 200
    hands.reach("button[name=choose][value=size]")
    assert hands.send("Enter") == 200
    hands.reach("select[name=category]")
    hands.press("ArrowDown")
    assert hands.send("Control+s") == 302
    assert not Classification.objects.exists()
    assert hands.send("Control+s") == 302
    assert Classification.objects.filter(dimension__code="size", valid_to=None).count() == 50
    hands.reach("[data-undo]")
    assert hands.send("Enter") == 302
    assert not Classification.objects.filter(valid_to=None).exists()


def test_keys_of_the_list_keep_out_of_what_is_typed(hands, clerk):
    sign_in(hands)
    hands.page.goto("/customers/?page_size=25")
    ticked = hands.page.locator(".pick-box:checked")
    hands.press("ArrowDown", " ")
    expect(ticked).to_have_count(1)

    hands.page.evaluate(KEY_OF_THE_METHOD)
    hands.page.locator("#columns, .panel summary").first.evaluate("one => one.focus()")
    hands.press("ArrowDown")
    hands.page.evaluate("document.documentElement.dataset.shortcuts = 'off'")
    hands.page.locator("td.name a").first.focus()
    hands.press("Shift+ArrowDown", "ArrowDown")
    assert hands.page.evaluate(FOCUSED, "tbody tr:first-child td.name a")
    expect(ticked).to_have_count(1)

    hands.page.evaluate("delete document.documentElement.dataset.shortcuts")
    hands.press("Shift+ArrowDown")
    expect(ticked).to_have_count(2)
    hands.press("?")
    expect(hands.page.locator("#keys [data-page-keys-here]")).to_contain_text("扩展选择")
    hands.press("Escape")
    hands.press("Enter")
    hands.page.wait_for_url("**/customers/KH-01/**")


def save_a_view(hands):
    hands.page.goto("/customers/?status=frozen")
    hands.reach("[popovertarget=views]")
    hands.press("Enter")
    hands.reach("#views a[href^='/customer-views/new/']")
    hands.press("Enter")
    hands.page.wait_for_url("**/customer-views/new/**")
    hands.reach("[name=name]")
    hands.compose("dong jie", "冻结的客户")
    assert hands.send("Control+s") == 302
    assert SavedView.objects.get().name == "冻结的客户"


def bring_a_file(hands):
    hands.go_to("导入", "**/customers/import/**")
    bring(hands, FILE)
    assert set(Customer.objects.filter(code__startswith="N-").values_list("code", flat=True)) == {"N-1", "N-3"}
    hands.page.reload()
    hands.reach("a[href*='/files/']")
    with hands.page.expect_download() as download:
        hands.press("Enter")
    corrected = download.value.path().read_text(encoding="utf-8-sig").replace(",12,", ",13812345678,")
    hands.go_to("导入", "**/customers/import/**")
    bring(hands, corrected)
    assert Customer.objects.filter(code__startswith="N-").count() == 3


def bring(hands, text):
    """Choose the file, look at its columns and start, as far as the worker's end."""
    hands.reach("[name=file]")
    with hands.page.expect_file_chooser() as chooser:
        hands.press("Space")
    chooser.value.set_files({"name": "客户.csv", "mimeType": "text/csv", "buffer": text.encode()})
    assert hands.send("Control+s") == 302
    hands.page.wait_for_url("**/mapping/")
    assert hands.send("Control+s") == 302
    hands.page.wait_for_url(lambda address: "/mapping/" not in address)
    emptier().run()

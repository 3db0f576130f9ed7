"""Similar customers while one types, in a browser: after a pause, with an input method, on a phone, in both forms."""

import pytest
from playwright.sync_api import expect

from access.models import Portfolio
from customers.duplicates import radar
from tests import factories
from tests.browser import chromium
from tests.customers.finding.test_browser import browser, clerk, opened, page  # noqa: F401

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(chromium() is None, reason="no Chromium found"),
]
BLOCK = "#similar-typed"


def asked_of(page):  # noqa: F811
    """What is posted to the address of the similar ones from now on."""
    found = []
    page.on("request", lambda request: found.append(request.post_data) if "/similar/" in request.url else None)
    return found


def test_a_similar_customer_shows_after_a_pause_and_opens_beside_the_form(page):  # noqa: F811
    page.goto("/customers/new/")
    asked = asked_of(page)

    page.locator("#id_name").press_sequentially("重庆啤酒", delay=20)
    link = page.locator(f"{BLOCK} a")
    expect(link).to_contain_text("KH-1")
    assert len(asked) == 1

    with page.context.expect_page() as other:
        link.click()
    assert other.value.url.endswith("/customers/KH-1/")
    assert page.input_value("#id_name") == "重庆啤酒"
    page.fill("#id_name", "没有这一家")
    expect(link).to_have_count(0)


def test_nothing_is_asked_while_an_input_method_composes(page):  # noqa: F811
    page.goto("/customers/new/")
    asked = asked_of(page)
    name = page.locator("#id_name")
    name.focus()

    page.evaluate(
        """() => {
          const input = document.activeElement;
          const say = (type, text) => input.dispatchEvent(new CompositionEvent(type, { data: text, bubbles: true }));
          say("compositionstart", "");
          input.value = "chong'qing'pi'jiu";
          input.dispatchEvent(new InputEvent("input", { bubbles: true, isComposing: true }));
        }"""
    )
    page.wait_for_timeout(900)
    assert asked == []
    page.evaluate(
        """() => {
          const input = document.activeElement;
          input.value = "重庆啤酒";
          input.dispatchEvent(new InputEvent("input", { bubbles: true, isComposing: true }));
          input.dispatchEvent(new CompositionEvent("compositionend", { data: "重庆啤酒", bubbles: true }));
        }"""
    )

    expect(page.locator(f"{BLOCK} a")).to_contain_text("KH-1")
    assert len(asked) == 1


def test_a_mobile_in_a_new_row_finds_and_the_address_keeps_nothing(page):  # noqa: F811
    page.goto("/customers/new/")
    urls = []
    page.on("request", lambda request: urls.append(request.url))

    page.locator("[data-formset=contacts] [data-add]").click()
    page.fill("[name=contacts-1-mobile]", "13812345678")

    expect(page.locator(f"{BLOCK} li")).to_have_count(3)
    expect(page.locator(BLOCK)).to_be_in_viewport()
    assert [url for url in urls if "138" in url] == []


def test_editing_asks_only_once_something_changed_and_not_of_oneself(page):  # noqa: F811
    factories.customer(Portfolio.objects.get(), name="招商银行", code="KH-9")
    radar.look()
    page.goto("/customers/KH-2/edit/")
    asked = asked_of(page)
    page.wait_for_timeout(900)
    assert asked == []

    page.fill("#id_name", "招商银行")

    expect(page.locator(f"{BLOCK} a")).to_have_count(1)
    expect(page.locator(f"{BLOCK} a")).to_contain_text("KH-9")


def test_going_on_asks_why_and_the_queue_keeps_it(page):  # noqa: F811
    page.goto("/customers/new/")
    page.fill("#id_name", "重庆啤酒")
    page.locator("[data-primary-button]").click()

    page.check("[name=not_duplicate_of]")
    page.locator("[data-primary-button]").click()
    assert page.evaluate("document.querySelector('[name=reason]').validity.valueMissing")
    page.fill("[name=reason]", "注册地不同")
    page.locator("[data-primary-button]").click()
    page.wait_for_url("**/customers/KH-0*/")
    page.goto("/customers/duplicates/?verdict=other")

    expect(page.locator("table.rows")).to_contain_text("注册地不同")


def test_on_a_phone_the_block_leaves_room_to_type(live_server, browser, client, clerk):  # noqa: F811
    radar.look()
    narrow = opened(browser, live_server, client, clerk, viewport={"width": 390, "height": 844})
    narrow.goto("/customers/new/")

    narrow.fill("#id_name", "重庆啤酒")
    expect(narrow.locator(f"{BLOCK} a").first).to_be_visible()

    assert narrow.evaluate("document.documentElement.scrollWidth") == 390
    assert narrow.locator(BLOCK).bounding_box()["height"] < 844 * 0.45

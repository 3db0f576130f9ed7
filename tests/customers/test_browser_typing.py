"""What is typed is neither lost nor saved by mistake: drafts (ux 17), and fields edited in place (ux 20)."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from access.drafts.models import Draft
from customers.models import Customer
from tests.browser import chromium
from tests.customers.finding.test_browser import browser, clerk, page  # noqa: F401 - fixtures
from tests.test_keyboard_hour import FOCUSED

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(chromium() is None, reason="no Chromium found"),
]
EDIT, STATE = "/customers/KH-1/edit/", "[data-draft-state]"
PLACE = "[data-inline]:has(a[href*='/short_name/'])"
INPUT = f"{PLACE} input[name=short_name]"


def sign_in_anew(page, client, person):  # noqa: F811
    client.force_login(person)
    cookie = {"name": "kehu-session", "value": client.cookies["kehu-session"].value, "url": page.url}
    page.context.add_cookies([cookie])


def test_what_was_typed_before_the_sitting_ended_is_offered_and_taken(page, client, clerk):  # noqa: F811
    page.goto(EDIT)
    page.locator("[name=short_name]").press_sequentially("重啤", delay=20)
    expect(page.locator(STATE)).to_contain_text("存为草稿")
    assert Draft.objects.get().owner == clerk

    Session.objects.all().delete()
    page.locator("[name=external_id]").press_sequentially("X-7", delay=20)
    expect(page.locator(STATE)).to_contain_text("登录已失效")
    sign_in_anew(page, client, clerk)
    page.goto(EDIT)

    assert page.input_value("[name=short_name]") == ""
    page.click(".draft-offer form[method=get] button")
    assert page.input_value("[name=short_name]") == "重啤"
    assert page.input_value("[name=external_id]") == ""
    for _look in range(2):  # once more, then saved
        with page.expect_navigation():
            page.click("[data-primary-button]")
    assert (Customer.objects.get(code="KH-1").short_name, Draft.objects.count()) == ("重啤", 0)


def test_a_draft_is_kept_when_the_page_is_left_and_not_while_an_input_method_composes(page):  # noqa: F811
    kept = []
    page.on("request", lambda request: kept.append(request.post_data) if "/drafts/" in request.url else None)
    page.goto(EDIT)
    page.evaluate(
        """() => {
          const input = document.querySelector("[name=short_name]");
          input.value = "zhong'pi";
          input.dispatchEvent(new InputEvent("input", { bubbles: true, isComposing: true }));
        }"""
    )
    page.wait_for_timeout(2000)
    assert kept == []

    page.fill("[name=short_name]", "重啤")
    page.goto("/")
    page.goto(EDIT)
    expect(page.locator(".draft-offer")).to_be_visible()


def test_a_draft_that_cannot_be_kept_is_said(page):  # noqa: F811
    page.goto(EDIT)
    page.route("**/drafts/**", lambda route: route.abort())

    page.fill("[name=short_name]", "重啤")

    expect(page.locator(STATE)).to_contain_text("未能存为草稿")
    assert not Draft.objects.exists()


def open_in_place(page):  # noqa: F811
    page.goto("/customers/KH-1/")
    page.focus(f"{PLACE} .inline-edit")
    page.keyboard.press("Enter")
    page.wait_for_function(FOCUSED, arg=INPUT)


def test_a_field_is_saved_where_it_stands(page):  # noqa: F811
    open_in_place(page)

    page.keyboard.type("重啤")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    expect(page.locator(f"{PLACE} [data-inline-shown]")).to_contain_text("重啤")
    assert Customer.objects.get(code="KH-1").short_name == "重啤"


def test_what_is_refused_is_said_in_its_place_and_what_was_typed_stays(page):  # noqa: F811
    open_in_place(page)
    typed = "很" * 101

    page.evaluate(f"document.querySelector({INPUT!r}).removeAttribute('maxlength')")
    page.keyboard.insert_text(typed)
    with page.expect_response(re.compile("/short_name/")) as answer:
        page.keyboard.press("Enter")

    assert answer.value.status == 422
    expect(page.locator(f"{PLACE} .inline-form")).to_contain_text("100")
    page.wait_for_function(FOCUSED, arg=INPUT)
    assert page.input_value(INPUT) == typed
    assert Customer.objects.get(code="KH-1").short_name == ""


@pytest.mark.parametrize("leave", ["Escape", "cancel"])
def test_left_without_saving_the_value_and_the_focus_are_back(page, leave):  # noqa: F811
    open_in_place(page)
    page.keyboard.type("重啤")

    if leave == "Escape":
        page.keyboard.press("Escape")
    else:
        page.click(f"{PLACE} [data-inline-cancel]")

    expect(page.locator(f"{PLACE} .inline-form")).to_have_count(0)
    assert page.evaluate(FOCUSED, f"{PLACE} .inline-edit")
    assert Customer.objects.get(code="KH-1").short_name == ""


def test_an_escape_of_the_input_method_closes_nothing(page):  # noqa: F811
    open_in_place(page)

    page.evaluate(
        """document.activeElement.dispatchEvent(new KeyboardEvent("keydown",
            {key: "Escape", keyCode: 229, isComposing: true, bubbles: true, cancelable: true}))"""
    )

    expect(page.locator(INPUT)).to_be_visible()

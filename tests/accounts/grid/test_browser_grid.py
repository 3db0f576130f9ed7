"""The grid in a browser: rows pasted into a cell, errors beside their cells, an offered match taken, keys, the sum."""

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from accounts.models import Entry
from audit.history import acting
from tests import factories
from tests.accounts.ledger import post
from tests.browser import chromium
from tests.test_story import PASSWORD, browser  # noqa: F401 - a fixture

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(chromium() is None, reason="no Chromium found"),
]
PASTE = """text => { const data = new DataTransfer(); data.setData("text", text);
    document.activeElement.dispatchEvent(new ClipboardEvent("paste",
        {clipboardData: data, bubbles: true, cancelable: true})); }"""
STATEMENT = (
    "交易日期\t对方户名\t贷方发生额\t摘要\n2026-01-09\tKH-000001\t100.00\t货款 F-7\n2026-01-09\tKH-000002\t1.005\t\n"
)


@pytest.fixture
def desk(live_server, transactional_db, browser):  # noqa: F811
    """The clerk's page of the grid; an error of a script or a breach of the content policy fails the test."""
    call_command("bootstrap", verbosity=0)
    east = factories.portfolio("EAST")
    clerk = factories.person("clerk_east", "财务文员", manages=[east])
    with acting(actor=None, kind="tests.password", channel="command"):
        clerk.set_password(PASSWORD)
        clerk.save(update_fields=["password"])
    one, _other = (factories.customer(east, code=f"KH-00000{number}") for number in (1, 2))
    post(one, clerk, amount="250.00", reference="F-7")
    complaints = []
    page = browser.new_context(base_url=live_server.url, locale="zh-CN").new_page()
    page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto("/login/?next=/receivables/entries/grid/")
    page.fill("[name=login]", "clerk_east")
    page.fill("[name=password]", PASSWORD)
    page.click("[data-primary-button]")
    page.wait_for_url("**/entries/grid/")
    yield page
    assert complaints == []


def cell(page, place, name):
    return page.locator(f"[name=row-{place}-{name}]")


def test_pasted_rows_are_judged_matched_corrected_and_posted_once(desk):
    cell(desk, 0, "customer").focus()
    desk.evaluate(PASTE, STATEMENT)
    desk.wait_for_load_state()
    expect(cell(desk, 0, "amount")).to_have_value("100.00")
    expect(cell(desk, 0, "memo")).to_have_value("货款 F-7")
    expect(cell(desk, 1, "amount")).to_have_value("1.005")

    desk.fill("[name=posting_date]", "2026-01-10")
    desk.click(".acts [value=check]")
    expect(desk.locator("[data-grid-row]").nth(1).locator("td[data-wrong] input")).to_have_value("1.005")
    expect(desk.locator("[data-grid-row]").nth(0).locator("td[data-wrong]")).to_have_count(0)
    assert Entry.objects.count() == 1

    desk.click("button[value=take-0]")
    expect(cell(desk, 0, "settles")).to_have_value("F-7")
    cell(desk, 1, "amount").fill("2.50")
    desk.fill("[name=control_total]", "102.50")
    expect(desk.locator("[data-grid-total]")).to_have_text("102.50")
    expect(desk.locator("[data-grid-rest]")).to_have_text("Δ 0.00")
    desk.click(".acts [value=check]")
    desk.click(".acts [value=post]")
    desk.wait_for_url("**/entries/grid/*/")

    assert sorted(Entry.objects.values_list("effect", flat=True)) == [-100, -2.5, 250]
    paid = Entry.objects.get(effect=-100).items.get().credit_allocations.get().debit.entry
    assert paid.reference == "F-7"


def test_keys_move_copy_and_add_a_row_and_leave_an_input_method_alone(desk):
    first = cell(desk, 0, "customer")
    first.fill("KH-000001")
    first.press("Enter")
    expect(cell(desk, 1, "customer")).to_be_focused()
    cell(desk, 1, "customer").press("Control+d")
    expect(cell(desk, 1, "customer")).to_have_value("KH-000001")
    cell(desk, 1, "customer").press("ArrowUp")
    expect(first).to_be_focused()
    desk.evaluate("""document.activeElement.dispatchEvent(new KeyboardEvent("keydown",
        {key: "Enter", keyCode: 229, isComposing: true, bubbles: true, cancelable: true}))""")
    expect(first).to_be_focused()
    rows = desk.locator("[data-grid-row]")
    count = rows.count()
    cell(desk, count - 1, "amount").press("Enter")
    expect(rows).to_have_count(count + 1)
    expect(cell(desk, count, "amount")).to_be_focused()
    expect(cell(desk, count, "customer")).to_have_value("")

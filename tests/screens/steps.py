"""How to get to each page by clicking."""

import time
from collections.abc import Callable

from playwright.sync_api import Page


def at(address: str) -> Callable[[Page], object]:
    """Go straight to ``address``."""
    return lambda page: page.goto(address)


def first_customer(page: Page, *, status: str = "active") -> str:
    """Open the first customer of ``status``; returns its address."""
    page.goto(f"/customers/?status={status}")
    page.locator("table.rows td.name a").first.click()
    page.wait_for_load_state()
    return page.url.split("?")[0]


def under_customer(path: str) -> Callable[[Page], object]:
    """Go to a page below the first customer's."""
    return lambda page: page.goto(first_customer(page) + path)


def linked(start: str, selector: str) -> Callable[[Page], object]:
    """Follow the first link that ``selector`` finds at ``start``."""

    def steps(page: Page) -> None:
        page.goto(start)
        page.locator(selector).first.click()

    return steps


def editing_in_place(page: Page) -> None:
    """Open the form of the short name where it stands, with the keyboard."""
    first_customer(page)
    page.locator("[data-inline] .inline-edit").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".inline-form input[name=short_name]:focus")


def drafting(page: Page) -> None:
    """Type a customer half, wait until it is kept, and come back to the offer."""
    page.goto("/customers/new/")
    page.fill("[name=name]", "苏州半截贸易有限公司")
    page.wait_for_function("document.querySelector('[data-draft-state]').textContent")
    page.goto("/customers/new/")


def noting(page: Page) -> None:
    """Write a note and look at the journal of notes."""
    page.goto(first_customer(page) + "notes/")
    page.fill("[name=text]", "来电询问月结,希望账期延长到 45 天。")
    page.locator("[data-primary-button]").click()


def selected(page: Page, *, act: str = "") -> None:
    """Tick three customers of the list and, with ``act``, go on to what it asks."""
    page.goto("/customers/?page_size=25")
    for number in range(3):
        page.locator(".pick-box").nth(number).check()
    if act:
        page.locator(f"#selection [name=act][value={act}]").click()


def foreseen(page: Page, *, size: int = 1) -> None:
    """The preview of giving three customers the size of this number."""
    selected(page, act="classification")
    page.locator("[name=choose][value=size]").click()
    page.locator("select[name=category]").select_option(index=size)
    page.locator("[data-primary-button]").click()


def carried_out(page: Page) -> None:
    """What came of it; by a size that they do not have from the picture before."""
    foreseen(page)
    if not page.locator("[data-primary-button]").count():
        foreseen(page, size=2)
    page.locator("[data-primary-button]").click()


def wrong_paper(page: Page) -> None:
    """File a program as a licence."""
    page.goto(first_customer(page) + "attachments/")
    page.set_input_files(
        "[name=file]", {"name": "执照.pdf", "mimeType": "application/pdf", "buffer": b"MZ" + bytes(60)}
    )
    page.locator("[data-primary-button]").click()


def importing(page: Page) -> None:
    """Bring a file and look at its columns."""
    page.goto("/customers/import/")
    text = "客户编码,客户名称,手机,城市\nT-1,示例客户,13800138000,杭州\nT-2,,1,\n"
    page.set_input_files("[name=file]", {"name": "客户.csv", "mimeType": "text/csv", "buffer": text.encode()})
    page.locator("[data-primary-button]").click()


def opened(address: str, menu: str) -> Callable[[Page], object]:
    """Go to ``address`` and open the menu of that name."""

    def steps(page: Page) -> None:
        page.goto(address)
        page.click(f"[popovertarget={menu}]")

    return steps


def saved_views(page: Page) -> None:
    """The saved views, of which there is one at least."""
    page.goto("/customer-views/")
    if not page.locator("table.rows td.name").count():
        page.goto("/customer-views/new/?status=frozen")
        page.fill("[name=name]", "冻结客户")
        page.check("[name=shared]")
        page.locator("[data-primary-button]").click()
        page.goto("/customer-views/")


def kept_columns(page: Page) -> None:
    """Keep the columns of an export under a name, and look at the set."""
    page.goto("/customers/export/")
    page.locator(".section > details > summary").click()
    page.fill("[name=set_name]", f"对账 {time.time_ns() % 10**6}")
    page.locator("button[value=keep]").click()
    page.goto("/exports/column-sets/")
    page.locator("table.rows .acts-cell a").first.click()


def creating(page: Page, *, name: str = "苏州听雨轩茶叶有限公司") -> None:
    """Type a customer that resembles one that is there, as far as the second look."""
    page.goto("/customers/new/")
    page.fill("[name=name]", name)
    page.fill("[name=terms]", "net 30")
    page.fill("[name=contacts-0-name]", "王小明")
    page.fill("[name=contacts-0-mobile]", "13812345678")
    page.locator("[data-primary-button]").click()


def creating_alike(page: Page) -> None:
    """The second look at a customer called like one that is there."""
    page.goto("/customers/")
    creating(page, name=page.locator("table.rows td.name a").first.inner_text())


def typing_alike(page: Page) -> None:
    """The form while a name like one that is there is typed."""
    page.goto("/customers/")
    name = page.locator("table.rows td.name a").first.inner_text()
    page.goto("/customers/new/")
    page.fill("#id_name", name)
    page.wait_for_selector("#similar-typed li")


def said_alike(page: Page) -> None:
    """What was said of two customers, one of which is made for it."""
    creating_alike(page)
    for box in page.locator("[name=not_duplicate_of]").all():
        box.check()
    page.fill("[name=reason]", "注册地不同，法定代表人不同")
    page.locator("[data-primary-button]").click()
    page.goto("/customers/duplicates/?verdict=other")
    page.locator("table.rows .name a").first.click()


def wrong_creating(page: Page) -> None:
    page.goto("/customers/new/")
    page.fill("[name=tax_id]", "91350100M000100Y4Z")
    page.fill("[name=contacts-0-mobile]", "12")
    page.locator("[data-primary-button]").click()


def changing(page: Page) -> None:
    """The second look at a change of which a part waits for approval."""
    page.goto(first_customer(page) + "edit/")
    page.fill("[name=short_name]", "新简称")
    page.fill("[name=name]", page.input_value("[name=name]") + "(集团)")
    page.locator("[data-primary-button]").click()


def conflicting(page: Page) -> None:
    """Save over what somebody saved meanwhile."""
    address = first_customer(page)
    page.goto(f"{address}edit/")
    other = page.context.new_page()
    other.goto(f"{address}edit/")
    other.fill("[name=short_name]", f"简称{int(time.time() * 1000)}")
    other.locator("[data-primary-button]").click()
    other.locator("[data-primary-button]").click()
    other.wait_for_load_state()
    other.close()
    page.fill("[name=short_name]", "另一个简称")
    page.locator("[data-primary-button]").click()

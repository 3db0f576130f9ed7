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


def linked_ledger(page: Page) -> None:
    """The detail ledger of the first customer's account, from its open items."""
    linked("/receivables/ageing/", "table.report td.num a")(page)
    page.locator("nav.tabs a").nth(2).click()


def linked_allocation(page: Page) -> None:
    """The screen on which the first customer's credits are allocated."""
    linked("/receivables/ageing/", "table.report td.num a")(page)
    page.locator("nav.tabs a").last.click()


def posting(page: Page) -> None:
    code = first_customer(page).rstrip("/").rsplit("/", 1)[1]
    page.goto(f"/receivables/entries/new/?customer={code}")


def stating(page: Page) -> None:
    """What a statement of the first customer's account would say of this year."""
    page.goto(first_customer(page))
    page.locator("a[href*='/receivables/accounts/']").first.click()
    page.locator("a[href$='/statements/new/']").click()
    page.fill("[name=first]", page.input_value("[name=last]")[:4] + "-01-01")
    page.locator("main form[method=get] button").click()


def issuing(page: Page) -> None:
    """The statement, issued."""
    stating(page)
    page.locator("[data-primary-button]").click()


def posting_bill(page: Page) -> None:
    """The payable side, with a row for an instalment."""
    posting(page)
    page.locator("nav.tabs a").nth(1).click()
    page.locator("[data-add]").click()


def posting_receipt(page: Page) -> None:
    """A receipt by a bill: the inputs that a bill has."""
    posting(page)
    page.select_option("[name=kind]", "receipt")
    page.select_option("[name=instrument]", "bank_acceptance")


def pairing(kind: str) -> Callable[[Page], object]:
    """Ask for two entries at once."""

    def steps(page: Page) -> None:
        code = first_customer(page).rstrip("/").rsplit("/", 1)[1]
        page.goto(f"/receivables/customers/{code}/pairs/new/?kind={kind}")

    return steps


def asking_credit(page: Page) -> None:
    """Ask for credit for the first customer."""
    code = first_customer(page).rstrip("/").rsplit("/", 1)[1]
    page.goto(f"/receivables/customers/{code}/credit-requests/new/")


def asking_override(page: Page) -> None:
    """Ask for an override for the first customer."""
    code = first_customer(page).rstrip("/").rsplit("/", 1)[1]
    page.goto(f"/receivables/customers/{code}/credit-overrides/new/?reference=F-1&amount=900000.00")


def wrong_credit(page: Page) -> None:
    """A temporary limit that ends before it starts, beside a limit that is none."""
    asking_credit(page)
    page.select_option("[name=mode]", "limited")
    page.fill("[name=limit]", "-5")
    page.fill("[name=temporary_amount]", "1000.00")
    page.fill("[name=temporary_from]", "2026-03-02")
    page.fill("[name=temporary_to]", "2026-03-01")
    page.locator("main [data-primary-button]").click()


def wrong_grid(page: Page) -> None:
    """A grid with rows pasted from a bank statement, whose payers nobody knows, and one that is fine."""
    code = first_customer(page).rstrip("/").rsplit("/", 1)[1]
    page.goto("/receivables/entries/grid/")
    page.locator("[data-paste] summary").click()
    heads = "交易日期\t对方户名\t贷方发生额\t摘要\t流水号"
    page.fill("[name=pasted]", f"{heads}\n2026-01-05\t{code}\t1,200.00\t货款\tB001\n2026-01-06\t无此客户\t80\t\tB002\n")
    page.locator("button[value=paste]").click()
    page.fill("[name=control_total]", "1280.00")
    page.locator("[data-primary-button]").click()


def posted_grid(page: Page) -> None:
    """What a batch of two receipts led to; one without a document, one that settles the oldest."""
    code = first_customer(page).rstrip("/").rsplit("/", 1)[1]
    page.goto("/receivables/entries/grid/")
    for place, amount in enumerate(("0.02", "0.03")):
        page.fill(f"[name=row-{place}-customer]", code)
        page.fill(f"[name=row-{place}-amount]", amount)
    page.locator("[data-primary-button]").click()
    page.locator(".acts [value=post]").click()
    page.wait_for_url("**/entries/grid/*/")


def wrong_posting(page: Page) -> None:
    posting(page)
    page.fill("[name=amount]", "1e15")
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


def confirming_entry(page: Page) -> None:
    posting(page)
    page.fill("[name=amount]", "1234567.89")
    page.fill("[name=memo]", "一月货款")
    page.locator("[data-primary-button]").click()

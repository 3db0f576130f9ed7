"""Which pages are shown, to whom, and how to get there by clicking."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page


@dataclass(frozen=True)
class Shot:
    """One page: ``person`` is the demonstration sign-in, "" for nobody; ``steps`` lead there."""

    name: str
    person: str
    steps: Callable[[Page], object]


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


def foreseen(page: Page) -> None:
    """The preview of classifying three customers."""
    selected(page, act="classification")
    page.locator("[name=choose][value=size]").click()
    page.locator("select[name=category]").select_option(index=1)
    page.locator("[data-primary-button]").click()


def carried_out(page: Page) -> None:
    """What came of it."""
    foreseen(page)
    page.locator("[data-primary-button]").click()


def linked_ledger(page: Page) -> None:
    """The detail ledger of the first customer's account, from its open items."""
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


PENDING_IN_ADMIN = "/admin/access/request/?status__exact=pending"
PAGES = [
    Shot("sign-in", "", at("/login/")),
    Shot("home", "clerk_east", at("/")),
    Shot("list", "clerk_east", at("/customers/")),
    Shot("list-filtered", "manager", at("/customers/?status=active&category=size:large")),
    Shot("list-columns", "clerk_east", opened("/customers/?status=active", "columns")),
    Shot("list-views", "clerk_east", opened("/customers/?status=active", "views")),
    Shot("list-selected", "clerk_east", selected),
    Shot("bulk-new", "clerk_east", lambda page: selected(page, act="classification")),
    Shot("bulk-preview", "clerk_east", foreseen),
    Shot("bulk-done", "clerk_east", carried_out),
    Shot("columns", "clerk_east", at("/customer-lists/columns/")),
    Shot("views", "manager", saved_views),
    Shot("view-new", "manager", at("/customer-views/new/?status=frozen&category=size:large")),
    Shot("list-none", "clerk_east", at("/customers/?q=没有这个客户")),
    Shot("list-reception", "reception", at("/customers/")),
    Shot("list-sysadmin", "sysadmin", at("/customers/")),
    Shot("detail", "clerk_east", first_customer),
    Shot("detail-inline", "clerk_east", editing_in_place),
    Shot("detail-reception", "reception", first_customer),
    Shot("detail-frozen", "manager", lambda page: first_customer(page, status="frozen")),
    Shot("create", "clerk_east", at("/customers/new/")),
    Shot("create-draft", "clerk_east", drafting),
    Shot("create-wrong", "clerk_east", wrong_creating),
    Shot("create-confirm", "clerk_east", creating),
    Shot("create-alike", "clerk_east", creating_alike),
    Shot("create-typing", "clerk_east", typing_alike),
    Shot("edit", "clerk_east", under_customer("edit/")),
    Shot("edit-confirm", "clerk_east", changing),
    Shot("edit-conflict", "clerk_east", conflicting),
    Shot("history", "clerk_east", under_customer("history/")),
    Shot("tab-ledger", "clerk_east", under_customer("ledger/")),
    Shot("tab-contacts", "clerk_east", under_customer("contacts/")),
    Shot("notes", "clerk_east", noting),
    Shot("verification", "clerk_east", under_customer("verifications/new/")),
    Shot("tab-categories", "clerk_east", under_customer("categories/")),
    Shot("tab-approvals", "supervisor", under_customer("approvals/")),
    Shot("papers", "clerk_east", under_customer("attachments/")),
    Shot("paper-wrong", "clerk_east", wrong_paper),
    Shot("look-alikes", "manager", at("/customers/duplicates/")),
    Shot("look-alikes-said", "clerk_east", said_alike),
    Shot("look-alikes-past", "clerk_east", at("/customers/duplicates/?verdict=other")),
    Shot("papers-expiring", "manager", at("/customers/attachments/expiring/")),
    Shot("export", "clerk_east", at("/customers/export/?status=active")),
    Shot("export-in-full", "supervisor", at("/customers/export/")),
    Shot("export-none", "clerk_east", at("/customers/export/?q=没有这个客户")),
    Shot("column-set", "clerk_east", kept_columns),
    Shot("column-sets", "clerk_east", at("/exports/column-sets/")),
    Shot("transition", "clerk_east", under_customer("transitions/new/")),
    Shot("deletion", "clerk_east", under_customer("deletion-requests/new/")),
    Shot("posting", "clerk_east", posting),
    Shot("ageing", "manager", at("/receivables/ageing/")),
    Shot("ageing-categories", "manager", at("/receivables/ageing/?by=region&basis=document")),
    Shot("ageing-wrong", "clerk_east", at("/receivables/ageing/?as_of=2026-02-30")),
    Shot("open-items", "clerk_east", linked("/receivables/ageing/", "table.report td.num a")),
    Shot("detail-ledger", "clerk_east", linked_ledger),
    Shot("posting-wrong", "clerk_east", wrong_posting),
    Shot("statement-new", "clerk_east", stating),
    Shot("statement", "clerk_east", issuing),
    Shot("statements", "auditor", at("/receivables/statements/")),
    Shot("import", "clerk_east", at("/customers/import/")),
    Shot("import-mapping", "clerk_east", importing),
    Shot("runs", "clerk_east", at("/runs/")),
    Shot("posting-confirm", "clerk_east", confirming_entry),
    Shot("approvals", "supervisor", at("/approvals/")),
    Shot("approval", "supervisor", linked("/approvals/", "table.rows .name a")),
    Shot("admin", "supervisor", at("/admin/")),
    Shot("admin-requests", "supervisor", at("/admin/access/request/")),
    Shot("admin-approval", "supervisor", linked(PENDING_IN_ADMIN, "#result_list tbody th a")),
    Shot("api-docs", "sysadmin", at("/api/docs/")),
    Shot("categories", "supervisor", at("/categories/")),
    Shot("settings", "manager", at("/settings/")),
    Shot("settings-group", "manager", at("/settings/groups/thresholds/")),
    Shot("settings-accounts", "manager", at("/settings/company/accounts/")),
    Shot("people", "sysadmin", at("/settings/people/")),
    Shot("person", "sysadmin", linked("/settings/people/", "table.rows .name a")),
    Shot("new-person", "sysadmin", at("/settings/people/new/")),
    Shot("people-file", "sysadmin", at("/settings/people/file/")),
    Shot("portfolios", "sysadmin", at("/settings/portfolios/")),
    Shot("roles", "sysadmin", at("/settings/roles/")),
    Shot("help", "clerk_east", at("/help/")),
    Shot("help-chapter", "clerk_east", at("/help/find/")),
    Shot("help-outside", "", at("/help/sign-in/")),
    Shot("journal", "auditor", at("/audit/")),
    Shot("deleted", "auditor", at("/audit/deleted/")),
    Shot("action", "auditor", linked("/audit/", "main table.rows td a")),
    Shot("password", "clerk_east", at("/password/")),
    Shot("not-found", "clerk_east", at("/customers/NOBODY/")),
]

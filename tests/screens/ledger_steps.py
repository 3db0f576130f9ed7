"""How to get to each page of the ledger by clicking."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.screens.steps import first_customer, linked


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


def confirming_entry(page: Page) -> None:
    posting(page)
    page.fill("[name=amount]", "1234567.89")
    page.fill("[name=memo]", "一月货款")
    page.locator("[data-primary-button]").click()

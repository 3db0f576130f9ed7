"""Steps to the pages on which books are compared with a customer's."""

from playwright.sync_api import Page

from tests.screens.ledger_steps import issuing
from tests.screens.steps import first_customer


def answering(page: Page) -> None:
    """What the customer answers to the statement that was issued."""
    issuing(page)
    page.locator("a[href$='/answers/new/']").click()


def comparing(page: Page) -> None:
    """The customer's ledger, to be brought."""
    page.goto(first_customer(page))
    page.locator("a[href*='/receivables/accounts/']").first.click()
    page.locator("a[href$='/comparisons/new/']").click()


def compared(page: Page) -> None:
    """What came of the customer's lines."""
    comparing(page)
    text = "日期,单据号,摘要,借方,贷方\n2026-02-01,FP-0001,货款,,1000.00\n2026-02-11,YF-3,运费,15.00,\n"
    page.set_input_files("[name=file]", {"name": "theirs.csv", "mimeType": "text/csv", "buffer": text.encode()})
    page.locator("[data-primary-button]").click()


def running(page: Page) -> None:
    """The statements of a portfolio, asked for."""
    page.goto("/receivables/statements/runs/new/")
    page.locator("[data-primary-button]").click()

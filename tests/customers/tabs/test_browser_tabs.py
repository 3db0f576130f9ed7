"""The tabs of a customer on a phone: the one that is open stands in sight."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser import chromium
from tests.customers.finding.test_browser import browser, clerk, opened, page  # noqa: F401

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(chromium() is None, reason="no Chromium found"),
]


def test_the_open_tab_is_in_sight_on_a_phone(page):  # noqa: F811
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(reverse("customers:history", args=["KH-1"]))

    row, tab = page.locator(".tabs"), page.locator(".tabs [aria-current]")
    assert row.evaluate("row => row.scrollWidth > row.clientWidth")
    expect(tab).to_be_in_viewport(ratio=0.95)
    row.evaluate("row => { row.scrollLeft = 0; }")
    expect(tab).not_to_be_in_viewport(ratio=0.95)  # it is the scrolling that brings it there

"""The page of the API's description: for whoever is signed in, whole under the content policy."""

import pytest
from django.core.management import call_command
from django.db import connections

from tests import factories
from tests.browser import ARGUMENTS, chromium

PAGE = "/api/docs/"


def test_the_page_is_for_whoever_is_signed_in(db, client):
    turned_away = client.get(PAGE)
    client.force_login(factories.person("reader"))
    shown, script = client.get(PAGE), client.get(PAGE, {"script": ""})

    assert (turned_away.status_code, turned_away["Location"]) == (302, f"/login/?next={PAGE}")
    assert shown.status_code == script.status_code == 200
    assert [word for word in ("<script>", "<style", "onload=") if word in shown.content.decode()] == []
    assert script["Content-Type"].startswith("application/javascript")


def test_another_parameter_is_refused(db, client):
    client.force_login(factories.person("reader"))

    assert client.get(PAGE, {"url": "https://elsewhere.example/"}).status_code == 400


@pytest.mark.browser
@pytest.mark.skipif(chromium() is None, reason="no Chromium found")
@pytest.mark.django_db(transaction=True)
def test_a_call_can_be_tried_and_nothing_breaks_the_content_policy(live_server, client, monkeypatch):
    from playwright.sync_api import sync_playwright

    call_command("bootstrap", verbosity=0)
    east = factories.portfolio("EAST")
    client.force_login(factories.person("clerk", "财务文员", manages=[east]))
    cookie = client.cookies["kehu-session"].value
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    complaints = []
    with sync_playwright() as playwright:
        connections.close_all()
        context = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS).new_context(
            base_url=live_server.url
        )
        context.add_cookies([{"name": "kehu-session", "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
        page.goto(PAGE)
        page.locator("#operations-portfolios-portfolios_list .opblock-summary-control").click(timeout=30_000)
        page.get_by_role("button", name="Try it out").click()
        page.get_by_role("button", name="Execute").click()
        answer = page.locator(".live-responses-table .response .microlight").first
        answer.wait_for()
        assert "EAST" in answer.inner_text()
        connections.close_all()
    assert complaints == []

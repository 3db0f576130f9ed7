"""Take screenshots of every page into var/screens/, and axe's findings with them: ``python -m tests.screens [NAME …]``.

Serves a demonstration of its own below var/screens-data, or uses KEHU_SCREENS_URL with KEHU_DEMO_PASSWORD. Exits with 1
when axe finds something serious or a page breaks its content policy.
"""

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import product
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from config.installation import PROJECT, data_folder
from tests.browser import ARGUMENTS, chromium
from tests.screens.pages import PAGES, Shot

WIDTHS, LANGUAGES, THEMES = (1440, 390), ("zh-hans", "en"), ("light", "dark")
SERIOUS = {"serious", "critical"}
START_S = 240
Sittings = dict[str, Any]  # by person, what their browser keeps


def main(names: list[str]) -> int:
    """Take the shots called ``names``, or all; returns 1 where something serious was found."""
    folder = data_folder() / "screens"
    folder.mkdir(parents=True, exist_ok=True)
    shots = [shot for shot in PAGES if not names or shot.name in names]
    with served() as (url, password), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        sittings = {person: signed_in(browser, url, person, password) for person in {shot.person for shot in shots}}
        findings = [line for look in looks(shots) for line in taken(browser, url, sittings, folder, *look)]
    (folder / "findings.txt").write_text("\n".join(findings) + "\n", encoding="utf-8")
    print(f"{len(list(looks(shots)))} pictures in {folder}, {len(findings)} findings")
    print("\n".join(findings))
    return 1 if findings else 0


def looks(shots: list[Shot]) -> Iterator[tuple[Shot, int, str, str]]:
    """Each shot at each width, in each language and theme."""
    yield from product(shots, WIDTHS, LANGUAGES, THEMES)


def taken(
    browser: Browser, url: str, sittings: Sittings, folder: Path, shot: Shot, width: int, language: str, theme: str
) -> list[str]:
    """Take one picture; returns what was found wrong on the page."""
    name = f"{shot.name}-{width}-{language}-{theme}"
    context = browser.new_context(
        base_url=url, viewport={"width": width, "height": 900}, color_scheme=theme, bypass_csp=True, locale=language,
        storage_state=sittings[shot.person],
    )  # fmt: skip
    context.add_cookies([{"name": "kehu-language", "value": language, "url": url}])
    page = context.new_page()
    broken: list[str] = []
    page.on(
        "console", lambda message: broken.append(message.text) if "Content Security Policy" in message.text else None
    )
    shot.steps(page)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=folder / f"{name}.png", full_page=True)
    found = [f"{name}: {violation}" for violation in serious(page)] + [f"{name}: {text}" for text in broken]
    context.close()
    return found


def serious(page: Page) -> Iterator[str]:
    """What axe holds against the page and calls serious or worse."""
    for violation in Axe().run(page).response["violations"]:
        if violation["impact"] in SERIOUS:
            places = [node["target"] for node in violation["nodes"][:3]]
            yield f"{violation['id']} ({violation['impact']}): {places}"


def signed_in(browser: Browser, url: str, person: str, password: str) -> Any:
    """What a browser keeps once ``person`` has signed in: once for all pictures, since an address may only so often."""
    context = browser.new_context(base_url=url)
    page = context.new_page()
    if person:
        page.goto("/login/")
        page.fill("[name=login]", person)
        page.fill("[name=password]", password)
        page.click("[data-primary-button]")
        page.wait_for_url(lambda address: "/login/" not in address)
    state = context.storage_state()
    context.close()
    return state


@contextmanager
def served() -> Iterator[tuple[str, str]]:
    """A running installation: its address and the demonstration's password."""
    if url := os.environ.get("KEHU_SCREENS_URL"):
        yield url, os.environ["KEHU_DEMO_PASSWORD"]
        return
    folder, port = data_folder() / "screens-data", free_port()
    password = remembered_password(folder)
    environment = os.environ | {"KEHU_DATA_DIR": str(folder), "PORT": str(port), "KEHU_DEMO_PASSWORD": password}
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "SECRET_KEY", "FIELD_KEYS"):
        environment.pop(name, None)
    server = subprocess.Popen([sys.executable, "-m", "config.start"], cwd=PROJECT, env=environment)
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for(url, server)
        yield url, password
    finally:
        server.terminate()
        server.wait(60)


def remembered_password(folder: Path) -> str:
    """The password of this demonstration's people, made once."""
    kept = folder / "screens-password"
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(16))
    return kept.read_text()


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


def wait_for(url: str, server: subprocess.Popen) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until and server.poll() is None:
        with suppress(OSError), urllib.request.urlopen(f"{url}/readyz", timeout=2):  # noqa: S310 our own address
            return
        time.sleep(0.5)
    raise RuntimeError("The server did not start; see its output above.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

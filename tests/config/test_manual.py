"""The manual: both languages, the chapter of each page, and nothing the content policy would refuse."""

import re

import pytest
from django.test import RequestFactory
from django.urls import get_resolver, resolve, reverse
from django.utils.translation import override

from config import manual
from tests import factories
from tests.screens.pages import PAGES

LANGUAGES = ("zh-hans", "en")


@pytest.fixture
def clerk(db, client):
    person = factories.person("clerk", "财务文员", manages=[factories.portfolio()])
    client.force_login(person)
    return person


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", manual.CHAPTERS)
def test_every_chapter_is_there_in_both_languages_and_keeps_the_content_policy(name, language):
    with override(language):
        found = manual.chapter(name, pictures=True)

    assert found.title
    assert len(found.html) > 250
    assert re.findall(r"style=|<script|javascript:|\son\w+=|page:|\.md", found.html) == []


def test_no_file_lies_beside_the_chapters():
    for folder in manual.LANGUAGES.values():
        assert {file.stem for file in (manual.FOLDER / folder).glob("*.md")} == set(manual.CHAPTERS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_picture_is_one_that_make_screens_takes(language):
    named = {
        name
        for file in (manual.FOLDER / manual.LANGUAGES[language]).glob("*.md")
        for name in re.findall(r"screen:([a-z0-9-]+)", file.read_text(encoding="utf-8"))
    }

    assert named - {shot.name for shot in PAGES} == set()


def test_the_same_chapters_say_the_same_number_of_things_in_both_languages():
    for name in manual.CHAPTERS:
        texts = [(manual.FOLDER / folder / f"{name}.md").read_text(encoding="utf-8") for folder in ("zh", "en")]
        counts = [
            (text.count("\n## "), text.count("\n- "), text.count("\n| "), text.count("screen:")) for text in texts
        ]
        assert counts[0] == counts[1], name


def test_the_chapter_follows_from_the_page():
    def about(path):
        request = RequestFactory().get(path)
        request.resolver_match = resolve(path)
        return manual.chapter_url(request).rstrip("/").rsplit("/", 1)[1]

    pages = {
        "/customers/": "find", "/customers/new/": "add", "/customers/KH-1/": "change", "/customers/import/": "import",
        "/approvals/": "approvals", "/settings/people/": "settings", "/audit/": "audit", "/login/": "sign-in",
        "/categories/": "categories", "/receivables/entries/new/": "posting", "/": "help",
    }  # fmt: skip
    assert {path: about(path) for path in pages} == pages


def test_every_chapter_but_the_first_hour_is_some_pages_own():
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert names
    assert {chapter for _start, chapter in manual.ABOUT} == set(manual.CHAPTERS) - {"first-hour"}


@pytest.mark.parametrize("path", ["/", "/customers/", "/approvals/", "/categories/"])
def test_the_question_mark_is_on_every_page(client, clerk, path):
    page = client.get(path)

    assert f'href="{manual.chapter_url(page.wsgi_request)}"' in page.content.decode()


def test_the_manual_is_read_before_sign_in_too_without_pictures(client, db):
    for name in manual.CHAPTERS:
        page = client.get(reverse("help:chapter", args=[name]))
        assert page.status_code == 200
        assert "<img" not in page.content.decode()
    assert "/help/" in client.get("/login/").content.decode()
    assert client.get("/help/pictures/list/").status_code == 302


def test_a_picture_is_shown_where_it_was_taken_and_left_out_where_not(client, clerk, tmp_path, monkeypatch):
    monkeypatch.setattr(manual, "data_folder", lambda: tmp_path)
    address = reverse("help:chapter", args=["find"])
    assert "<img" not in client.get(address).content.decode()

    (tmp_path / "screens").mkdir()
    (tmp_path / "screens" / "list-filtered-1440-zh-hans-light.png").write_bytes(b"\x89PNG")

    assert (
        "/help/pictures/list-filtered/" in client.get(address, headers={"Accept-Language": "zh-hans"}).content.decode()
    )
    assert client.get("/help/pictures/list-filtered/", headers={"Accept-Language": "zh-hans"}).status_code == 200
    assert client.get("/help/pictures/nothing/").status_code == 404


@pytest.mark.parametrize("path", ["/help/nowhere/", "/help/../settings/", "/help/pictures/../x/"])
def test_what_is_no_chapter_is_not_there(client, clerk, path):
    assert client.get(path).status_code in (302, 404)

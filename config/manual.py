"""The manual: chapters of docs/manual in both languages, rendered when they are asked for (docs/decisions/021)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.html import escape
from django.utils.translation import get_language
from markdown_it import MarkdownIt
from markdown_it.token import Token

from config.installation import PROJECT, data_folder

FOLDER = PROJECT / "docs" / "manual"
LANGUAGES = {"zh-hans": "zh", "en": "en"}
CHAPTERS = (
    "first-hour", "sign-in", "find", "add", "change", "posting", "approvals", "import", "export", "categories",
    "settings", "audit",
)  # fmt: skip
# The chapter about a page, by how the name of its address begins; the first that fits.
ABOUT = (
    ("account_", "sign-in"),
    ("customers:new", "add"),
    ("customers:import", "import"),
    ("customers:export", "export"),
    ("customers:list", "find"),
    ("customers:", "change"),
    ("imports:", "import"),
    ("exports:", "export"),
    ("runs:", "import"),
    ("customer_lists:", "find"),
    ("finding:", "find"),
    ("accounts:", "posting"),
    ("approvals:", "approvals"),
    ("categories:", "categories"),
    ("settings:", "settings"),
    ("audit:", "audit"),
)
PICTURE = re.compile(r"screen:([a-z0-9-]+)")
CHAPTER = re.compile(r"([a-z-]+)\.md")


@dataclass(frozen=True)
class Chapter:
    """One chapter in one language: ``html`` without its title."""

    name: str
    title: str
    html: str


def language() -> str:
    """The manual's folder for the active language; Chinese where there is none of it."""
    return LANGUAGES.get(get_language() or "", "zh")


def chapter_url(request: HttpRequest) -> str:
    """Where the manual speaks of the page asked for; its list of chapters where none does."""
    match = request.resolver_match
    name = match.view_name if match else ""
    found = next((chapter for start, chapter in ABOUT if name.startswith(start)), None)
    return reverse("help:chapter", args=[found]) if found else reverse("help:manual")


def titles() -> list[tuple[str, str]]:
    """Every chapter's name and title in the active language, in reading order."""
    return [(name, chapter(name).title) for name in CHAPTERS]


def chapter(name: str, *, pictures: bool = False) -> Chapter:
    """The chapter ``name`` in the active language, with ``pictures`` those that ``make screens`` left here.

    Raises KeyError where there is no such chapter.
    """
    if name not in CHAPTERS:
        raise KeyError(name)
    text = (FOLDER / language() / f"{name}.md").read_text(encoding="utf-8")
    named = PICTURE.findall(text) if pictures else []
    title, html = _rendered(text, frozenset(one for one in named if picture_file(one).exists()))
    return Chapter(name, title, html)


def picture_file(name: str) -> Path:
    """Where ``make screens`` leaves the picture of a page, in the active language; it need not be there."""
    code = {folder: code for code, folder in LANGUAGES.items()}[language()]
    return data_folder() / "screens" / f"{name}-1440-{code}-light.png"


@lru_cache(maxsize=64)
def _rendered(text: str, pictures: frozenset[str]) -> tuple[str, str]:
    """Title and HTML of a chapter, with those of its ``pictures`` that there are. No HTML of the text's own passes."""
    title, _end, body = text.partition("\n")
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    markdown.add_render_rule("image", _picture)
    markdown.add_render_rule("link_open", _link)
    html = markdown.render(body, {"pictures": pictures})
    return title.removeprefix("# ").strip(), html.replace("<p></p>\n", "")


def _picture(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    named = PICTURE.fullmatch(str(token.attrs.get("src", "")))
    if named is None or named[1] not in env["pictures"]:
        return ""
    address = reverse("help:picture", args=[named[1]])
    return f'<img class="picture" src="{address}" alt="{escape(token.content)}" loading="lazy">'


def _link(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """A link; one to another chapter's file leads to its page, ``name:…`` to the page of that name."""
    target = str(tokens[index].attrs.get("href", ""))
    if found := CHAPTER.fullmatch(target):
        target = reverse("help:chapter", args=[found[1]])
    elif target.startswith("page:"):
        try:
            target = reverse(target.removeprefix("page:"))
        except NoReverseMatch:
            target = reverse("help:manual")
    return f'<a href="{escape(target)}">'

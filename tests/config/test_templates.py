"""What holds for every template: the strict Content-Security-Policy, known icons, translated words."""

import re
from pathlib import Path

import pytest

from config import npm

PROJECT = Path(npm.__file__).resolve().parent.parent
TEMPLATES = sorted([*PROJECT.glob("templates/**/*.html"), *PROJECT.glob("*/templates/**/*.html")])
FORBIDDEN = {
    "style attribute": re.compile(r"<[^>]*\sstyle\s*="),
    "inline handler": re.compile(r"<[^>]*\son[a-z]+\s*="),
    "htmx handler": re.compile(r"<[^>]*\shx-on"),
    "inline script": re.compile(r"<script(?![^>]*\b(?:src=|type=\"application/json\"))"),
    "inline style sheet": re.compile(r"<style\b"),
    "address elsewhere": re.compile(r"(?:src|href)=[\"']https?://"),
}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(PROJECT)))
def test_a_template_needs_no_exception_from_the_policy(template):
    text = template.read_text(encoding="utf-8")

    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(text)] == []


def test_every_icon_drawn_is_in_the_sprite():
    drawn = {icon for path in TEMPLATES for icon in re.findall(r"{% icon \"([a-z0-9-]+)\"", path.read_text("utf-8"))}

    assert drawn - set(npm.ICONS) == set()

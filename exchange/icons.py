"""One icon of the sprite as HTML, for templates and for rows that are joined instead of templated."""

from functools import lru_cache

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString


def icon(name: str, label: str = "") -> SafeString:
    """Return one icon of the sprite: decoration, unless a label gives it a meaning of its own."""
    return _icon(_sprite(), name, str(label))


@lru_cache
def _sprite() -> str:
    return static("icons.svg")


@lru_cache(maxsize=1_000)
def _icon(sprite: str, name: str, label: str) -> SafeString:
    href = f"{sprite}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, href)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', href)

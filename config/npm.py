"""Browser libraries from npm as static files: named files only, and one sprite of the icons that the pages use.

config/node.py fetches the packages at set-up; nothing is built and nothing else of them is served.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

from exchange.printing.fonts import FILES as FILES_OF_FONTS

ROOT = Path(__file__).resolve().parent.parent / "node_modules"
GENERATED = ROOT / ".kehu"
# The name in {% static %} is the path below node_modules.
FILES = (
    "@tabler/core/dist/css/tabler.min.css",
    "@tabler/core/dist/js/tabler.min.js",
    "echarts/dist/echarts.common.min.js",
)
SPRITE = "icons.svg"
# fmt: off
ICONS = (
    "adjustments-horizontal", "alert-circle", "alert-triangle", "api", "archive", "arrow-back-up", "arrow-down",
    "arrow-left", "arrow-right", "arrow-up", "arrows-exchange", "arrows-sort", "ban", "bell", "bookmark", "building",
    "building-bank", "calendar", "cash", "category", "check", "checks", "chevron-down", "chevron-left",
    "chevron-right", "chevron-up", "circle-check", "circle-x", "clipboard-check", "clock", "clock-hour-4",
    "clock-off", "coins", "copy", "credit-card", "database-off", "dots-vertical", "download", "edit", "eraser",
    "external-link", "eye", "eye-off", "file-plus", "file-text", "filter", "folder", "history", "home", "hourglass",
    "id", "inbox", "info-circle", "key", "keyboard", "language", "layout-columns", "layout-dashboard", "list", "lock",
    "lock-open", "login", "logout", "mail", "map-pin", "menu-2", "moon", "note", "pencil", "phone", "player-pause",
    "player-play", "player-stop", "plus", "printer", "progress", "receipt", "refresh", "report-money", "scale",
    "search", "send", "settings", "share", "shield-check", "shield-lock", "snowflake", "sort-ascending",
    "sort-descending", "star", "sun", "sun-moon", "tag", "trash", "upload", "user", "user-check", "user-circle",
    "user-plus", "user-x", "users", "x", "zoom-check", "zoom-question",
)
# fmt: on


class NpmFinder(BaseFinder):
    """Find exactly FILES and the sprite."""

    def check(self, **kwargs) -> list:
        """Nothing to configure, nothing to check."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs) -> Any:
        """Return where the file stands, if it is one of ours."""
        found = [str(folder / path) for folder, name in served() if name == path]
        return found if find_all else next(iter(found), None)

    def list(self, ignore_patterns: object) -> Iterator[tuple[str, FileSystemStorage]]:
        """Yield every file with the storage that opens it, for collectstatic."""
        for folder, name in served():
            storage = FileSystemStorage(location=folder)
            storage.prefix = None  # type: ignore[attr-defined]  # collectstatic asks for it
            yield name, storage


class ManifestWithoutMaps(CompressedManifestStaticFilesStorage):
    """Hashed, compressed files; sourceMappingURL comments are not followed, since the maps are not served."""

    patterns = tuple(
        (glob, tuple(rule for rule in rules if "sourceMappingURL" not in (rule if isinstance(rule, str) else rule[0])))
        for glob, rules in ManifestStaticFilesStorage.patterns
    )


def served() -> list[tuple[Path, str]]:
    """Return folder and name of every file served from npm packages."""
    return [*((ROOT, name) for name in FILES), (GENERATED, SPRITE)]


def write_sprite() -> Path:
    """Write the sprite of ICONS, to be used as ``<svg class="icon"><use href="{% static 'icons.svg' %}#eye"/></svg>``.

    Raises FileNotFoundError when @tabler/icons has no outline icon of a listed name.
    """
    GENERATED.mkdir(exist_ok=True)
    symbols = "\n".join(symbol(name) for name in ICONS)
    file = GENERATED / SPRITE
    file.write_text(f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n', encoding="utf-8")
    return file


def keep_used_fonts() -> None:
    """Remove the weights and pictures of fonts that no printed document uses: 110 MB of 140."""
    used = {ROOT / name for name in FILES_OF_FONTS.values()}
    for file in (ROOT / "@expo-google-fonts").glob("*/*/*"):
        if file.suffix in {".ttf", ".png"} and file not in used:
            file.unlink()


def symbol(name: str) -> str:
    """Return one outline icon as a symbol that takes the colour of the text around it."""
    drawn = (ROOT / "@tabler/icons/icons/outline" / f"{name}.svg").read_text(encoding="utf-8")
    shapes = " ".join(re.sub(r"^.*?<svg[^>]*>|</svg>.*$", "", drawn, flags=re.DOTALL).split())
    stroke = 'fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round"'
    return f'<symbol id="{name}" viewBox="0 0 24 24" {stroke}>{shapes}</symbol>'

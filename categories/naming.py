"""What categories and dimensions may be called, and what a text means: code, name in either language or alias (E9)."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from categories.labels import label_key
from categories.models import Category, Dimension
from exchange.text import clean_text

MAX_ALIASES = 50
CODE = re.compile(r"(?:[^\W\d]|[0-9])(?:[^\W\d]|[0-9.-])*")  # of digits the ASCII ones only
Labels = tuple[str, str, str, list[str]]
NAMES = ("code", "name_zh", "name_en", "aliases")


def clean_code(code: str) -> str:
    """Return the code of something new; it keeps its case. Raises ValidationError, keyed ``code``."""
    try:
        text = clean_text(code)
    except ValidationError as error:
        raise ValidationError({"code": error.error_list}) from error
    if not CODE.fullmatch(text) or unicodedata.normalize("NFKC", text) != text:
        sentence = _("A code is letters, digits and “._-”, and begins with a letter or digit.")
        raise ValidationError({"code": ValidationError(sentence, "code_malformed")})
    return text


def clean_names(row: Dimension | Category) -> None:
    """Clean the texts of ``row`` in place. Raises ValidationError by field: hidden characters, nothing, too long."""
    errors: dict[str, list[Any]] = {}
    for name in ("name_zh", "name_en", "aliases"):
        if hasattr(row, name):
            try:
                setattr(row, name, _cleaned(getattr(row, name)))
            except ValidationError as error:
                errors[name] = error.error_list
    if errors:
        raise ValidationError(errors)
    row.full_clean(exclude={"dimension", "parent"}, validate_unique=False, validate_constraints=False)


def _cleaned(value: Any) -> Any:
    return _clean_aliases(value) if isinstance(value, list) else clean_text(value)


def _clean_aliases(values: Iterable[str]) -> list[str]:
    texts = [text for value in values if (text := clean_text(value))]
    aliases = list({label_key(text): text for text in texts}.values())
    if len(aliases) > MAX_ALIASES:
        raise ValidationError(_("At most %(limit)s other names."), "too_many", {"limit": MAX_ALIASES})
    return aliases


def taken(category: Category) -> tuple[str, str] | None:
    """The field and the text by which another category of the dimension is known already; None if there is none."""
    others = category.dimension.categories.exclude(pk=category.pk).values_list(*NAMES)
    known = {label_key(text) for labels in others for text in _texts(labels)}
    for name in NAMES:
        value = getattr(category, name)
        for text in value if name == "aliases" else [value]:
            if label_key(text) in known:
                return name, text
    return None


def _texts(labels: Labels) -> Iterable[str]:
    code, name_zh, name_en, aliases = labels
    return (code, name_zh, name_en, *aliases)


def meanings(dimension: Dimension) -> Mapping[str, Category]:
    """Every way of writing a category of ``dimension``, as ``label_key`` has it, and the category it means.

    One query; for files and forms that read many texts. Retired categories are there too: say so, not "unknown".
    """
    found = {}
    for category in dimension.categories.all():
        for text in _texts((category.code, category.name_zh, category.name_en, category.aliases)):
            found[label_key(text)] = category
    return found

"""Countries and regions: kept by their ISO 3166-1 alpha-2 code, read as people write them, shown by their names."""

from functools import lru_cache

import phonenumbers
from babel import Locale
from babel.core import get_global
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from categories.labels import label_key
from customers.members import line

HOME = "CN"
NOT_TRADED_WITH = frozenset({"AC", "TA"})  # places the list knows by their telephones only
# As they are called here, beside what the locale data calls them.
NAMES = {
    "zh": {"HK": "中国香港", "MO": "中国澳门", "TW": "中国台湾"},
    "en": {"HK": "Hong Kong, China", "MO": "Macao, China", "TW": "Taiwan, China"},
}
ALIASES = {
    "香港": "HK",
    "澳门": "MO",
    "台湾": "TW",
    "中华人民共和国": "CN",
    "Hong Kong": "HK",
    "Macau": "MO",
    "Macao": "MO",
}


def names() -> dict[str, str]:
    """Every country's name in the language in use, by code, China first, the others by name."""
    return _names("zh" if (get_language() or "").startswith("zh") else "en")


def country_name(code: str) -> str:
    """The name of ``code`` in the language in use; the code itself where it is none."""
    return names().get(code, code)


def find_country(text: str) -> str | None:
    """The code that ``text`` stands for: a code of two or three letters or a name in either language; None if none."""
    return _by_label().get(label_key(text))


def clean_country(value: object) -> str:
    """Return the code of a country as typed; nothing is China. Raises ValidationError ``country_unknown``."""
    text = line(100)(value)
    found = find_country(text) if text else HOME
    if found is None:
        raise ValidationError(
            _("There is no country “%(country)s”. Write its name, or its code of two letters such as DE."),
            "country_unknown",
            {"country": text[:40]},
        )
    return found


@lru_cache
def _names(language: str) -> dict[str, str]:
    known = Locale.parse("zh_Hans" if language == "zh" else "en").territories
    named = {code: NAMES[language].get(code, known[code]) for code in _codes()}
    ordered = sorted(named.items(), key=lambda pair: (pair[0] != HOME, pair[1]))
    return dict(ordered)


@lru_cache
def _codes() -> frozenset[str]:
    return frozenset(phonenumbers.SUPPORTED_REGIONS) - NOT_TRADED_WITH


@lru_cache
def _by_label() -> dict[str, str]:
    found = {label_key(code): code for code in _codes()}
    for old, (new, *_others) in get_global("territory_aliases").items():
        if old.isalpha() and new in _codes():
            found.setdefault(label_key(old), new)
    for language, locale in (("zh", "zh_Hans"), ("en", "en")):
        for names in (Locale.parse(locale).territories, _names(language)):
            found |= {label_key(names[code]): code for code in _codes()}
    return found | {label_key(text): code for text, code in ALIASES.items()}

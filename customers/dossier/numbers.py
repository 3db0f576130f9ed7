"""The further numbers of a customer: how they are read and compared, and which of them are secret (E10 to E12).

A number that cannot be right is refused; one that only looks odd is taken and spoken of at the second look.
"""

import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from stdnum import get_cc_module
from stdnum.exceptions import ValidationError as InvalidNumber

from access.encryption import search_token
from access.masks import mask_id_number
from customers.dossier.countries import HOME, country_name
from customers.identifiers import clean_resident_id, clean_uscc
from customers.members import line
from customers.models import IdentifierType
from exchange.text import clean_text

PERSONAL = frozenset({IdentifierType.RESIDENT, IdentifierType.PASSPORT, IdentifierType.PERMIT})
FORM = re.compile(r"[0-9A-Z]{3,40}")
PASSPORT = re.compile(r"[0-9A-Z]{5,15}")
OLD_TAX_NUMBER = re.compile(r"[0-9A-Z]{15}|[0-9A-Z]{17}|[0-9A-Z]{20}")  # 税务登记号 before the USCC
SEPARATORS = re.compile(r"[\s./-]")


def is_secret(kind: str, *, individual: bool) -> bool:
    """Whether a number of this ``kind`` is somebody's own: an individual's every number, of a firm a person's papers.

    A firm's own numbers are as public as its USCC (E10).
    """
    return individual or kind in PERSONAL


def shown(number: str, kind: str, *, individual: bool) -> str:
    """The number as those may read it who may see that there is one."""
    return mask_id_number(number) if number and is_secret(kind, individual=individual) else number


def clean_written(value: object) -> str:
    """Return a number in capital letters and digits, without what people group it by. Raises ``number_malformed``."""
    number = SEPARATORS.sub("", line(60)(clean_text(value))).upper()
    if number and not FORM.fullmatch(number):
        raise ValidationError(
            _("A number has 3 to 40 letters A to Z and digits; spaces, dots, slashes and hyphens are left out."),
            "number_malformed",
        )
    return number


def clean_number(number: str, *, kind: str, country: str) -> str:
    """Return a written number if it can be one of this ``kind`` and ``country``.

    Raises ValidationError: a VAT number must fit its country, Chinese ones their check digits, papers their form.
    """
    if kind == IdentifierType.RESIDENT and country == HOME:
        return clean_resident_id(number)
    if kind == IdentifierType.PASSPORT and not PASSPORT.fullmatch(number):
        raise ValidationError(_("A passport number has 5 to 15 letters and digits."), "passport_malformed")
    if kind == IdentifierType.TAX and country == HOME:
        return number if OLD_TAX_NUMBER.fullmatch(number) else clean_uscc(number)
    if kind == IdentifierType.VAT and (module := get_cc_module(country.lower(), "vat")) is not None:
        return _fitting(number, module, country)
    return number


def _fitting(number: str, module: Any, country: str) -> str:
    """The VAT number, with or without the country before it."""
    if not module.is_valid(number):
        raise ValidationError(
            _("This is not a VAT number of %(country)s: its form or check digit does not fit. Compare it."),
            "vat_malformed",
            {"country": country_name(country)},
        )
    return number


def warnings(kind: str, country: str, number: str) -> Iterator[str]:
    """Yield what looks odd in a tax number that was taken: nothing that is known of the country's numbers fits it."""
    if kind != IdentifierType.TAX or country == HOME or not number:
        return
    known = _modules(country)
    if known and not any(_fits(module, number) for module in known):
        yield _("The tax number is unlike those of %(country)s that are known. Compare it.") % {
            "country": country_name(country)
        }


def _fits(module: Any, number: str) -> bool:
    try:
        module.validate(number)
    except InvalidNumber:
        return False
    return True


def _modules(country: str) -> list[Any]:
    """What python-stdnum knows of a country's numbers; some of its packages carry an underscore (in_, is_)."""
    for name in (country.lower(), f"{country.lower()}_"):
        try:
            package = import_module(f"stdnum.{name}")
        except ModuleNotFoundError:
            continue
        names = [found.name for found in iter_modules(package.__path__)]
        modules = [import_module(f"stdnum.{name}.{inner}") for inner in names]
        return [module for module in modules if hasattr(module, "validate")]
    return []


def token(values: Mapping[str, Any]) -> str:
    """By what the same number of another customer is found; a resident's number is the same as an own id number."""
    kind, country, number = values["type"], values["country"], values["number"]
    if kind == IdentifierType.RESIDENT and country == HOME:
        return search_token("id", number)
    return search_token("number", f"{country}:{kind}:{number.removeprefix(country)}")

r"""A customer's further numbers, former names and codes of other systems in one cell of a file each.

Items stand after ``;``, their parts after ``|``: ``vat|DE|DE136695976|2020-01-01|2030-12-31``, ``旧名||2001-05-31``,
``SAP|10042``. Parts at the end may be left out. A separator that belongs to a name has ``\`` before it.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import override

from categories.labels import label_key
from customers.dossier.countries import HOME, find_country
from customers.models import IdentifierType

ITEM, PART, ESCAPE = ";；", "|｜", "\\"
NUMBER, NAME, CODE = ("type", "country", "number", "valid_from", "valid_to"), ("name", "valid_from", "valid_to"), (
    "system",
    "code",
)  # fmt: skip
MEMBERS: Mapping[str, Sequence[str]] = {"identifiers": NUMBER, "former_names": NAME, "external_codes": CODE}
FORMS = {
    "identifiers": "vat|DE|DE136695976|2020-01-01|2030-12-31",
    "former_names": "西湖无线电厂|1990-01-01|2001-05-31",
    "external_codes": "SAP|10042",
}


def written(*parts: str | date | None) -> str:
    r"""One item.

    >>> written("A|B", None, date(2001, 5, 31)), written("SAP", "10042"), written("旧名", None, None)
    ('A\\|B||2001-05-31', 'SAP|10042', '旧名')
    """
    texts = [part.isoformat() if isinstance(part, date) else _escaped(part or "") for part in parts]
    while texts and not texts[-1]:
        texts.pop()
    return PART[0].join(texts)


def _escaped(text: str) -> str:
    return "".join(f"{ESCAPE}{letter}" if letter in (*ITEM, *PART, ESCAPE) else letter for letter in text)


def items_of(cell: str) -> list[list[str]]:
    r"""The items of a cell as their parts.

    >>> items_of("vat|DE|DE1; licence||7"), items_of("A\\|B；C"), items_of(" ; ")
    ([['vat', 'DE', 'DE1'], ['licence', '', '7']], [['A|B'], ['C']], [])
    """
    items: list[list[str]] = [[""]]
    letters = iter(cell)
    for letter in letters:
        if letter == ESCAPE:
            items[-1][-1] += next(letters, ESCAPE)
        elif letter in ITEM:
            items.append([""])
        elif letter in PART:
            items[-1].append("")
        else:
            items[-1][-1] += letter
    stripped = [[part.strip() for part in parts] for parts in items]
    return [parts for parts in stripped if any(parts)]


def read(name: str, cell: str) -> list[dict[str, Any]]:
    """The items of a cell as members of the list ``name``; what is left out is absent. Raises ValidationError."""
    members = MEMBERS[name]
    found = []
    for parts in items_of(cell):
        if len(parts) > len(members) or (name != "former_names" and len(parts) < min(3, len(members))):
            form = _("An item is written like this: %(form)s; several with ; between them.")
            raise ValidationError({name: [form % {"form": FORMS[name]}]})
        found.append({member: part for member, part in zip(members, parts, strict=False) if part})
    return [_meant(item) for item in found] if name == "identifiers" else found


def _meant(item: dict[str, Any]) -> dict[str, Any]:
    """A number with its kind by code, which people write in words, and a country, which is China without one."""
    kind, country = item.get("type", ""), item.get("country", HOME)
    return item | {"type": _kinds().get(label_key(kind), kind), "country": find_country(country) or country}


@lru_cache
def _kinds() -> dict[str, str]:
    found = {label_key(value): value for value in IdentifierType.values}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found |= {label_key(str(label)): value for value, label in IdentifierType.choices}
    return found

"""What a file says of a customer's numbers, names and codes, put to what is there: a file adds and never removes."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError

from access.data_keys import text_of
from customers.dossier import numbers
from customers.models import Customer
from customers.parts import ordered

Said = dict[str, Any]
DAYS = ("valid_from", "valid_to")


def added(name: str, said: Iterable[Said], raw: list[Said] | None, customer: Customer | None) -> list[Said]:
    """The list ``name`` with the items of ``said``: one that is there gets the days that are said of it.

    ``raw`` is what the row said of the list before; the customer's rows are opened.
    """
    rows = ordered(name, customer) if customer else []
    items = list(raw) if raw is not None else [{"id": row.pk} for row in rows]
    places = {_known(name, row): place for place, row in enumerate(rows)}
    for item in said:
        place = places.get(_meant(name, item))
        if place is None:
            items.append(item)
        else:
            items[place] = items[place] | {day: item[day] for day in DAYS if day in item}
    return items


def _known(name: str, row: Any) -> tuple[str, ...]:
    if name == "identifiers":
        return (row.type, row.country, text_of(row.number))
    return (text_of(row.name),) if name == "former_names" else (row.system, row.code)


def _meant(name: str, item: Mapping[str, str]) -> tuple[str, ...]:
    """By what an item is known again; what cannot be read is nobody's, and refused where it is read."""
    if name == "external_codes":
        return (item.get("system", "").upper(), item.get("code", ""))
    if name == "former_names":
        return (item.get("name", ""),)
    try:
        number = numbers.clean_written(item.get("number", ""))
    except ValidationError:
        return ()
    return (item["type"], item["country"], number)

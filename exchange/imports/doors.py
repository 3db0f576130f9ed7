"""What can be taken in over the API; each room registers its own kind in AppConfig.ready()."""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from typing import Any

from access.models import User
from exchange.files import Fields


@dataclass(frozen=True)
class Door:
    """A kind of import: ``name`` over the API, the kind of ``run`` that does it, the fields of its rows.

    ``may(user)`` says who may come in at all, each row being judged by itself. ``options(given, user)`` makes
    parameters of the run from the ``members`` that only this kind has, raising ValidationError by member. ``personal``
    names the fields that a constant may not fill: a mapping stays with the run in the clear.
    """

    name: str
    run: str
    fields: Fields
    may: Callable[[User], bool]
    members: Set[str] = frozenset()
    options: Callable[[Mapping[str, str], User], dict[str, Any]] = lambda given, user: {}
    personal: Set[str] = frozenset()


DOORS: dict[str, Door] = {}


def register(door: Door) -> None:
    """Add a kind."""
    DOORS[door.name] = door


def choices() -> list[tuple[str, str]]:
    """The kinds as the schema of the API lists them."""
    return [(name, name) for name in DOORS]


def names_of_runs() -> list[str]:
    """The kinds of run that are imports."""
    return [door.run for door in DOORS.values()]


def name_of(run: str) -> str:
    """What a kind of run is called over the API."""
    return next(door.name for door in DOORS.values() if door.run == run)

"""What uses categories, as far as this room may know: apps that classify their records say so here.

The inversion named in docs/architecture: categories does not know what gets classified.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

CAP = 1_000  # a count of CAP + 1 means "more than that"


@dataclass(frozen=True)
class Counter:
    """How one kind of record uses categories; registered in ``AppConfig.ready()``.

    ``name``       its plural, the member of the API's counts; ``label`` the same for people
    ``is_used``    whether any record has or ever had one of these categories, visible to somebody or not
    ``ever``       how many records visible to the person have or ever had one of them, at most CAP + 1
    ``today``      per group of categories, how many visible records have one of them today, at most CAP + 1 each;
                   the flag says whether a record may be in several categories of one group
    ``address``    the list of records in a category, given as ``dimension:category``
    """

    name: str
    label: str | Promise
    is_used: Callable[[Collection[UUID]], bool]
    ever: Callable[[Collection[UUID], Any], int]
    today: Callable[[Mapping[UUID, Collection[UUID]], Any, bool], Mapping[UUID, int]]
    address: Callable[[str], str]


counters: list[Counter] = []


def register(counter: Counter) -> None:
    """Add a counter, once."""
    if counter not in counters:
        counters.append(counter)


def written(number: int) -> str:
    """A count as people read it: 1,000+ above the cap."""
    return f"{CAP:,}+" if number > CAP else f"{number:,}"

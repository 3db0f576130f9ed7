"""Which columns a person's list shows, and how many rows: by its address, a saved view, or what they chose for good."""

from collections.abc import Iterable
from typing import Any

from access import preferences
from access.fields import may_see
from categories.models import Dimension
from customers import tables
from customers.lists.cells import in_dimension
from customers.tables import Column
from exchange.pages import PAGE_SIZE

COLUMNS, SIZE = "customers.columns", "customers.page_size"  # keys of the person's settings
DIMENSION = "category:"  # and a dimension's code: the column of that dimension
SIZES = (25, 50, 100, 200)  # rows of a page
MAX_COLUMNS, MAX_NAME = 40, 64


def names_of(value: Any) -> list[str]:
    """The names of columns in a setting, a view or an address, each once. Raises ValueError where it is no list."""
    if not isinstance(value, list | tuple) or not all(isinstance(name, str) for name in value):
        raise ValueError("no list of names")
    return list(dict.fromkeys(name for name in value if 0 < len(name) <= MAX_NAME))[:MAX_COLUMNS]


def size_of(value: Any) -> int:
    """A page size on offer. Raises ValueError for another."""
    if value not in SIZES:
        raise ValueError("no page size")
    return int(value)


preferences.declare(COLUMNS, names_of)
preferences.declare(SIZE, size_of)


def _registered(user: Any) -> list[Column]:
    """The columns of the rooms that exist for ``user``: every way to a column comes through here."""
    return [column for column in tables.columns if may_see(user, column.kind)]


def available(user: Any) -> list[Column]:
    """Every column that exists for ``user``, from left to right; one for each dimension among them."""
    return sorted([*_registered(user), *dimensions(user)], key=lambda column: column.position)


def dimensions(user: Any) -> list[Column]:
    """The columns of the dimensions that exist for ``user``."""
    return [
        Column(str(one), in_dimension(one.code), key=f"{DIMENSION}{one.code}", shipped=False, position=21)
        for one in Dimension.objects.visible_to(user).order_by("position", "pk")
    ]


def shipped(user: Any) -> list[Column]:
    """The columns of a list nobody changed."""
    found = [column for column in _registered(user) if column.shipped]
    return sorted(found, key=lambda column: column.position)


def chosen(user: Any, names: Iterable[str]) -> list[Column]:
    """The columns called ``names``, in that order; those that are gone or not for ``user`` are left out."""
    wanted = list(names)
    own = any(name.startswith(DIMENSION) for name in wanted)
    known = {column.key: column for column in (available(user) if own else _registered(user))}
    return [known[name] for name in wanted if name in known]


def set_for(user: Any) -> list[Column]:
    """The columns ``user`` chose for good, or the shipped ones."""
    names = preferences.get(user, COLUMNS)
    return shipped(user) if names is None else chosen(user, names)


def size_for(user: Any) -> int:
    """The page size ``user`` chose for good, or the usual one."""
    return preferences.get(user, SIZE, PAGE_SIZE)

"""Lists by key over statements that are no querysets: the same cursors and neighbours as exchange/pages.py."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing

from audit.refusals import Refused
from exchange.pages import MAX_CURSOR, PAGE_SIZE, KeysetPage

SALT = "accounts.reports.paging"


@dataclass(frozen=True)
class Part:
    """Which rows a statement is to return: after WHERE, in which order, at most how many."""

    where: str
    order: str
    limit: int | None
    values: Mapping[str, Any]


WHOLE = Part("true", "", None, {})
Fetch = Callable[[Part], list[Any]]


@dataclass(frozen=True)
class Walk:
    """A list in one order. ``keys`` are SQL expressions with their types, the last unique; ``name`` is the list's."""

    name: str
    keys: tuple[tuple[str, str], ...]
    falling: bool = False

    def whole(self) -> Part:
        """All rows."""
        return Part("true", self._order(self.falling), None, {})

    def page(
        self, fetch: Fetch, *, key_of: Callable[[Any], Sequence[Any]], cursor: str | None, size: int = PAGE_SIZE
    ) -> KeysetPage:
        """One page of what ``fetch`` returns. Raises Refused ``cursor_invalid``."""
        if not cursor:
            return self._first(fetch, key_of, size)
        direction, values = self._read(cursor)
        if direction == "next":
            rows = fetch(self._after(values, size + 1, self.falling))
            return self._made(rows[:size], key_of, more_after=len(rows) > size, more_before=True)
        rows = fetch(self._after(values, size + 1, not self.falling))
        if len(rows) <= size:
            return self._first(fetch, key_of, size)
        return self._made(rows[size - 1 :: -1], key_of, more_after=True, more_before=True)

    def _first(self, fetch: Fetch, key_of: Callable[[Any], Sequence[Any]], size: int) -> KeysetPage:
        rows = fetch(Part("true", self._order(self.falling), size + 1, {}))
        return self._made(rows[:size], key_of, more_after=len(rows) > size, more_before=False)

    def _made(
        self, rows: list[Any], key_of: Callable[[Any], Sequence[Any]], *, more_after: bool, more_before: bool
    ) -> KeysetPage:
        following = self._cursor("next", key_of(rows[-1])) if rows and more_after else None
        previous = self._cursor("previous", key_of(rows[0])) if rows and more_before else None
        return KeysetPage(rows, following, previous)

    def _order(self, falling: bool) -> str:
        return ", ".join(f"{key} {'DESC' if falling else 'ASC'}" for key, _kind in self.keys)

    def _after(self, values: Sequence[str], limit: int, falling: bool) -> Part:
        keys = ", ".join(key for key, _kind in self.keys)
        bounds = ", ".join(f"%(after_{place})s::{kind}" for place, (_key, kind) in enumerate(self.keys))
        where = f"({keys}) {'<' if falling else '>'} ({bounds})"
        return Part(where, self._order(falling), limit, {f"after_{place}": one for place, one in enumerate(values)})

    def _cursor(self, direction: str, values: Sequence[Any]) -> str:
        return signing.dumps([self._list, direction, [str(value) for value in values]], salt=SALT, compress=True)

    def _read(self, cursor: str) -> tuple[str, list[str]]:
        try:
            if len(cursor) > MAX_CURSOR:
                raise signing.BadSignature
            found, direction, values = signing.loads(cursor, salt=SALT)
        except signing.BadSignature as error:
            raise Refused("cursor_invalid", field="cursor") from error
        if found != self._list or len(values) != len(self.keys):
            raise Refused("cursor_invalid", field="cursor")
        return direction, values

    @property
    def _list(self) -> str:
        return f"{self.name}:{'-' if self.falling else ''}{self.keys[0][0]}"

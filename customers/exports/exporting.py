"""An export as it happens: rows in keyset batches under the rights of that moment, their bytes, what the journal keeps.

Two Actions tell of each: one before the first byte, so that not even a server that breaks down hides an export, and one
at its end, with the rows that were read and the SHA-256 of the bytes, also where the reader went away halfway.
"""

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from access.permissions import read_again, require
from access.reasons import clean_reason
from audit import context
from audit.history import acting, note
from audit.models import Channel
from customers.exports.asking import Wanted
from customers.exports.batch import Batch, Reader, names_needed
from customers.exports.choice import EXPORT, UNMASKED, Chosen, choose, still_allowed
from exchange.files import csv_lines, write_workbook
from exchange.money import format_money

BEGUN, EXPORTED = "customers.export_begun", "customers.export"  # kinds of Action
BATCH = 1_000  # customers read together
PART = 1 << 18  # bytes of a workbook sent together
Watch = Callable[[Batch], None]


class Export:
    """A file for one person. ``rows`` and ``digest`` tell what has come of it so far."""

    def __init__(self, wanted: Wanted, actor: Any, channel: Channel, *, details: dict[str, Any] | None = None) -> None:
        self.wanted, self.actor, self.channel = wanted, actor, channel
        self.chosen: list[Chosen] = []
        self.rows, self.digest, self.complete = 0, hashlib.sha256(), False
        self.watch: Watch = lambda batch: None
        self._details = details or {}
        self._language, self._origin = translation.get_language(), context.origin.get()

    def begin(self) -> "Export":
        """Check everything that can be refused, and put it into the journal. Raises PermissionDenied, Refused."""
        self.check()
        act: Any = {"actor": self.actor, "kind": BEGUN, "channel": self.channel, "reason": self.wanted.reason}
        with acting(**act, details=self.recorded()) as action:
            require_rights(self.wanted, self.actor)
        self._details = {**self._details, "begun": action}
        return self

    def check(self) -> "Export":
        """Find columns and customers as the actor sees them now. Raises Refused, ValidationError."""
        read_again(self.actor)
        _check_reason(self.wanted)
        self.chosen = choose(self.wanted.columns, self.actor, unmasked=self.wanted.unmasked)
        self._heads = [one.head(words=self.wanted.words) for one in self.chosen]
        self._asked = self.wanted.scope.asked_of(self.actor)
        return self

    def count(self) -> int:
        """How many customers there are to write, once it was checked."""
        return self._asked.count(self.actor)

    def recorded(self) -> dict[str, Any]:
        """What the journal keeps of what was asked for."""
        return {
            "filter": self.wanted.scope.recorded(),
            "columns": [one.name for one in self.chosen],
            "format": str(self.wanted.format),
            "unmasked": self.wanted.unmasked,
            **self._details,
        }

    def parts(self) -> Iterator[bytes]:
        """Yield the file. However it ends, the journal says how far it came."""
        try:
            for part in self._encoded():
                self.digest.update(part)
                yield part
            self.complete = True
        finally:
            self._conclude()

    def _encoded(self) -> Iterator[bytes]:
        heads = self._heads
        if encoding := self.wanted.format.encoding:
            yield from csv_lines([head.text for head in heads], self._texts(), encoding=encoding)
        else:
            yield from _workbook(lambda path: write_workbook(path, title="Kehu", heads=heads, rows=self._values()))

    def _conclude(self) -> None:
        token = context.origin.set(self._origin)  # a stream outlives its request's middleware
        outcome = {"rows": self.rows, "sha256": self.digest.hexdigest(), "complete": self.complete}
        try:
            note(
                actor=self.actor,
                kind=EXPORTED,
                channel=self.channel,
                reason=self.wanted.reason,
                details=self.recorded() | outcome,
            )
        finally:
            context.origin.reset(token)

    def _texts(self) -> Iterator[tuple[str, ...]]:
        for columns in self._columns():
            yield from zip(*([_text(value) for value in cells] for cells in columns), strict=True)

    def _values(self) -> Iterator[tuple[Any, ...]]:
        for columns in self._columns():
            yield from zip(*columns, strict=True)

    def _columns(self) -> Iterator[list[list[Any]]]:
        """Yield the cells of one batch after the other, column by column."""
        reader = Reader(self.actor, words=self.wanted.words)
        names, after = names_needed(one.column.needs for one in self.chosen), ""
        while rows := self._next(names, after):
            batch = Batch(reader, names, rows)
            with translation.override(self._language):
                columns = [one.cells(batch) for one in self.chosen]
            self.watch(batch)
            self.rows += len(rows)
            yield columns
            if len(rows) < BATCH:
                return
            after = batch.of("code")[-1]

    def _next(self, names: tuple[str, ...], after: str) -> list[tuple[Any, ...]]:
        """The next rows, under the rights of this moment. Raises PermissionDenied where they were taken away."""
        rights = read_again(self.actor)
        if EXPORT not in rights.may or not still_allowed(self.chosen, self.actor):
            raise PermissionDenied(EXPORT)
        return self._asked.rows(self.actor, names, after=after, size=BATCH)


def require_rights(wanted: Wanted, actor: Any) -> None:
    """Ask for the rights to export at all and, in full, what is masked. Raises PermissionDenied."""
    require(actor, EXPORT, None)
    if wanted.unmasked:
        require(actor, UNMASKED, None)


def _check_reason(wanted: Wanted) -> None:
    """A file in full needs a reason, as a reveal does (E12). Raises ValidationError."""
    if not clean_reason(wanted.reason, member="reason") and wanted.unmasked:
        raise ValidationError({"reason": [_("Say why you need these values in full.")]})


def _text(value: Any) -> str:
    """A cell as CSV has it."""
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return format_money(value)
    return "" if value is None else str(value)


def _workbook(write: Callable[[Path], object]) -> Iterator[bytes]:
    """Yield a workbook written to a folder of its own, which is gone before the first byte is sent."""
    with tempfile.TemporaryDirectory(prefix="kehu-export-") as folder:  # readable by its owner alone
        path = Path(folder) / "export.xlsx"
        write(path)
        file = path.open("rb")
    with file:
        while part := file.read(PART):
            yield part


def file_name(wanted: Wanted, *, at: datetime | None = None) -> str:
    """What the file is called, in the active language: 客户档案-20261124-1635.xlsx."""
    return f"{_('Customers')}-{localtime(at):%Y%m%d-%H%M}.{wanted.format.extension}"


def preview(wanted: Wanted, user: Any, size: int) -> list[list[dict[str, Any]]]:
    """The first rows, cell by cell with label; secret values masked as long as nobody said why they are needed."""
    chosen = choose(wanted.columns, user, unmasked=False)
    names = names_needed(one.column.needs for one in chosen)
    batch = Batch(Reader(user, words=True), names, wanted.scope.asked_of(user).rows(user, names, after="", size=size))
    columns = [[_shown(one, value) for value in one.cells(batch)] for one in chosen]
    return [list(row) for row in zip(*columns, strict=True)]


def _shown(chosen: Chosen, value: Any) -> dict[str, Any]:
    amount = isinstance(value, Decimal)
    return {"label": chosen.label, "value": f"{value:,.2f}" if amount else _text(value), "is_amount": amount}

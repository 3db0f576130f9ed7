"""The prints of a run as one ZIP: made while it is sent, of what its reader may see at this moment, never kept."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

from access.data_keys import open_rows
from access.models import User
from access.permissions import require
from accounts.models import Statement, StatementPrint
from accounts.statements.runs.working import require_prints
from audit.history import note
from audit.models import Channel
from customers.exports.choice import EXPORT
from exchange.runs.models import Run

AT_ONCE = 20  # prints in memory
TOGETHER = "accounts.print_statements"
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first day a ZIP can say: the same prints make the same bytes


def zipped(run: Run, *, actor: User, channel: Channel) -> Iterator[bytes]:
    """The parts of a ZIP with a PDF for each statement. Raises PermissionDenied, Refused ``statement_run_empty``.

    The journal has their numbers before the first byte leaves.
    """
    require(actor, EXPORT, None)
    found = require_prints(run, actor)
    details = {"run": str(run.pk), "statements": [str(statement) for statement in found]}
    note(actor=actor, kind=TOGETHER, channel=channel, details=details)
    return _parts(found)


def _parts(statements: Sequence[Statement]) -> Iterator[bytes]:
    buffer = _Buffer()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for some in _batched(statements):
            kept = StatementPrint.objects.filter(statement__in=[statement.pk for statement in some])
            contents = {row.statement_id: row.content for row in open_rows(kept)}
            for statement in some:
                content: Any = contents[statement.pk]
                if content.is_open:  # else erased with its customer
                    archive.writestr(zipfile.ZipInfo(f"{statement}.pdf", LONG_AGO), content.data)
            yield buffer.taken()
    yield buffer.taken()


class _Buffer(io.RawIOBase):
    """What was written and not taken yet; a ZIP needs no going back in it."""

    def __init__(self) -> None:
        self._written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, part: Any) -> int:
        self._written += part
        return len(part)

    def taken(self) -> bytes:
        part = bytes(self._written)
        self._written.clear()
        return part


def _batched(statements: Sequence[Statement]) -> Iterator[Sequence[Statement]]:
    for start in range(0, len(statements), AT_ONCE):
        yield statements[start : start + AT_ONCE]

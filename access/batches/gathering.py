"""While a row of a file is taken in, what it asks for goes into the file's batch."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple
from uuid import UUID

from access.batches.models import Batch


class _Row(NamedTuple):
    source: UUID
    number: int


_row: ContextVar[_Row | None] = ContextVar("row", default=None)


@contextmanager
def asking_for_row(source: UUID, number: int) -> Iterator[None]:
    """Have ``approvals.ask`` put the request of this row into the batch of ``source``; at most one request a row."""
    token = _row.set(_Row(source, number))
    try:
        yield
    finally:
        _row.reset(token)


def place_of(*, kind: str, portfolio: UUID, maker: Any) -> dict[str, Any]:
    """The request's ``batch`` and ``batch_row``, inside the caller's ``acting``; nothing where no file is taken in."""
    row = _row.get()
    if row is None:
        return {}
    batch, _made = Batch.objects.get_or_create(
        source=row.source, portfolio_id=portfolio, kind=kind, defaults={"maker": maker}
    )
    return {"batch": batch, "batch_row": row.number}

"""What changes rarely and is the same for everybody: read once in two seconds by each process."""

import time
from collections.abc import Callable
from typing import Generic, TypeVar

from django.db import transaction

FRESH_S = 2.0  # how long another process may still use what was changed
Found = TypeVar("Found")


class Remembered(Generic[Found]):
    """What ``read`` returned, for two seconds. Nothing that depends on who asks belongs here."""

    everything: "list[Remembered]" = []

    def __init__(self, read: Callable[[], Found]) -> None:
        self.read = read
        self._kept: tuple[float, Found] | None = None
        self.everything.append(self)

    def __call__(self) -> Found:
        now = time.monotonic()
        kept = self._kept
        if kept is None or now - kept[0] > FRESH_S:
            kept = self._kept = (now, self.read())
        return kept[1]

    def forget(self) -> None:
        """Read afresh from now on: at once in this process, and again once this transaction is committed."""
        self.forget_now()
        transaction.on_commit(self.forget_now)

    def forget_now(self) -> None:
        """Read afresh from now on, in this process."""
        self._kept = None


def forget_everything() -> None:
    """Forget all that is remembered, in this process."""
    for one in Remembered.everything:
        one.forget_now()

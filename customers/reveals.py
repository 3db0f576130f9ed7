"""Reading what is masked, with a reason, in the journal (E12)."""

from collections.abc import Iterable
from typing import Any

from access.models import User
from audit.models import Channel
from customers.models import Customer

REASONS = ("collection", "reconciliation", "invoicing", "verification")


def reveal(*, customer: Customer, fields: Iterable[str], reason: str, actor: User, channel: Channel) -> dict[str, Any]:
    """Return the plain values of ``fields`` of ``customer``."""
    raise NotImplementedError

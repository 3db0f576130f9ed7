"""Customers are created and changed here, by whoever may, from whichever channel (E7, E11)."""

from collections.abc import Iterable
from dataclasses import dataclass

from access.models import Request, User
from audit.models import Channel
from customers.intake import Intake
from customers.models import Customer


@dataclass(frozen=True)
class Saved:
    """What became of a save: the fields applied at once, and the request that asks for the others, if any."""

    customer: Customer
    applied: tuple[str, ...] = ()
    request: Request | None = None


def create(
    *,
    intake: Intake,
    actor: User,
    channel: Channel,
    draft: bool = False,
    not_duplicate_of: Iterable[str] = (),
    reason: str = "",
) -> Saved:
    """Make a customer."""
    raise NotImplementedError


def change(
    *, customer: Customer, intake: Intake, base_version: int, actor: User, channel: Channel, reason: str = ""
) -> Saved:
    """Change a customer."""
    raise NotImplementedError

"""Who may be the same customer (E11)."""

from dataclasses import dataclass

from customers.intake import Intake
from customers.models import Customer


@dataclass(frozen=True)
class Match:
    """A customer that may be the same. ``why``: tax_id or id_number (hard), name, lookalike, mobile, fuzzy (soft)."""

    customer: Customer
    why: str


def find(intake: Intake, *, exclude: Customer | None = None) -> list[Match]:
    """The customers that may be the one typed, hard matches first, in every portfolio."""
    raise NotImplementedError

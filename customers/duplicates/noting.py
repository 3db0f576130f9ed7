"""Pairs of look-alikes, put into the queue by the radar and by files that are taken in."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from customers.duplicates.matches import Match
from customers.models import Customer, LookAlike

Pair = tuple[UUID, UUID]


@dataclass(frozen=True)
class Likeness:
    """Why two customers are alike, and how much, from 0 to 100."""

    why: str
    score: int


MOBILE = Likeness(LookAlike.Why.MOBILE, 85)
OF_MATCHES = {
    one.why: one
    for one in (Likeness("name", 100), Likeness("lookalike", 100), MOBILE, Likeness(LookAlike.Why.FUZZY, 90))
}


def pair_of(one: UUID, other: UUID) -> Pair:
    """The two in the order in which pairs are kept."""
    return (one, other) if one < other else (other, one)


def note(pairs: Iterable[tuple[Pair, Likeness]]) -> None:
    """Put pairs into the queue, or say anew why they are there; what was said of them stays."""
    rows = [
        LookAlike(one_id=one, other_id=other, why=likeness.why, score=likeness.score)
        for (one, other), likeness in sorted(pairs, key=lambda pair: pair[0])  # so that two writers cannot deadlock
    ]
    LookAlike.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["one", "other"], update_fields=["why", "score"], batch_size=1_000
    )


def note_matches(customer: Customer, matches: Iterable[Match]) -> None:
    """Put a customer that a file brought into the queue, beside those it may be the same as."""
    note((pair_of(customer.pk, match.customer.pk), OF_MATCHES[match.why]) for match in matches if not match.hard)

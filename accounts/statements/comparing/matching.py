"""Which line of a customer's ledger is which of ours: by document, then by amount and day (E8).

Each line of either side stands in exactly one pair. Σ ours − Σ theirs is what the differing and the single ones make.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

ZERO = Decimal("0.00")
NEAR = 31  # days by which the same amount without the same document may lie apart


class Outcome(models.TextChoices):
    """How two lines go together."""

    MATCHED = "matched", _("matched")
    DIFFERS = "differs", _("amount differs")
    ONLY_OURS = "only_ours", _("only in our books")
    ONLY_THEIRS = "only_theirs", _("only in their books")


@dataclass(frozen=True)
class Line:
    """A line of either ledger; ``amount`` is what it adds to the balance with our signs, ``place`` its number there."""

    place: int
    day: date
    reference: str
    amount: Decimal
    memo: str = ""


@dataclass(frozen=True)
class Pair:
    """Our line, theirs, or both."""

    ours: Line | None
    theirs: Line | None

    @property
    def outcome(self) -> Outcome:
        if self.theirs is None:
            return Outcome.ONLY_OURS
        if self.ours is None:
            return Outcome.ONLY_THEIRS
        return Outcome.MATCHED if self.ours.amount == self.theirs.amount else Outcome.DIFFERS

    @property
    def difference(self) -> Decimal:
        """By how much our books are above theirs."""
        return (self.ours.amount if self.ours else ZERO) - (self.theirs.amount if self.theirs else ZERO)


def compare(ours: Sequence[Line], theirs: Sequence[Line]) -> list[Pair]:
    """Return the pairs, in the order of our lines, then of theirs that found none."""
    rest_ours, rest_theirs, found = list(ours), list(theirs), []
    ways: tuple[Callable[[Line], Hashable | None], ...] = (
        lambda line: (line.reference.upper(), line.amount) if line.reference else None,
        lambda line: line.reference.upper() or None,
    )
    for key in ways:
        found += _by(key, rest_ours, rest_theirs)
    found += _near(rest_ours, rest_theirs)
    found += [Pair(line, None) for line in rest_ours]
    found.sort(key=lambda pair: pair.ours.place if pair.ours else 0)
    return found + [Pair(None, line) for line in rest_theirs]


def _by(key: Callable[[Line], Hashable | None], ours: list[Line], theirs: list[Line]) -> list[Pair]:
    """Take the lines of the same key out of both lists, in their order."""
    waiting: dict[Hashable, list[Line]] = defaultdict(list)
    for line in theirs:
        if (name := key(line)) is not None:
            waiting[name].append(line)
    pairs = [Pair(line, waiting[key(line)].pop(0)) for line in ours if waiting.get(key(line))]
    _take(ours, (pair.ours for pair in pairs))
    _take(theirs, (pair.theirs for pair in pairs))
    return pairs


def _near(ours: list[Line], theirs: list[Line]) -> list[Pair]:
    """Pair lines of the same amount, each with the nearest day that is left, NEAR days apart at most."""
    waiting: dict[Decimal, list[Line]] = defaultdict(list)
    for line in theirs:
        waiting[line.amount].append(line)
    pairs = []
    for line in ours:
        choice = min(waiting.get(line.amount, ()), key=lambda one: abs((one.day - line.day).days), default=None)
        if choice and abs((choice.day - line.day).days) <= NEAR:
            waiting[line.amount].remove(choice)
            pairs.append(Pair(line, choice))
    _take(ours, (pair.ours for pair in pairs))
    _take(theirs, (pair.theirs for pair in pairs))
    return pairs


def _take(lines: list[Line], gone: Iterable[Line | None]) -> None:
    places = {line.place for line in gone if line}
    lines[:] = [line for line in lines if line.place not in places]

"""Measured figures: one call after the other in turn, so that a machine that drifts drifts for all of them."""

import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass

WARM_UP = 3
Call = Callable[[], float]  # does something once and returns the seconds that count


@dataclass(frozen=True)
class Figures:
    """Seconds of one call, as they came."""

    seconds: tuple[float, ...]

    @property
    def median_ms(self) -> float:
        return statistics.median(self.seconds) * 1000

    @property
    def p95_ms(self) -> float:
        """The figure that 95 of 100 stay within; the largest where there are fewer than 20."""
        return sorted(self.seconds)[max(0, -(-len(self.seconds) * 95 // 100) - 1)] * 1000


def interleaved(calls: Mapping[str, Call], rounds: int, warm_up: int = WARM_UP) -> dict[str, Figures]:
    """Do every call in turn, ``rounds`` times after the warm-up."""
    found: dict[str, list[float]] = {name: [] for name in calls}
    for turn in range(warm_up + rounds):
        for name, call in calls.items():
            seconds = call()
            if turn >= warm_up:
                found[name].append(seconds)
    return {name: Figures(tuple(seconds)) for name, seconds in found.items()}

"""B21: four clients at once, in requests a second and in processor time of the server for each request."""

import itertools
import threading
import time
from collections.abc import Iterator
from typing import Any

from benchmarks.bars import Outcome
from benchmarks.pages import LIST, Server
from benchmarks.series import Call, interleaved
from benchmarks.serving import processor_s

ROUNDS, SLICE_S, CLIENTS = 9, 2.0, 4


def throughput(here: Server) -> Outcome:
    """Requests a second of the officer's list by four clients at once, in slices in turn with the floor's."""
    size = len(here.person("bench_officer").get(LIST).body)
    used: dict[str, list[float]] = {"own": [], "floor": []}
    calls = {
        "own": many(here, LIST, used["own"]),
        "floor": many(here, f"/floor/{size}/", used["floor"]),
    }
    found = interleaved(calls, rounds=ROUNDS, warm_up=1)
    own, floor = (1000 / found[name].median_ms for name in ("own", "floor"))
    busy = {name: sum(seconds) / len(seconds) * 1000 for name, seconds in used.items()}
    notes = {
        "rounds": ROUNDS,
        "clients": CLIENTS,
        "processor_ms_per_request": {name: round(spent, 2) for name, spent in busy.items()},
        "processor_over_floor": round(busy["own"] / busy["floor"], 2),
    }
    return Outcome("B21", own, floor, unit="requests/s", notes=notes)


def many(here: Server, address: str, used: list[float]) -> Call:
    """The call that lets four clients ask as fast as they can and returns seconds per request.

    ``used`` takes the server's seconds of processor per request.
    """
    clients = [here.person("bench_officer") for _ in range(CLIENTS)]

    def call() -> float:
        done, until = itertools.count(), time.perf_counter() + SLICE_S
        threads = [threading.Thread(target=ask, args=(client, address, until, done)) for client in clients]
        start, busy = time.perf_counter(), processor_s(here.port)
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took, asked = time.perf_counter() - start, next(done)
        used.append((processor_s(here.port) - busy) / asked)
        return took / asked

    return call


def ask(client: Any, address: str, until: float, done: Iterator[int]) -> None:
    while time.perf_counter() < until:
        client.get(address)
        next(done)

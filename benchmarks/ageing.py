"""B16: the page of the ageing beside its own statement, sent by plain psycopg."""

import time
from collections.abc import Callable

import psycopg
from django.db import connection

from benchmarks.bars import BARS, Outcome
from benchmarks.pages import Server, got
from benchmarks.plans import Hot, asked
from benchmarks.series import Call, interleaved

ROUNDS = 9
PLACE = "/receivables/ageing/"


def measure(here: Server, wanted: Callable[[str], bool]) -> list[Outcome]:
    """For each person the page and the statement in turn."""
    keys = [key for key in BARS if key.startswith("B16") and wanted(key)]
    return [_measured(here, key) for key in keys]


def _measured(here: Server, key: str) -> Outcome:
    person = f"bench_{key.split()[1]}"
    (statement,) = asked(Hot(key, person, PLACE, ("accounts_openitem", "width_bucket"), "item_open"))
    with psycopg.connect(**connection.get_connection_params()) as plain:
        calls = {"page": got(here.person(person), PLACE), "sql": _sent(plain, statement)}
        found = interleaved(calls, ROUNDS)
    own, floor = found["page"], found["sql"]
    return Outcome(key, own.median_ms, floor.median_ms, p95=own.p95_ms, notes={"rounds": ROUNDS})


def _sent(plain: psycopg.Connection, statement: str) -> Call:
    def send() -> float:
        begun = time.perf_counter()
        plain.execute(statement.encode()).fetchall()
        return time.perf_counter() - begun

    return send

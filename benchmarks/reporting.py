"""The figures as a table on the screen and as a file below benchmarks/results/."""

import importlib.metadata
import json
import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import connection

from benchmarks import books, place
from benchmarks.bars import BARS, Outcome

RESULTS = Path(__file__).parent / "results"
PACKAGES = ("django", "psycopg", "gunicorn", "cryptography", "djangorestframework")


def write(results: dict[str, Any], size: place.Size) -> None:
    """Print the table; keep the figures with what they were measured on."""
    outcomes, plans = results["outcomes"], results["plans"]
    found = {
        "size": {"name": size.name, "customers": size.customers, "visible_to_root": results["visible_to_root"],
                 "accounts_of_10000_entries": books.BUSY, "database_bytes": database_size()},
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "revision": revision(),
        "machine": machine(),
        "versions": versions(),
        "workloads": {outcome.key: outcome.as_json() for outcome in outcomes},
        "plans": plans,
    }  # fmt: skip
    RESULTS.mkdir(exist_ok=True)
    short, _dash, state = revision().partition("-")
    file = RESULTS / "-".join(filter(None, (size.name, short[:12], state)))
    file = file.with_suffix(".json")
    file.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(table(outcomes, size), plan_table(plans), f"\n{file.relative_to(place.PROJECT)}", sep="\n")


def table(outcomes: list[Outcome], size: place.Size) -> str:
    head = f"\n{size.customers:,} customers\n{'':15}{'value':>10} {'p95':>9} {'against':>10} {'ratio':>7} {'limit':>7}"
    return "\n".join([head, *map(line, outcomes)])


def line(outcome: Outcome) -> str:
    bar, p95 = BARS[outcome.key], f"{outcome.p95:9.2f}" if outcome.p95 else " " * 9
    limit = f"{'>=' if bar.at_least else '<='}{bar.limit:g}"
    queries = f", {outcome.queries} of {bar.queries} queries" if outcome.queries is not None else ""
    verdict = "pass" if outcome.passed else "MISS"
    figures = f"{outcome.value:10.2f} {p95} {outcome.floor:10.2f} {outcome.ratio:7.2f} {limit:>7}"
    return f"{outcome.key:15}{figures}  {verdict}  {bar.what} against {bar.against} ({outcome.unit}{queries})"


def plan_table(plans: list[dict[str, Any]]) -> str:
    lines = [
        f"{plan['query']:30}{plan['ms']:9.2f} ms  {'pass' if plan['passed'] else 'MISS'}  expects {plan['expected']}*: "
        f"{', '.join(plan['indexes'])}"
        + (f"; read whole: {', '.join(plan['sequential'])}" if plan["sequential"] else "")
        for plan in plans
    ]
    return "\n".join(["\nPlans of the ten hottest statements", *lines])


def database_size() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        size: int = cursor.fetchone()[0]
        return size


def versions() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        database = cursor.fetchone()[0]
    packages = {name: importlib.metadata.version(name) for name in PACKAGES}
    return {"python": platform.python_version(), "postgresql": database, **packages}


def machine() -> dict[str, Any]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {"processors": os.cpu_count(), "memory_bytes": memory, "architecture": platform.machine(),
            "load_at_the_end": round(os.getloadavg()[0], 2)}  # fmt: skip


def revision() -> str:
    """The commit, with ``-changed`` where files differ from it."""

    def git(*arguments: str) -> str:
        return subprocess.run(
            ["git", *arguments], cwd=place.PROJECT, capture_output=True, text=True, check=False
        ).stdout

    changed = git("status", "--porcelain", "--untracked-files=no").strip()
    return (git("rev-parse", "HEAD").strip() or "unknown") + ("-changed" if changed else "")

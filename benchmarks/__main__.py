"""``make bench [SIZE=S|M|L] [ONLY=B1,B7]``: measure the product beside its floors, print a table, keep the figures."""

import json
import os
import subprocess
import sys
from contextlib import ExitStack
from typing import Any

from benchmarks import place, preparing
from benchmarks.serving import served
from config.catalogues import compile_catalogue
from config.installation import PROJECT

SMALL_RUN = "bench_run_small"


def main() -> int:
    """Exit 0 when every workload was measured, whether or not it keeps within its bar: the table says so."""
    size = place.SIZES[os.environ.get("SIZE", "S").upper()]
    only = [key.strip().upper() for key in os.environ.get("ONLY", "").split(",") if key.strip()]
    place.stand()
    compile_catalogue()
    for needed in dict.fromkeys((place.SIZES["S"], size)):
        preparing.prepare(needed)
    with ExitStack() as at_end:
        for database, of in ((place.RUN, size), (SMALL_RUN, place.SIZES["S"])):
            place.copy_template(of, database)
            at_end.callback(place.remove, database)
            run("manage.py", "migrate", "--verbosity", "0", **place.addresses(database))
        place.point_to(place.RUN)
        run("manage.py", "collectstatic", "--no-input", "--verbosity", "0")
        report(measured(size, lambda key: not only or key.split()[0] in only, at_end), size)
    return 0


def measured(size: place.Size, wanted: Any, at_end: ExitStack) -> dict[str, Any]:
    """Serve both databases and measure; Django joins the large one here."""
    ports = [at_end.enter_context(served(**place.addresses(database))) for database in (place.RUN, SMALL_RUN)]
    known = [facts(database) for database in (place.RUN, SMALL_RUN)]

    import django

    django.setup()
    from benchmarks import ageing, pages, plans, processes

    here, small = (pages.Server(port, facts) for port, facts in zip(ports, known, strict=True))
    outcomes = [*pages.measure(here, small, wanted), *processes.measure(here, wanted), *ageing.measure(here, wanted)]
    return {"outcomes": outcomes, "plans": plans.all_of(here), "visible_to_root": here.facts["visible_to_root"]}


def facts(database: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.facts"],
        cwd=PROJECT, env=os.environ | place.addresses(database), check=True, capture_output=True, text=True,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def run(*arguments: str, **environment: str) -> None:
    subprocess.run([sys.executable, *arguments], cwd=PROJECT, env=os.environ | environment, check=True)


def report(results: dict[str, Any], size: place.Size) -> None:
    from benchmarks import reporting

    reporting.write(results, size)


if __name__ == "__main__":
    sys.exit(main())

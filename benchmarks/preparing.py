"""Make the template of a size where it is missing or was made by other code; seconds at S, minutes at L."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from urllib.parse import quote

from benchmarks import place
from config.installation import PROJECT

OPTIONS = ("session_replication_role=replica", "synchronous_commit=off", "maintenance_work_mem=512MB")
FAST = "&options=" + quote(" ".join(f"-c {option}" for option in OPTIONS))
ROOMY = ("alter system set max_wal_size = '8GB'", "alter system reset max_wal_size")
RELOAD = "select pg_reload_conf()"


def prepare(size: place.Size) -> None:
    """Return when the template of ``size`` stands."""
    if place.is_ready(size):
        return
    start = time.monotonic()
    print(f"Making the template of size {size.name} ...", flush=True)
    place.make_empty(size.template)
    place.point_to(size.template)
    _run("manage.py", "migrate", "--verbosity", "0")
    _run("manage.py", "bootstrap")
    _fill(size)
    place.mark_ready(size)
    print(f"Template {size.template} made in {time.monotonic() - start:,.0f} s", flush=True)


def _fill(size: place.Size) -> None:
    address = place.superuser_address(size.template) + FAST
    with place.as_superuser() as connection:
        connection.execute(ROOMY[0])
        connection.execute(RELOAD)
    try:
        _run("-m", "benchmarks.filling", size.name, DATABASE_URL=address, DATABASE_OWNER_URL=address)
    finally:
        with place.as_superuser() as connection:
            connection.execute(ROOMY[1])
            connection.execute(RELOAD)


def _run(*arguments: str, **environment: str) -> None:
    """Run a part in a process of its own, since Django joins one database for good."""
    together: Mapping[str, str] = os.environ | environment
    subprocess.run([sys.executable, *arguments], cwd=PROJECT, env=dict(together), check=True)

"""The web server as `make run` starts it, on a free port and on the database the environment names."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.installation import PROJECT

PATIENCE_S = 60
STARTED: dict[int, int] = {}  # the master process behind each port


@contextmanager
def served(**environment: str) -> Iterator[int]:
    """Serve for as long as the block runs; gives the port."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.conf.py", "config.wsgi:application"]
    own = {"PORT": str(port), "HOST": "127.0.0.1", "DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
    server = subprocess.Popen(command, cwd=PROJECT, env={**os.environ, **environment, **own})
    STARTED[port] = server.pid
    try:
        wait_for(port, server)
        yield port
    finally:
        del STARTED[port]
        server.send_signal(signal.SIGTERM)
        server.wait()


def processor_s(port: int) -> float:
    """Seconds of processor that the server's workers have used; a loaded machine changes them less than the clock."""
    master, total = STARTED[port], 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            after_name = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        if int(after_name[1]) == master:
            total += int(after_name[11]) + int(after_name[12])
    return total / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Return when the server accepts connections. Raises RuntimeError when it ended, or does not come up."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"The web server did not come up (exit {server.poll()}).")

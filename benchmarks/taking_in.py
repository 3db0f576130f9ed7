"""Take in a large faulty file by the browser's door: ``ROWS=100000 python -m benchmarks.taking_in``; exit 1 on a miss.

The web server and the worker run as they do in use. The worker is killed in the middle of the file and another one
goes on; what needs a second person arrives as one batch, which is decided; the file is brought once more and changes
nothing. Peaks of memory are the kernel's own (VmHWM).
"""

import csv
import io
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psutil

from benchmarks import faulty_file, place
from benchmarks.clients import Client, FormReader
from benchmarks.serving import served
from config.catalogues import compile_catalogue
from config.installation import PROJECT

DATABASE = "bench_taking_in"
ROWS = int(os.environ.get("ROWS", "100000"))
NEW = "/customers/import/"
PATIENCE_S, POLL_S = 5_400, 0.5
BOUND_MB = {"web": 300, "worker": 300}
RESULT = PROJECT / "benchmarks" / "results" / "taking_in.json"


def main() -> int:
    """Print the figures and what is not as it must be; 1 if anything is not."""
    place.stand()
    compile_catalogue()
    place.make_empty(DATABASE)
    place.point_to(DATABASE)
    try:
        for command in (["migrate", "--verbosity", "0"], ["bootstrap"], ["collectstatic", "--no-input", "-v0"]):
            subprocess.run([sys.executable, "manage.py", *command], cwd=PROJECT, check=True, stdout=subprocess.DEVNULL)
        figures, misses = _measured()
    finally:
        place.remove(DATABASE)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(figures | {"misses": misses}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=1, ensure_ascii=False))
    for miss in misses:
        print(f"MISS: {miss}")
    return 1 if misses else 0


def _measured() -> tuple[dict[str, Any], list[str]]:
    import django

    django.setup()
    from benchmarks import office

    people = office.furnish(ROWS)
    course = Course(office)
    with served() as port:
        try:
            course.go(*(office.browser(port, people[name]) for name in ("clerk", "supervisor")))
        finally:
            course.end()
    from django.db import connection

    connection.close()
    return course.figures, course.misses


class Course:
    """The steps, what they took, and what was not as it must be."""

    def __init__(self, office: Any) -> None:
        self.office, self.figures, self.misses = office, {"rows": ROWS}, []
        self.peaks: Counter[str] = Counter()
        self.worker: subprocess.Popen[bytes] | None = None

    def go(self, clerk: Client, supervisor: Client) -> None:
        self._work()
        run = self._timed("first", lambda: self._follow(bring(clerk), kill_at=ROWS // 2))
        self._check_first(run)
        batch = self.office.batch_of(run)
        self._timed("decision", lambda: self._decide(supervisor, batch))
        self.expect("decided rows", self.office.decided(batch), {"approved": faulty_file.sensitive(ROWS)})
        before = self.office.held()
        again = self._timed("again", lambda: self._follow(bring(clerk)))
        wrong = len(faulty_file.faults(ROWS))
        self.expect(
            "counts of the second time", self.office.counts(again), {"unchanged": ROWS - wrong, "refused": wrong}
        )
        self.expect("what is held after the second time", self.office.held(), before)

    def _check_first(self, run: Any) -> None:
        asked, faults = faulty_file.sensitive(ROWS), faulty_file.faults(ROWS)
        expected = {"created": ROWS - asked - len(faults), "proposed": asked, "refused": len(faults)}
        self.expect("counts", self.office.counts(run), expected)
        self.expect("faults by row and column", self.office.faults(run), faults)
        self.expect("rows of the file of failed rows", self.office.failed_rows(run), len(faults))
        self.expect("batches and their rows", self.office.batches(run), [asked])
        self.figures["kinds of fault"] = self.office.kinds_of_fault(run)
        self.expect(
            "rows of each kind", {len(faults) // faulty_file.KINDS}, set(self.figures["kinds of fault"].values())
        )

    def _timed(self, name: str, step: Any) -> Any:
        start = time.monotonic()
        found = step()
        took = time.monotonic() - start
        self.figures[f"{name}, s"] = round(took, 1)
        if name != "decision":
            self.figures[f"{name}, rows/s"] = round(ROWS / took)
        print(f"{name}: {took:,.0f} s", flush=True)
        return found

    def _follow(self, key: str, *, kill_at: int = 0) -> Any:
        """Wait for the run ``key``; kill its worker once ``kill_at`` rows are done, and start another one."""
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            run = self.office.run(key)
            self._look()
            if run.is_over:
                self.expect(
                    f"how run {run.kind} ended", (run.state, run.attempts), ("done", 1 if not self._killed(run) else 2)
                )
                return run
            if kill_at and run.done >= kill_at:
                self._kill(run)
                kill_at = 0
            time.sleep(POLL_S)
        raise TimeoutError(f"Run {key} did not end.")

    def _killed(self, run: Any) -> bool:
        return self.figures.get("killed run") == str(run.pk)

    def _kill(self, run: Any) -> None:
        assert self.worker is not None  # noqa: S101 - a state of ours
        self._look()
        self.worker.kill()
        self.worker.wait()
        self.figures |= {"killed run": str(run.pk), "killed at row": run.done}
        self._work()

    def _work(self) -> None:
        self.worker = subprocess.Popen([sys.executable, "manage.py", "worker"], cwd=PROJECT)

    def _decide(self, supervisor: Client, batch: Any) -> None:
        address = batch.get_absolute_url()
        typed = dict(FormReader(supervisor.get(address).body).values) | {"verdict": "approved", "comment": "已核对"}
        answer = supervisor.post(f"{address}decisions/", list(typed.items()), expected=302)
        if "/runs/" in answer.headers["Location"]:
            self._follow(answer.headers["Location"].rstrip("/").rpartition("/")[2])

    def _look(self) -> None:
        """Remember the most memory that each kind of process ever had, in MB."""
        for process in psutil.Process().children(recursive=True):
            words = " ".join(_command(process))
            name = "web" if "gunicorn" in words else "worker" if "manage.py worker" in words else ""
            if name:
                self.peaks[name] = max(self.peaks[name], _peak_mb(process.pid))

    def end(self) -> None:
        """Stop the worker, and hold the peaks against their bounds."""
        if self.worker:
            self.worker.terminate()
            self.worker.wait()
        self.figures["peak, MB"] = dict(self.peaks)
        for name, bound in BOUND_MB.items():
            if self.peaks[name] > bound:
                self.misses.append(f"{name} took {self.peaks[name]} MB, more than {bound}")

    def expect(self, what: str, found: Any, expected: Any) -> None:
        if found != expected:
            self.misses.append(f"{what}: {str(found)[:300]} instead of {str(expected)[:300]}")
        else:
            self.figures.setdefault("as expected", []).append(what)


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def _peak_mb(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    return next((int(line.split()[1]) >> 10 for line in status.splitlines() if line.startswith("VmHWM")), 0)


def bring(clerk: Client) -> str:
    """Upload the file, take the columns as they are guessed, start; returns the key of the run."""
    content = written([list(faulty_file.HEAD)], faulty_file.lines(ROWS))
    typed = [pair for pair in FormReader(clerk.get(NEW).body).values if pair[0] not in ("kind", "file")]
    answer = clerk.upload(NEW, [*typed, ("kind", "upsert")], file=("file", "customers.csv", content), expected=302)
    address = answer.headers["Location"]
    typed = [pair for pair in FormReader(clerk.get(address).body).values if pair[0] not in ("mode", "act")]
    answer = clerk.post(address, [*typed, ("mode", "valid_rows"), ("act", "start")], expected=302)
    return answer.headers["Location"].rstrip("/").rpartition("/")[2]


def written(*parts: Iterable[list[str]]) -> bytes:
    """Rows as CSV."""
    text = io.StringIO()
    for rows in parts:
        csv.writer(text).writerows(rows)
    return text.getvalue().encode()


if __name__ == "__main__":
    sys.exit(main())

"""No file, however made, takes much memory or time: each is opened in a process of its own and measured."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.exchange.hostile import HOSTILE, inline, workbook

LIMIT_MB, LIMIT_S = 200, 5
OPEN = """
import json, resource, sys, time
from pathlib import Path
from exchange.files.refusals import FileRefused
from exchange.files.table import open_table
code, row = None, None
try:
    with open_table(Path(sys.argv[1])) as table:
        for _ in table.rows(): pass
except FileRefused as refusal:
    code, row = refusal.code, refusal.row
used = resource.getrusage(resource.RUSAGE_SELF)
# The largest size of this program alone; ru_maxrss would count what the calling process held as well.
peak_kb = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(json.dumps([code, row, peak_kb / 1024, used.ru_utime + used.ru_stime]))
"""
ROOT = Path(__file__).parents[2]


def opened(path: Path) -> tuple[str | None, int | None, float, float]:
    """Open the file in a fresh process; return code and row of the refusal, megabytes and seconds of processor."""
    done = subprocess.run(
        [sys.executable, "-c", OPEN, path], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    code, row, memory_mb, seconds = json.loads(done.stdout)
    return code, row, memory_mb, seconds


@pytest.mark.parametrize("make", HOSTILE, ids=lambda make: make.__name__)
def test_a_hostile_file_is_refused_with_row_in_little_memory_and_time(make, tmp_path):
    path = make(tmp_path)

    code, row, memory_mb, seconds = opened(path)

    assert (code, row) == HOSTILE[make]
    assert memory_mb < LIMIT_MB
    assert seconds < LIMIT_S


def test_the_largest_workbook_taken_keeps_within_the_limits(tmp_path):
    rows = (
        f'<row r="{row}">' + "".join(inline(f"{column}{row}", "x" * 25) for column in "ABCDE") + "</row>"
        for row in range(2, 95_000)
    )
    header = '<row r="1">' + "".join(inline(f"{column}1", column) for column in "ABCDE") + "</row>"

    code, _, memory_mb, seconds = opened(workbook(tmp_path, [header, *rows]))

    assert code is None
    assert memory_mb < LIMIT_MB
    assert seconds < LIMIT_S


def test_a_large_honest_file_is_read_within_the_same_limits(tmp_path):
    path = tmp_path / "large.csv"
    path.write_text("code,name\n" + "C1,万科企业股份有限公司\n" * 1_000_000, encoding="gb18030")

    code, _, memory_mb, seconds = opened(path)

    assert code is None
    assert memory_mb < LIMIT_MB
    assert seconds < 2 * LIMIT_S

"""No file, however made, takes much memory or time: each goes through its door in a process of its own, measured.

A refusal says what is wrong and what to do, in both languages; nothing is left behind. Some wait for ``make soak``.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from django.utils.translation import override

from customers.attachments import refusals as papers
from exchange.files.refusals import MESSAGES
from tests.exchange.hostile import archives, mappings, sheets, sizes, texts
from tests.exchange.hostile import papers as uploads
from tests.exchange.hostile.building import inline, workbook, written
from tests.exchange.hostile.door import ALONE

LIMIT_MB, LIMIT_S = 200, 5
ROOT = Path(__file__).parents[2]
SOAK = "KEHU_FUZZ" in os.environ
CASES = [case for module in (sizes, texts, archives, sheets, mappings, uploads) for case in module.CASES]
CHINESE = re.compile("[\u4e00-\u9fff]")


class Answer(NamedTuple):
    code: str | None
    row: int | None
    english: str
    chinese: str
    memory_mb: float
    seconds: float


@pytest.fixture(scope="module")
def bring():
    """Bring a file to its door; ``left`` is made its folder for temporary files."""
    with opened("alone") as alone, opened("whole") as whole:

        def brought(path: Path, door: str, left: Path) -> Answer:
            left.mkdir()
            process = alone if door in ALONE else whole
            process.stdin.write(json.dumps([door, str(path), str(left)]) + "\n")
            process.stdin.flush()
            answer = json.loads(process.stdout.readline())
            assert answer is not None, "the process of this file came to grief"
            return Answer(*answer)

        yield brought


@contextmanager
def opened(doors: str) -> Iterator[subprocess.Popen]:
    command = [sys.executable, "-m", "tests.exchange.hostile.door", doors]
    env = os.environ | {"KEHU_VIRUS_SCAN": "tests.customers.attachments.scanners:eicar"}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=env, stdin=pipe, stdout=pipe, text=True) as process:
        yield process
        process.stdin.close()


@pytest.mark.parametrize(
    "case", [case for case in CASES if SOAK or not case.slow], ids=lambda case: f"{case.door}: {case.name}"
)
def test_a_hostile_file_is_refused_in_little_memory_and_time_or_read_as_it_stands(case, bring, tmp_path):
    path = case.make(tmp_path)

    answer = bring(path, case.door, tmp_path / "left")

    assert (answer.code, answer.row) == (case.code, case.row)
    assert answer.memory_mb < LIMIT_MB
    assert answer.seconds < LIMIT_S
    assert list((tmp_path / "left").iterdir()) == []
    if case.code:
        assert not CHINESE.search(re.sub("“[^”]*”", "", answer.english))
        assert CHINESE.search(answer.chinese)


def test_there_are_two_hundred_of_them_each_of_another_name():
    names = [(case.door, case.name) for case in CASES]

    assert len(names) >= 200
    assert len(set(names)) == len(names)
    assert {case.door for case in CASES} == {"table", "mapping", "customers", "people", "paper"}


KEPT = {papers.ERASED, papers.NOT_CURRENT, papers.TOO_MANY}  # about papers that are there already
PAPERS = {value for name, value in vars(papers).items() if name.isupper()} - KEPT


@pytest.mark.parametrize("code", [*MESSAGES, *sorted(PAPERS)])
def test_every_refusal_of_a_file_says_what_is_wrong_and_what_to_do(code):
    from audit.refusals import CATALOGUE

    with override("en"):
        english = str(CATALOGUE[code].message)
    with override("zh-hans"):
        chinese = str(CATALOGUE[code].message)

    assert re.search(r"[.?:,;] .*[.?]$", english)
    assert re.search("请|？|不可|可以|仅|支持", chinese)


def test_the_largest_workbook_taken_keeps_within_the_limits(bring, tmp_path):
    rows = (
        f'<row r="{row}">' + "".join(inline(f"{column}{row}", "x" * 25) for column in "ABCDE") + "</row>"
        for row in range(2, 95_000)
    )
    header = '<row r="1">' + "".join(inline(f"{column}1", column) for column in "ABCDE") + "</row>"

    answer = bring(workbook(tmp_path, [header, *rows]), "table", tmp_path / "left")

    assert answer.code is None
    assert answer.memory_mb < LIMIT_MB
    assert answer.seconds < LIMIT_S


def test_a_large_honest_file_is_read_within_the_same_limits(bring, tmp_path):
    text = "code,name\n" + "C1,万科企业股份有限公司\n" * 1_000_000

    answer = bring(written(tmp_path, "large.csv", [text.encode("gb18030")]), "table", tmp_path / "left")

    assert answer.code is None
    assert answer.memory_mb < LIMIT_MB
    assert answer.seconds < 2 * LIMIT_S

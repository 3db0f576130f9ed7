"""The work of an import: the same course as the command's, in batches or as one transaction."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from access.data_keys import open_rows, text_of
from exchange.files import Fields
from exchange.files import Mapping as FileMapping
from exchange.importing import UNCHANGED, Course, Told, count_rows, course_of, error_lines
from exchange.runs import files
from exchange.runs.models import FileRole, Run, RunRow
from exchange.runs.results import Result, Results
from exchange.runs.working import END, Work

TakeIn = Callable[[Course], None]
FETCHED = 1_000  # rows of results opened together


class Mode(models.TextChoices):
    """What becomes of the rows that can be taken in."""

    VALID_ROWS = "valid_rows", _("take in the valid rows, leave out the others")
    STRICT = "strict", _("all or nothing: one refused row stops the whole file")
    DRY_RUN = "dry_run", _("only check: nothing is changed")


def carry_out(work: Work, fields: Fields, take_in: TakeIn) -> None:
    """Take in the run's file by its mapping, in its mode; then keep what was left out as a file. Raises FileRefused."""
    source = files.of(work.run, FileRole.SOURCE)
    if source is None:
        raise LookupError(f"Run {work.run.pk} has no file.")
    mapping = FileMapping.from_json(json.dumps(work.parameters["mapping"]), fields)
    with files.as_path(source) as path:
        if work.run.total is None:
            work.expect(count_rows(path))
        if work.parameters["mode"] == Mode.VALID_ROWS:
            _in_batches(work, path, mapping, take_in)
        elif work.mark != END:
            _as_one(work, path, mapping, take_in)
        _keep_errors(work.run, path, files.name_of(source))


def _in_batches(work: Work, path: Path, mapping: FileMapping, take_in: TakeIn) -> None:
    with course_of(path, mapping) as course:
        told: list[Told] = []
        course.source, course.begun, course.listen = work.run.pk, int(work.mark or 0), told.append
        course.enclose = partial(_batch, work, course, told)
        take_in(course)


@contextmanager
def _batch(work: Work, course: Course, told: list[Told]) -> Iterator[None]:
    told.clear()
    with work.batch() as results:
        yield
        results.rows = results_of(told)
        results.mark = str(course.reached)


def _as_one(work: Work, path: Path, mapping: FileMapping, take_in: TakeIn) -> None:
    strict = work.parameters["mode"] == Mode.STRICT
    with course_of(path, mapping) as course, work.whole(keep=lambda: strict and not course.left_out) as whole:
        told: list[Told] = []
        course.source, course.listen = work.run.pk, told.append
        course.enclose = partial(_part, whole, told)
        take_in(course)


@contextmanager
def _part(whole: Any, told: list[Told]) -> Iterator[None]:
    told.clear()
    yield
    results = Results()
    results.rows = results_of(told)
    whole.add(results)


def results_of(told: list[Told]) -> list[Result]:
    """What was told, as a run keeps it."""
    return [Result(one.number, one.outcomes, one.code, one.cause, one.column, one.reason) for one in told]


def was_taken_back(run: Run) -> bool:
    """Whether the rows say what would have happened only: a check, or a strict import with a row that was left out."""
    left_out = run.counts.get("refused", 0) + run.counts.get("review", 0)
    mode = run.parameters.get("mode")
    return mode == Mode.DRY_RUN or (mode == Mode.STRICT and bool(left_out) and _left_out(run).exists())


def _left_out(run: Run) -> models.QuerySet[RunRow]:
    return RunRow.objects.filter(run=run).exclude(reason=None).exclude(outcome=UNCHANGED).order_by("number")


def _keep_errors(run: Run, path: Path, name: str) -> None:
    """Keep the rows that were left out as a file, once."""
    if files.of(run, FileRole.ERRORS) or not _left_out(run).exists():
        return
    files.write(run, role=FileRole.ERRORS, name=f"{name}.errors.csv", parts=error_lines(path, _reasons(run)))


def _reasons(run: Run) -> Iterator[tuple[int, str, str]]:
    """Yield number, column and reason of the rows left out, by number."""
    last = 0
    while rows := open_rows(_left_out(run).filter(number__gt=last)[:FETCHED]):
        yield from ((row.number, row.field, text_of(row.reason)) for row in rows)
        last = rows[-1].number

"""What the commands that import have in common: options, progress, the six figures, the exit code."""

import os
from argparse import ArgumentParser
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from access.models import User
from exchange.files import ErrorFile, Fields, FileRefused
from exchange.files import Mapping as FileMapping
from exchange.files.mapping import mapping_text
from exchange.importing import OUTCOMES, Course, Told, count_rows, course_of

EVALUATES_AS = "manager"  # the demonstration person in whose name an evaluation imports
WIDTH = 30
REDRAW_S = 0.2


class ImportCommand(BaseCommand):
    """Take in a file; exit 0 only when no row was refused or waits. Subclasses say which fields, and how."""

    fields: Fields

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV (UTF-8 or GB18030) or XLSX")
        parser.add_argument("--mapping", type=Path, help="JSON: which column fills which field (docs/import.md)")
        parser.add_argument("--actor", metavar="USERNAME", help="the person who imports, with the rights they have")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")

    def take_in(self, course: Course, *, actor: User, options: dict[str, Any]) -> None:
        """Import the rows of ``course``, counting what comes of each."""
        raise NotImplementedError

    def handle(self, **options: Any) -> None:
        actor = _actor(options["actor"])
        try:
            self._run(options["file"], actor, options)
        except FileRefused as refusal:
            raise CommandError(refusal.message) from refusal
        except OSError as error:
            raise CommandError(f"{error.strerror}: {error.filename}") from error

    def _run(self, path: Path, actor: User, options: dict[str, Any]) -> None:
        mapping = _mapping(options["mapping"], self.fields)
        total = count_rows(path)
        dry = transaction.atomic() if options["dry_run"] else nullcontext()
        with course_of(path, mapping) as course, ErrorFile(_writable(path), course.table.header) as errors, dry:
            course.listen = partial(_keep, errors)
            course.watch = Progress(self.stderr, total).show
            self.take_in(course, actor=actor, options=options)
            if options["dry_run"]:
                transaction.set_rollback(True)
        self._report(course, errors, dry_run=options["dry_run"])

    def _report(self, course: Course, errors: ErrorFile, *, dry_run: bool) -> None:
        """Print the figures and where the rows left out are. Raises CommandError if there are any."""
        self.stdout.write(", ".join(f"{outcome} {course.counts[outcome]}" for outcome in OUTCOMES))
        if course.queued:
            self.stdout.write(f"{course.queued} of those under review were taken in as possible duplicates")
        if dry_run:
            self.stdout.write("dry run: nothing was changed")
        if errors.count:
            raise CommandError(f"{errors.count} rows were not taken in: {errors.path} says why.")


def _keep(errors: ErrorFile, told: Told) -> None:
    """Put a row that was left out into the file of errors."""
    if told.left_out:
        errors.add(told.number, told.cells, reason=told.reason, column=told.column)


class Progress:
    """A bar on a terminal, a line each few thousand rows elsewhere."""

    def __init__(self, out: Any, total: int) -> None:
        self.out, self.total = out, total
        self.terminal = bool(getattr(out, "isatty", lambda: False)())
        self.drawn = 0.0

    def show(self, done: int) -> None:
        """Show that ``done`` rows are done."""
        ended = done >= self.total
        if not ended and monotonic() - self.drawn < (REDRAW_S if self.terminal else 10 * REDRAW_S):
            return
        self.drawn = monotonic()
        share = min(done / self.total, 1) if self.total else 1
        bar = "#" * int(share * WIDTH)
        text = f"[{bar:<{WIDTH}}] {done}/{self.total}"
        self.out.write(f"\r{text}" if self.terminal else text, ending="\n" if ended or not self.terminal else "")


def _actor(username: str | None) -> User:
    """The person who imports. Raises CommandError: outside evaluation somebody must be named."""
    if username is None and not settings.EVALUATION:
        raise CommandError("Name the person who imports: --actor USERNAME.")
    person = User.objects.filter(username=username or EVALUATES_AS, is_active=True).first()
    if person is None:
        remedy = "" if username else " Run manage.py demo first, or name the person who imports: --actor USERNAME."
        raise CommandError(f"There is no active person {username or EVALUATES_AS!r}.{remedy}")
    return person


def _mapping(path: Path | None, fields: Fields) -> FileMapping:
    """The mapping of a file; without one the header names the fields. Raises FileRefused, OSError."""
    if path is None:
        return FileMapping(fields)
    return FileMapping.from_json(mapping_text(path), fields)


def _writable(path: Path) -> Path:
    """Where the refused rows go: beside the file or, where nothing can be written there, to the current folder."""
    if os.access(path.parent, os.W_OK):
        return path
    if os.access(Path.cwd(), os.W_OK):
        return Path.cwd() / path.name
    raise CommandError(f"Neither {path.parent} nor the current folder can be written to: refused rows need a place.")

"""Files of a run: written and read in parts, so that their size never matters to the memory."""

import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.db import transaction

from access.data_keys import Keyring, conceal, open_rows
from exchange.runs.models import FileRole, Run, RunChunk, RunFile

CHUNK = 1 << 20  # bytes
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OPEN_FILES = Path("/proc/self/fd")


def write(run: Run, *, role: FileRole, name: str, parts: Iterable[bytes], content_type: str = CSV) -> RunFile:
    """Keep a file with ``run``, under its key; ``parts`` may be of any size."""
    ring, digest = Keyring(), hashlib.sha256()
    with transaction.atomic():
        file = RunFile(run=run, role=role, content_type=content_type, digest=b"")
        conceal(file, ring=ring, name=name[:200])
        file.save(force_insert=True)
        for number, part in enumerate(_chunks(parts)):
            digest.update(part)
            chunk = RunChunk(run=run, file=file, number=number)
            conceal(chunk, ring=ring, content=part)
            chunk.save(force_insert=True)
            file.size += len(part)
        file.digest = digest.digest()
        file.save(update_fields=["size", "digest"])
    return file


def _chunks(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in parts of CHUNK."""
    waiting = bytearray()
    for part in parts:
        waiting += part
        while len(waiting) >= CHUNK:
            yield bytes(waiting[:CHUNK])
            del waiting[:CHUNK]
    if waiting:
        yield bytes(waiting)


def read(file: RunFile) -> Iterator[bytes]:
    """Yield the content of ``file``, part by part; nothing once the run's key was destroyed."""
    ring = Keyring()
    numbers = RunChunk.objects.filter(file=file).order_by("number").values_list("number", flat=True)
    for number in list(numbers):
        [chunk] = open_rows([RunChunk.objects.get(file=file, number=number)], ring=ring)
        yield chunk.content.data


def name_of(file: RunFile) -> str:
    """The file's name, opened; "" once the run's key was destroyed."""
    open_rows([file])
    return file.name.text


def of(run: Run, role: FileRole) -> RunFile | None:
    """The run's newest file of this role."""
    return RunFile.objects.filter(run=run, role=role).order_by("-created_at", "-pk").first()


@contextmanager
def as_path(file: RunFile) -> Iterator[Path]:
    """The content of ``file`` at a path that opens for as long as the context lasts.

    Where the system allows it the file has no name, so that a killed process leaves nothing readable behind.
    """
    nameless = OPEN_FILES.is_dir()
    with tempfile.TemporaryFile() if nameless else tempfile.NamedTemporaryFile() as copy:
        for part in read(file):
            copy.write(part)
        copy.flush()
        yield _path_of(copy, nameless=nameless)


def _path_of(copy: IO[bytes], *, nameless: bool) -> Path:
    return OPEN_FILES / str(copy.fileno()) if nameless else Path(copy.name)

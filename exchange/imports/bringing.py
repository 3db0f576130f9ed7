"""A file as it arrives: looked at as far as its header, and kept with a run that waits to be launched."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from access.models import User
from audit.models import Channel
from exchange.files import open_table
from exchange.files.table import ZIP
from exchange.runs import files, starting
from exchange.runs.models import Run


def bring(file: UploadedFile, *, kind: str, actor: User, channel: Channel, parameters: dict[str, Any]) -> Run:
    """Keep an uploaded file with a ``kind`` of run of its own. Raises FileRefused where its header cannot be read."""
    with as_path(file) as path:
        header_of(path)
        with path.open("rb") as opened:
            content_type = files.XLSX if opened.read(2) == ZIP else files.CSV
    file.seek(0)
    source = starting.Source(file.name or "file", file.chunks(files.CHUNK), content_type)
    return starting.prepare(kind, actor=actor, channel=channel, parameters=parameters, file=source)


@contextmanager
def as_path(file: UploadedFile) -> Iterator[Path]:
    """The uploaded file under a name in the file system, for as long as it is looked at."""
    with tempfile.NamedTemporaryFile() as copy:
        for part in file.chunks(files.CHUNK):
            copy.write(part)
        copy.flush()
        yield Path(copy.name)


def header_of(path: Path) -> list[str]:
    """The column names of a file. Raises FileRefused."""
    with open_table(path) as table:
        return table.header

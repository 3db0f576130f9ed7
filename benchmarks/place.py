"""Where measuring happens: an installation of its own below ``var/bench/``, a template database for each size.

``stand()`` comes before Django's set-up. The embedded server's superuser fills templates; what is measured runs as the
application's role on a fresh copy, so that every run begins with the same rows.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from config.embedded import EmbeddedServer
from config.installation import PROJECT, data_folder, join

RUN = "bench_run"
SHAPING = (
    *(f"benchmarks/{name}.py" for name in ("filling", "population", "books")),
    *(f"customers/{name}*.py" for name in ("search", "names", "mnemonics", "numbering")),
)


@dataclass(frozen=True)
class Size:
    """How many customers a template holds."""

    name: str
    customers: int

    @property
    def template(self) -> str:
        return f"bench_{self.name.lower()}"


SIZES = {size.name: size for size in (Size("S", 10_000), Size("M", 100_000), Size("L", 1_000_000))}


def stand() -> None:
    """Lead this process to the measuring installation and to nothing else."""
    os.environ.setdefault("KEHU_DATA_DIR", str(PROJECT / "var" / "bench"))
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_URL_FILE", "DATABASE_OWNER_URL_FILE"):
        os.environ.pop(name, None)
    os.environ |= {"KEHU_EVALUATION": "1", "DJANGO_SETTINGS_MODULE": "config.settings"}
    Path(os.environ["KEHU_DATA_DIR"]).mkdir(mode=0o700, parents=True, exist_ok=True)
    join()


def addresses(database: str) -> dict[str, str]:
    """The environment's addresses, leading to ``database``."""
    return {
        name: f"{os.environ[name].rpartition('@/')[0]}@/{database}?{os.environ[name].partition('?')[2]}"
        for name in ("DATABASE_URL", "DATABASE_OWNER_URL")
    }


def point_to(database: str) -> None:
    """Lead this process, and those it starts, to ``database``; before Django's set-up."""
    os.environ |= addresses(database)


def superuser_address(database: str) -> str:
    """The address by which the server's own superuser fills a template."""
    server = EmbeddedServer(data_folder())
    return f"postgresql://postgres:{quote(server.password('postgres'))}@/{database}?host={quote(str(server.sockets))}"


@contextmanager
def as_superuser(database: str = "postgres") -> Iterator[psycopg.Connection]:
    """A connection of the superuser that commits each statement."""
    with psycopg.connect(superuser_address(database), autocommit=True) as connection:
        yield connection


def shape(size: Size) -> str:
    """What a template of this size is made by: a digest of the generator. Copies are migrated to what came later."""
    digest = hashlib.sha256(str(size).encode())
    for file in sorted({file for pattern in SHAPING for file in PROJECT.glob(pattern)}):
        digest.update(str(file.relative_to(PROJECT)).encode() + file.read_bytes())
    return digest.hexdigest()


def is_ready(size: Size) -> bool:
    """Whether the template is there and complete."""
    asked = "select shobj_description(oid, 'pg_database') from pg_database where datname = %s"
    with as_superuser() as connection:
        return connection.execute(asked, [size.template]).fetchone() == (shape(size),)


def mark_ready(size: Size) -> None:
    """Remember what the finished template was made by."""
    statement = sql.SQL("comment on database {} is {}")
    with as_superuser() as connection:
        connection.execute(statement.format(sql.Identifier(size.template), sql.Literal(shape(size))))


def make_empty(database: str) -> None:
    """Make the database anew, the owner's, without tables."""
    _recreate(database, sql.SQL("owner kehu_owner"))


def copy_template(size: Size, database: str) -> None:
    """Make ``database`` a copy of the template, file by file: a minute at L."""
    _recreate(
        database, sql.SQL("owner kehu_owner template {} strategy file_copy").format(sql.Identifier(size.template))
    )


def remove(database: str) -> None:
    """Drop a database of this run."""
    with as_superuser() as connection:
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(database)))


def _recreate(database: str, how: sql.Composable) -> None:
    name = sql.Identifier(database)
    with as_superuser() as connection:
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(name))
        connection.execute(sql.SQL("create database {} {}").format(name, how))

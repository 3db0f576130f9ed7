"""The test database: a template migrated by the owner, cloned for each process, used through the application's role.

Tests that commit get a fresh clone afterwards (0.13 s) instead of Django's flush, which append-only tables refuse. The
template stays between runs while nothing that shapes it changes; ``--create-db`` makes it anew.
"""

import fcntl
import hashlib
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from config.installation import PROJECT, data_folder

ALIASES = ("default", "owner")
SHAPING = (
    "*/migrations/*.py",
    "*/models.py",
    "*/models/*.py",
    "*/apps.py",
    "audit/*.py",
    "access/roles.py",
    "*/*.sql",
    "config/settings.py",
    "requirements/base.lock",
)
PREFIX = "test_kehu_" + hashlib.sha256(os.fsencode(PROJECT)).hexdigest()[:8]
DROPPING_S = 20
TEMPLATE = f"{PREFIX}_template"


def forget_template() -> None:
    """Drop the template, so that it is made anew."""
    with locked("test-template.lock"), as_owner() as owner:
        drop(owner, TEMPLATE)


def prepare_template() -> None:
    """Make the template unless one of the same shape is there; one process does it while the others wait."""
    wanted = fingerprint()
    with locked("test-template.lock"), as_owner() as owner:
        if comment(owner, TEMPLATE) == wanted:
            return
        drop(owner, TEMPLATE)
        owner.execute(sql.SQL("create database {}").format(sql.Identifier(TEMPLATE)))
        point_to(TEMPLATE)
        call_command("migrate", database="owner", interactive=False, verbosity=0)
        close()
        owner.execute(sql.SQL("comment on database {} is {}").format(sql.Identifier(TEMPLATE), sql.Literal(wanted)))


def comment(owner: psycopg.Connection, name: str) -> str | None:
    """Return the comment on a database, None if there is none."""
    asked = "select shobj_description(oid, 'pg_database') from pg_database where datname = %s"
    found = owner.execute(asked, [name]).fetchone()
    return found and found[0]


def fingerprint() -> str:
    """Return a digest of every file that shapes an empty database."""
    files = sorted({file for pattern in SHAPING for file in PROJECT.glob(pattern)})
    digest = hashlib.sha256()
    for file in files:
        digest.update(str(file.relative_to(PROJECT)).encode() + file.read_bytes())
    return digest.hexdigest()


def clone(name: str) -> None:
    """Put a fresh copy of the template in the place of database ``name``, ending whoever is still connected to it."""
    close()
    with as_owner() as owner:
        drop(owner, name)
        owner.execute(sql.SQL("create database {} template {}").format(sql.Identifier(name), sql.Identifier(TEMPLATE)))


def remove(name: str) -> None:
    """Drop a clone."""
    close()
    with as_owner() as owner:
        drop(owner, name)


def drop(owner: psycopg.Connection, name: str) -> None:
    """Drop the database if it is there. An autovacuum in it is the superuser's, not ours to end: wait for it."""
    statement = sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
    for _attempt in range(DROPPING_S * 10):
        try:
            owner.execute(statement)
        except psycopg.errors.InsufficientPrivilege:
            time.sleep(0.1)
        else:
            return
    owner.execute(statement)


def point_to(name: str) -> None:
    """Lead this process, and those it starts, to database ``name``."""
    close()
    for alias in ALIASES:
        connections[alias].settings_dict["NAME"] = connections.settings[alias]["NAME"] = name
    for variable in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        os.environ[variable] = re.sub(r"(?<=[^/]/)[^/?]+(?=$|\?)", name, os.environ[variable], count=1)


def close() -> None:
    """Close this thread's connections."""
    for alias in ALIASES:
        connections[alias].close()


@contextmanager
def as_owner() -> Iterator[psycopg.Connection]:
    """Give a connection of the owner beside the databases that come and go."""
    parameters = connections["owner"].get_connection_params() | {"dbname": "postgres", "cursor_factory": psycopg.Cursor}
    parameters.pop("context", None)
    with psycopg.connect(**parameters, autocommit=True) as connection:
        yield connection


@contextmanager
def locked(name: str) -> Iterator[None]:
    """Keep other processes of this checkout out of the block."""
    with open(data_folder() / name, "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def own_name() -> Iterator[str]:
    """Give a database name nobody else has: of this checkout, this worker, this run among those at the same time."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    for run in range(100):
        with open(lock_folder() / f"{worker}-{run}", "w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield f"{PREFIX}_{worker}_{run}"
            return
    raise RuntimeError("A hundred test runs at once in one checkout?")


def lock_folder() -> Path:
    """Where runs mark the names they use."""
    folder = data_folder() / "test-runs"
    folder.mkdir(exist_ok=True)
    return folder

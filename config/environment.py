"""Set-up of ``.venv`` and the browser libraries: ``python3 -m config.environment [base|test|dev]``.

Runs on the machine's own Python with nothing installed, so only the standard library may be imported here.
"""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
VENV = PROJECT / ".venv"
STAMP = VENV / "kehu.json"
SETS = ("base", "test", "dev")
STOP = "from config import embedded, installation as here; embedded.EmbeddedServer(here.data_folder()).stop()"


def prepare(chosen: str) -> None:
    """Bring ``.venv`` to the locked packages of ``chosen``; a changed interpreter or base lock means a new one."""
    wanted = {"python": sys.version, "interpreter": str(Path(sys.executable).resolve()), "base": digest("base")}
    found = json.loads(STAMP.read_text()) if STAMP.exists() else {}
    if {name: found.get(name) for name in wanted} != wanted or not (VENV / "bin" / "python").exists():
        print("Making .venv ...", flush=True)
        stop_database()
        shutil.rmtree(VENV, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
        found = {"python": wanted["python"], "interpreter": wanted["interpreter"]}
    if found.get(chosen) != digest(chosen):
        print(f"Installing the packages of requirements/{chosen}.lock ...", flush=True)
        install(chosen)
        contained = SETS[: SETS.index(chosen) + 1]
        STAMP.write_text(json.dumps(found | {name: digest(name) for name in contained}))
    subprocess.run([VENV / "bin" / "python", "-m", "config.node"], cwd=PROJECT, check=True)


def stop_database() -> None:
    """End the embedded PostgreSQL if it runs from the environment about to go: its libraries go with it."""
    old = VENV / "bin" / "python"
    if old.exists():
        subprocess.run([old, "-c", STOP], cwd=PROJECT, check=False, stderr=subprocess.DEVNULL)


def install(chosen: str) -> None:
    """Install exactly the locked packages, by pip as the machine has it set up."""
    pip: list[str | Path] = [VENV / "bin" / "python", "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    subprocess.run([*pip, "--require-hashes", "-r", PROJECT / "requirements" / f"{chosen}.lock"], check=True)


def digest(chosen: str) -> str:
    """Return the digest of a lock."""
    return hashlib.sha256((PROJECT / "requirements" / f"{chosen}.lock").read_bytes()).hexdigest()


def main() -> int:
    """Prepare the set named on the command line."""
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        found = sys.version.split()[0]
        print(f"Kehu needs Python 3.11 to 3.13, this is {found}: make PYTHON=python3.12 ...", file=sys.stderr)
        return 2
    try:
        prepare(sys.argv[1] if len(sys.argv) > 1 else "base")
    except subprocess.CalledProcessError as error:
        print(f"Set-up failed: {' '.join(map(str, error.cmd))} ended with {error.returncode}.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

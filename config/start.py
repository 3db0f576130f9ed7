"""``make run``: prepare the evaluation installation, serve it, and stop everything that was started."""

import ctypes
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from config.catalogues import CatalogueError, compile_catalogue
from config.installation import PROJECT, data_folder, join, write_private

PEOPLE = ("clerk_east", "clerk_south", "supervisor", "supervisor2", "manager", "auditor", "reception", "sysadmin")
GRACE_S = 25
SERVING_S = 60
PR_SET_PDEATHSIG = 1


class Stopped(Exception):
    """Somebody asked the server to stop."""


def main() -> int:
    """Serve until Ctrl-C, SIGTERM, or the death of a part; 0 only when asked to stop."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, ask_to_stop)
    host, port = os.environ.setdefault("HOST", "127.0.0.1"), int(os.environ.setdefault("PORT", "8000"))
    if is_taken(host, port):
        print(f"Port {port} on {host} is taken: make run PORT=8001", file=sys.stderr)
        return 1
    children: list[subprocess.Popen] = []
    with ExitStack() as at_end:
        try:
            return serve(host, port, children=children, at_end=at_end)
        except Stopped:
            return 0
        except CatalogueError as error:
            print(error, file=sys.stderr)
            return 1
        finally:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)  # stopping is not interrupted
            print("Stopping ...", flush=True)
            stop(children)


def serve(host: str, port: int, *, children: list[subprocess.Popen], at_end: ExitStack) -> int:
    """Prepare, start the parts, say where they are, and wait for the first one that dies."""
    os.environ.setdefault("KEHU_EVALUATION", "1")
    if not (os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_URL_FILE")):
        from config.embedded import EmbeddedServer

        at_end.enter_context(EmbeddedServer(data_folder()).in_use())
    join()
    prepare()
    children.append(start("-m", "gunicorn", "--config", "config/gunicorn.conf.py", "config.wsgi:application"))
    children.append(start("manage.py", "worker"))
    wait_until_served(host, port, children)
    announce(host, port)
    while all(child.poll() is None for child in children):
        time.sleep(0.3)
    print("A part of the server ended by itself; see above.", file=sys.stderr)
    return 1


def prepare() -> None:
    """Bring database, catalogue and static files up to this code; add the demonstration on the first start."""
    compile_catalogue()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", database="owner", interactive=False, verbosity=0)
    call_command("bootstrap")
    call_command("index_customers")
    call_command("collectstatic", interactive=False, verbosity=0)
    demonstrated = data_folder() / "demonstrated"
    if not demonstrated.exists():
        os.environ.setdefault("KEHU_DEMO_PASSWORD", secrets.token_urlsafe(12))
        write_private(password_file(), os.environ["KEHU_DEMO_PASSWORD"] + "\n")
        call_command("demo")
        demonstrated.touch()


def password_file() -> Path:
    """Where the demonstration people's password is kept, readable by its owner alone."""
    folder = data_folder() / "keys"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / "demo.password"


def start(*arguments: str) -> subprocess.Popen:
    """Start a part in a session of its own, so that Ctrl-C reaches this process alone, and dead with it."""
    command = [sys.executable, *arguments]
    return subprocess.Popen(command, cwd=PROJECT, start_new_session=True, preexec_fn=die_with_parent)


def die_with_parent() -> None:
    """Ask Linux to end this process when the one that started it is killed; elsewhere that is left undone."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def is_taken(host: str, port: int) -> bool:
    """Whether something listens there already."""
    with socket.socket() as probe:
        return probe.connect_ex((host, port)) == 0


def wait_until_served(host: str, port: int, children: list[subprocess.Popen]) -> None:
    """Return when the web server accepts connections, or a part has died."""
    until = time.monotonic() + SERVING_S
    while not is_taken(host, port) and all(child.poll() is None for child in children) and time.monotonic() < until:
        time.sleep(0.1)


def announce(host: str, port: int) -> None:
    """Print the address and the sign-ins."""
    kept = password_file()
    print(f"\nKehu is at http://{host}:{port}/ (Ctrl-C stops it)")
    print(f"Demonstration sign-ins: {', '.join(PEOPLE)}")
    if kept.exists():
        print(f"Password of each, unless changed: {kept.read_text().strip()}", flush=True)


def ask_to_stop(number: int, frame: object) -> None:
    """Turn a signal into Stopped wherever this process is."""
    raise Stopped


def stop(children: list[subprocess.Popen]) -> None:
    """End the parts: politely, then by force."""
    for child in children:
        child.terminate()
    until = time.monotonic() + GRACE_S
    for child in children:
        try:
            child.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


if __name__ == "__main__":
    sys.exit(main())

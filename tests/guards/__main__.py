"""``make guards``: remove one guard after the other and see its test turn red.

Each ``tests/guards/*.patch`` takes one guard out of the committed code; the lines before the diff that begin with
``Test: `` name the tests that must notice. Arguments choose patches by a part of their name.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.installation import PROJECT, data_folder

TESTS_FAILED = 1  # pytest's exit code; anything above means that no test could judge


def main(chosen: list[str]) -> int:
    """Run every chosen patch; 1 if a test stayed green, could not run, or was red before."""
    patches = [patch for patch in sorted(Path(__file__).parent.glob("*.patch")) if matches(patch, chosen)]
    if not patches:
        print("No such guard.", file=sys.stderr)
        return 1
    with worktree() as tree:
        if run_tests(tree, [test for patch in patches for test in tests_of(patch)]) != 0:
            print("Some of these tests are red with every guard in place.", file=sys.stderr)
            return 1
        asleep = [patch.stem for patch in patches if not notices(tree, patch)]
    print(f"{len(patches) - len(asleep)} passed, {len(asleep)} failed")
    return 1 if asleep else 0


def matches(patch: Path, chosen: list[str]) -> bool:
    """Whether the patch is among the chosen; no choice means all."""
    return not chosen or any(part in patch.stem for part in chosen)


def notices(tree: Path, patch: Path) -> bool:
    """Whether each of the patch's tests fails with the guard removed."""
    subprocess.run(["git", "apply", patch], cwd=tree, check=True)
    codes = {test: run_tests(tree, [test]) for test in tests_of(patch)}
    subprocess.run(["git", "checkout", "--quiet", "."], cwd=tree, check=True)
    red = bool(codes) and set(codes.values()) == {TESTS_FAILED}
    print(f"{'red, as it should' if red else 'NOT NOTICED'}: {patch.stem} {'' if red else codes}", flush=True)
    return red


def tests_of(patch: Path) -> list[str]:
    """Return the tests that the patch names."""
    lines = patch.read_text(encoding="utf-8").splitlines()
    return [line.removeprefix("Test: ").strip() for line in lines if line.startswith("Test: ")]


def run_tests(tree: Path, tests: list[str]) -> int:
    """Run the tests on the code in ``tree``, quietly, against this checkout's PostgreSQL; return pytest's exit code."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *dict.fromkeys(tests)]
    done = subprocess.run(
        command, cwd=tree, env=os.environ | {"KEHU_DATA_DIR": str(data_folder())}, capture_output=True
    )
    if done.returncode > TESTS_FAILED:
        print(done.stdout.decode()[-2000:], done.stderr.decode()[-2000:])
    return done.returncode


@contextmanager
def worktree() -> Iterator[Path]:
    """Give a fresh worktree of the last commit, with its Chinese compiled and the fonts of printed documents."""
    place = data_folder() / "tmp" / "guards"
    remove(place)
    subprocess.run(["git", "worktree", "add", "--quiet", "--detach", place, "HEAD"], cwd=PROJECT, check=True)
    subprocess.run([sys.executable, "-m", "config.catalogues"], cwd=place, check=True, stdout=subprocess.DEVNULL)
    (place / "node_modules").symlink_to(PROJECT / "node_modules")
    try:
        yield place
    finally:
        remove(place)


def remove(place: Path) -> None:
    """Remove the worktree, also one that an interrupted run left."""
    shutil.rmtree(place, ignore_errors=True)
    subprocess.run(["git", "worktree", "prune"], cwd=PROJECT, check=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

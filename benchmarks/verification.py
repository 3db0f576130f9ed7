"""Verify the ledger of a whole template: ``SIZE=L python -m benchmarks.verification``; exit 1 where a row is broken."""

import os
import subprocess
import sys

from benchmarks import place, preparing
from config.installation import PROJECT


def main() -> int:
    """Make the template where it is missing, copy it, bring it up to this code, verify it."""
    size = place.SIZES[os.environ.get("SIZE", "L").upper()]
    place.stand()
    preparing.prepare(size)
    place.copy_template(size, place.RUN)
    try:
        together = os.environ | place.addresses(place.RUN)
        for command in (["migrate", "--verbosity", "0"], ["verify_ledger"]):
            done = subprocess.run([sys.executable, "manage.py", *command], cwd=PROJECT, env=together, check=False)
            if done.returncode:
                return done.returncode
        return 0
    finally:
        place.remove(place.RUN)


if __name__ == "__main__":
    sys.exit(main())

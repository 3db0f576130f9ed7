"""``manage.py check --deploy`` as an installation outside evaluation would run it: ``python -m config.deployment``."""

import os
import secrets
import subprocess
import sys

from config.installation import PROJECT, join


def main() -> int:
    """Check the settings of a made-up production over the evaluation's database; every warning counts."""
    join()
    production = {
        "KEHU_EVALUATION": "0",
        "KEHU_HTTPS": "1",
        "DEBUG": "0",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "kehu.example",
    }
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(command, cwd=PROJECT, env=os.environ | production).returncode


if __name__ == "__main__":
    sys.exit(main())

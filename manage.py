#!/usr/bin/env python3
"""Django's command line for this project."""

import os
import sys


def main() -> None:
    """Join the installation, then run the command."""
    from config.installation import join

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    join()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

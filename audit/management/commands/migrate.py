"""``migrate`` as the owner of the tables, since the application's role may not change them."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.commands import migrate
from django.db import connections


class Command(migrate.Command):
    """Django's command with the alias ``owner`` as its default database."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args: Any, **options: Any) -> Any:
        """Migrate; meanwhile ``default`` is the owner's connection, since some packages' data migrations name it."""
        application = connections["default"]
        connections["default"] = connections["owner"]
        try:
            return super().handle(*args, **options)
        finally:
            connections["default"] = application

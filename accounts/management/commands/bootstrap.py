"""``manage.py bootstrap``: what every installation starts with."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from access.installing import system_user, write_roles
from categories.installing import ship_builtin


class Command(BaseCommand):
    """Roles, built-in dimensions and categories; safe to repeat, and by two at once."""

    help = "Write the built-in roles, dimensions and categories where they are missing or, for roles, differ."
    requires_system_checks = []  # each start runs it; migrate has just checked

    def handle(self, **options: Any) -> None:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext('kehu.bootstrap'))")
            actor = system_user()
            try:
                roles = write_roles(actor=actor)
            except LookupError as error:
                raise CommandError(str(error)) from error
            added = ship_builtin(actor=actor)
        if roles:
            self.stdout.write(f"Roles written: {', '.join(roles)}")
        if added:
            self.stdout.write(f"{added} dimensions and categories added")
        if not (roles or added):
            self.stdout.write("Nothing was missing.")

"""``manage.py bootstrap``: what every installation starts with."""

import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from access.installing import system_user, write_roles
from access.models import User
from access.people.founders import Founder, add_founders
from audit.refusals import Refused
from categories.installing import ship_builtin


class Command(BaseCommand):
    """Roles, built-in dimensions and categories, and the first two people; safe to repeat, and by two at once."""

    help = "Write the built-in roles, dimensions and categories where they are missing or, for roles, differ."
    requires_system_checks = []  # each start runs it; migrate has just checked

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--founders",
            nargs=2,
            metavar="NAME",
            help="the first two people, a finance manager and a system administrator: set-up begins with them, and"
            " each sets a password by the one-time link that is printed",
        )

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
            founders = _founders(options.get("founders"), actor)
        if roles:
            self.stdout.write(f"Roles written: {', '.join(roles)}")
        if added:
            self.stdout.write(f"{added} dimensions and categories added")
        if not (roles or added or founders):
            self.stdout.write("Nothing was missing.")
        for founder in founders:
            self.stdout.write(_said(founder))


def _founders(usernames: list[str] | None, actor: User) -> list[Founder]:
    """The founders, if any were named. Raises CommandError."""
    if not usernames:
        return []
    try:
        return add_founders(usernames, actor=actor)
    except Refused as refused:
        raise CommandError(refused.message) from refused
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error


def _said(founder: Founder) -> str:
    if not founder.link:
        return f"{founder.username} ({founder.role}) has a password already."
    return (
        f"{founder.username} ({founder.role}) sets the password, once, within three days, at\n{_address(founder.link)}"
    )


def _address(path: str) -> str:
    """The full address of a page, as far as this process knows where the pages are served."""
    if settings.EVALUATION:
        return f"http://{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}{path}"
    host = next((name for name in settings.ALLOWED_HOSTS if name[0] not in ".*"), "")
    return f"http{'s' if settings.HTTPS else ''}://{host}{path}" if host else path

"""``manage.py demo``: the demonstration people, portfolios and data."""

import os
import secrets
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from access.demonstration import add_people, add_portfolios
from access.installing import system_user
from accounts.demonstration import story


class Command(BaseCommand):
    """All or nothing, and safe to repeat: what is there stays as people left it."""

    help = "Add the demonstration people, portfolios and customers. For evaluation."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--force", action="store_true", help="add them outside evaluation mode as well")

    def handle(self, **options: Any) -> None:
        if not (settings.EVALUATION or options["force"]):
            raise CommandError("This is no evaluation: demonstration people could sign in. --force adds them anyway.")
        given = os.environ.get("KEHU_DEMO_PASSWORD")
        password = given or secrets.token_urlsafe(12)
        try:
            people, customers = _demonstrate(password)
        except Group.DoesNotExist as error:
            raise CommandError("The roles are missing; run manage.py bootstrap first.") from error
        self.stdout.write(f"{len(people)} people and {customers} customers added")
        if people and not given:
            self.stdout.write(f"Password of {', '.join(people)}, shown this once: {password}")


@transaction.atomic
def _demonstrate(password: str) -> tuple[list[str], int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('kehu.demo'))")
    actor = system_user()
    people = add_people(password=password, portfolios=add_portfolios(actor=actor), actor=actor)
    return people, 0 if story.is_told() else story.tell()

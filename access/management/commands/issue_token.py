"""``manage.py issue_token``: the operator makes an API token for a person."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from access.installing import system_user
from access.models import Token, User
from access.roles import ROLES
from access.tokens import issue

MAX_DAYS = 3_650


class Command(BaseCommand):
    """The token is the last word printed, and is readable this once."""

    help = "Make an API token that acts as USERNAME, and print it, once, as the last word."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="what the token is for, as the list of tokens shows it")
        parser.add_argument(
            "--scope", action="append", dest="scopes", metavar="S", help="a permission such as customers.add_customer"
        )
        parser.add_argument("--days", type=int, help="days until it expires; without, it does not")

    def handle(self, **options: Any) -> None:
        user = User.objects.filter(username=options["username"], is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active person {options['username']!r}.")
        _check(options["name"], options["scopes"], options["days"])
        given = {name: options[name] for name in ("name", "scopes", "days")}
        token = issue(user=user, actor=system_user(), **given)
        self.stdout.write(f"The token of {user.username}, shown this once:\n{token}")


def _check(name: str, scopes: list[str] | None, days: int | None) -> None:
    """Raise CommandError for what a token cannot have."""
    limit = Token._meta.get_field("name").max_length
    if not name.strip() or not name.isprintable() or len(name) > limit:
        raise CommandError(f"A token's name has 1 to {limit} printable characters.")
    if days is not None and not 1 <= days <= MAX_DAYS:
        raise CommandError(f"--days is 1 to {MAX_DAYS}.")
    if unknown := set(scopes or ()).difference(*ROLES.values()):
        raise CommandError(f"No such scope: {', '.join(sorted(unknown))}. Scopes are permissions of the roles.")

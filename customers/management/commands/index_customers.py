"""``manage.py index_customers``: build the search rows anew, after an upgrade that finds customers by more."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from customers import search
from customers.models import Customer


class Command(BaseCommand):
    """In batches, beside people's work; what is up to date is passed over, so it may be stopped and run again."""

    help = "Build the rows by which customers are found anew: those missing or of an older form, or all."
    requires_system_checks = []  # each start runs it; migrate has just checked

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="every row, not only outdated ones")

    def handle(self, **options: Any) -> None:
        total, done = Customer.objects.count(), 0
        for done in search.renew(everything=options["all"]):
            self.stdout.write(f"{done} of at most {total} customers indexed")
        if not done:
            self.stdout.write("Every customer is indexed.")

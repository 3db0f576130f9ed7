"""``manage.py import_customers``: customers from a CSV or XLSX file."""

from argparse import ArgumentParser
from typing import Any

from access.models import User
from audit.models import Channel
from customers.import_rows import FIELDS
from customers.importing import Kind, Way, import_customers
from exchange.import_command import ImportCommand
from exchange.importing import Course


class Command(ImportCommand):
    """Known by their code: new ones are made, others changed; an empty cell leaves things as they are."""

    help = "Take in customers from FILE; rows that are refused go to FILE.errors.csv with the reason."
    fields = FIELDS

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--portfolio", metavar="CODE", default="", help="where new customers go, without a column")
        parser.add_argument("--kind", choices=Kind.values, default=Kind.UPSERT.value, help="which codes are taken in")

    def take_in(self, course: Course, *, actor: User, options: dict[str, Any]) -> None:
        way = Way(options["kind"], options["portfolio"])
        import_customers(course, actor=actor, channel=Channel.IMPORT, way=way)

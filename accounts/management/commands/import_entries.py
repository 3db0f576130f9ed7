"""``manage.py import_entries``: ledger entries from a CSV or XLSX file."""

from typing import Any

from access.models import User
from accounts.import_rows import FIELDS
from accounts.importing import import_entries
from audit.models import Channel
from exchange.import_command import ImportCommand
from exchange.importing import Course


class Command(ImportCommand):
    """Known by customer, kind and reference: what was posted is not posted again."""

    help = "Post entries from FILE; rows that are refused go to FILE.errors.csv with the reason."
    fields = FIELDS

    def take_in(self, course: Course, *, actor: User, options: dict[str, Any]) -> None:
        import_entries(course, actor=actor, channel=Channel.IMPORT)

"""Verify the ledger."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import ledger


class Command(BaseCommand):
    """Name every row that breaks an equation of the ledger; exit 1 if there is one."""

    help = "Verify every equation of the ledger; names each row that breaks one and exits 1 if any does."

    def handle(self, **options: Any) -> None:
        done = broken = 0
        for progress in ledger.verify():
            for fault in progress.faults:
                self.stderr.write(str(fault))
            done, broken = progress.done, broken + len(progress.faults)
            self.stdout.write(f"{done}/{progress.total} accounts verified, {broken} rows broken")
        if not done:
            self.stdout.write("0 accounts: nothing to verify")
        if broken:
            raise CommandError(f"{broken} rows break an equation of the ledger.")

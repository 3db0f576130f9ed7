"""Files taken in the way an operator does it: by the command, with a folder of its own."""

import csv
import json
from io import StringIO

from django.core.management import CommandError, call_command
from django.utils import translation

COUNTS = ("created", "updated", "unchanged", "proposed", "review", "refused")


class Desk:
    """A folder with files to take in by ``command`` as ``actor``."""

    def __init__(self, folder, command, actor):
        self.folder, self.command, self.actor = folder, command, actor
        self.said = self.complaint = ""

    def take_in(self, text, *arguments, mapping=None):
        """Import CSV ``text``; returns the counts that are not 0, keeps what was printed and the complaint."""
        file = self.folder / "file.csv"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return self.take_in_file(file, *arguments, mapping=mapping)

    def take_in_file(self, file, *arguments, mapping=None):
        if mapping is not None:
            (self.folder / "mapping.json").write_text(json.dumps(mapping), encoding="utf-8")
            arguments = (*arguments, "--mapping", str(self.folder / "mapping.json"))
        if self.actor:
            arguments = (*arguments, "--actor", self.actor.username)
        out, self.complaint = StringIO(), ""
        try:
            with translation.override("en"):
                call_command(self.command, str(file), *arguments, stdout=out, stderr=StringIO())
        except CommandError as error:
            self.complaint = str(error)
        self.said = out.getvalue()
        return self._counts()

    def _counts(self):
        line = next((line for line in self.said.splitlines() if line.startswith("created ")), "")
        pairs = [item.split(" ") for item in line.split(", ") if item]
        assert not pairs or [name for name, _count in pairs] == list(COUNTS)
        return {name: int(count) for name, count in pairs if count != "0"}

    @property
    def errors(self):
        """The refused rows: number, column, reason."""
        file = self.folder / "file.csv.errors.csv"
        if not file.exists():
            return []
        with file.open(encoding="utf-8-sig", newline="") as opened:
            return [
                (int(row["errors.row"]), row["errors.column"], row["errors.reason"]) for row in csv.DictReader(opened)
            ]

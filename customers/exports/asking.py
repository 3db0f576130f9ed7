"""What somebody asks to have exported."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.exports.scope import Scope

TYPES = {
    "csv": "text/csv; charset={encoding}",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class Format(models.TextChoices):
    """A format and, for CSV, its encoding."""

    XLSX = "xlsx", _("Excel workbook (XLSX): numbers keep all their digits")
    CSV = "csv", _("CSV, UTF-8 with a byte order mark: opens in Excel")
    CSV_UTF8 = "csv-utf8", _("CSV, UTF-8 without a mark: for other systems")
    CSV_GB18030 = "csv-gb18030", _("CSV, GB18030: for older Chinese programs")

    @property
    def encoding(self) -> str:
        """The encoding of the CSV; "" for a workbook."""
        return {"csv": "utf-8-sig", "csv-utf8": "utf-8", "csv-gb18030": "gb18030"}.get(self, "")

    @property
    def extension(self) -> str:
        return "csv" if self.encoding else "xlsx"

    @property
    def content_type(self) -> str:
        return TYPES[self.extension].format(encoding="gb18030" if self == Format.CSV_GB18030 else "utf-8")


@dataclass(frozen=True)
class Wanted:
    """What is asked for. ``columns`` by name, a secret one by the name of its plain form.

    ``words``: heads and values in the reader's language; else by the names other systems know them by. ``unmasked``
    asks for secret values in full, for which ``reason`` says why, as for a reveal.
    """

    scope: Scope
    columns: tuple[str, ...]
    format: Format = Format.XLSX
    words: bool = True
    unmasked: bool = False
    reason: str = ""

    def options(self) -> dict[str, Any]:
        """All but the scope, which may hold what was searched for, as JSON."""
        return {
            "columns": list(self.columns),
            "format": str(self.format),
            "words": self.words,
            "unmasked": self.unmasked,
            "reason": self.reason,
        }

    @classmethod
    def from_options(cls, options: dict[str, Any], scope: Scope) -> "Wanted":
        """What ``options`` was made of."""
        return cls(
            scope=scope,
            columns=tuple(options["columns"]),
            format=Format(options["format"]),
            words=options["words"],
            unmasked=options["unmasked"],
            reason=options["reason"],
        )

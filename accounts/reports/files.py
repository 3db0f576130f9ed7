"""A report as CSV or XLSX: written whole, then put into the journal with its hash, then handed out (E13)."""

import hashlib
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext_lazy as _

from access.permissions import require
from audit.history import note
from audit.models import Channel
from audit.refusals import Refused, declare
from customers.exports.asking import Format
from customers.exports.choice import EXPORT
from customers.models import Customer
from exchange.files import Form, Head, csv_lines, write_workbook
from exchange.money import format_money

KIND = "accounts.report_export"
MOST = 100_000  # lines held in memory
TOO_LONG = declare(
    "report_too_long", _("This report has %(count)d lines, a file takes %(limit)d. Choose one portfolio or category.")
)


@dataclass(frozen=True)
class Report:
    """A table to hand out. ``name`` is the file's, ``about`` what the journal keeps of what was asked for.

    ``customer``: whom it is about, where it is about one.
    """

    name: str
    heads: Sequence[Head]
    rows: Sequence[Sequence[Any]]
    about: dict[str, Any] = field(default_factory=dict)
    customer: Customer | None = None


def text_heads(labels: Sequence[str]) -> list[Head]:
    return [Head(label) for label in labels]


def day_heads(labels: Sequence[str]) -> list[Head]:
    return [Head(label, Form.DAY) for label in labels]


def amount_heads(labels: Sequence[str]) -> list[Head]:
    return [Head(label, Form.AMOUNT) for label in labels]


def check_length(count: int) -> None:
    """Raise Refused ``report_too_long``."""
    if count > MOST:
        raise Refused(TOO_LONG, count=count, limit=MOST)


def send(request: HttpRequest, make: Callable[[], Report]) -> FileResponse:
    """The file of what ``make`` returns, in the format that was posted. Raises PermissionDenied, Refused."""
    wanted = Format.CSV if request.POST.get("format") == Format.CSV else Format.XLSX
    return written(make, wanted, actor=request.user, channel=Channel.WEB)


def written(make: Callable[[], Report], wanted: Format, *, actor: Any, channel: Channel) -> FileResponse:
    """The file of what ``make`` returns, put into the journal. Raises PermissionDenied, Refused."""
    require(actor, EXPORT, None)
    report = make()
    file = tempfile.TemporaryFile(prefix="kehu-report-")  # noqa: SIM115 - the response closes it
    file.write(_bytes(report, wanted))
    size = file.tell()
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    details = {**report.about, "format": str(wanted), "rows": len(report.rows), "sha256": digest, "bytes": size}
    note(actor=actor, kind=KIND, channel=channel, about=report.customer, details=details)
    name = f"{report.name}.{wanted.extension}"
    answer = FileResponse(file, as_attachment=True, filename=name, content_type=wanted.content_type)
    answer["Cache-Control"] = "no-store"
    return answer


def _bytes(report: Report, wanted: Format) -> bytes:
    if wanted == Format.CSV:
        lines = ([_text(value) for value in row] for row in report.rows)
        return b"".join(csv_lines([head.text for head in report.heads], lines))
    with tempfile.TemporaryDirectory(prefix="kehu-report-") as folder:  # readable by its owner alone
        path = Path(folder) / "report.xlsx"
        write_workbook(path, title="Kehu", heads=report.heads, rows=report.rows)
        return path.read_bytes()


def _text(value: Any) -> str:
    if isinstance(value, Decimal):
        return format_money(value)
    return "" if value is None else str(value)

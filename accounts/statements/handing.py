"""Statements as tables: of an issued one the figures that were kept with it, of a draft those of this moment."""

from typing import Any

from django.http import FileResponse

from access.models import User
from accounts.models import Account, Statement
from accounts.reports import files
from accounts.statements import issuing
from accounts.statements.kept import plain
from accounts.statements.table import report_of
from audit.models import Channel
from customers.exports.asking import Format

FILES = {"xlsx": Format.XLSX, "csv": Format.CSV}


def table_of_issued(statement: Statement, wanted: Format, *, actor: User, channel: Channel) -> FileResponse:
    """The table of an issued statement. Raises PermissionDenied, Refused ``statement_…``."""

    def make() -> files.Report:
        said = issuing.kept_figures(statement=statement, actor=actor)
        return report_of(said, statement.account.customer, number=str(statement), code=statement.code)

    return files.written(make, wanted, actor=actor, channel=channel)


def table_of_draft(
    account: Account, wanted: Format, days: dict[str, Any], *, actor: User, channel: Channel
) -> FileResponse:
    """The table of what a statement of these days would say. Raises PermissionDenied, Refused ``statement_…``."""

    def make() -> files.Report:
        figures = issuing.preview(account=account, first=days["first"], last=days["last"], actor=actor)
        return report_of(plain(figures), account.customer, number="")

    return files.written(make, wanted, actor=actor, channel=channel)

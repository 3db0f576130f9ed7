"""The customer's own ledger as a file: what its columns may be called, and its lines with our signs (E8)."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.members import Members, read_day, text_of
from accounts.models import Account
from accounts.statements.comparing.matching import ZERO, Line
from exchange.files import Fields, FileRefused, open_table
from exchange.files import Mapping as FileMapping
from exchange.money import parse_money

HEADS = {
    "日期": "date",
    "单据日期": "date",
    "记账日期": "date",
    "单据号": "reference",
    "单据": "reference",
    "凭证号": "reference",
    "发票号": "reference",
    "借方": "debit",
    "借方金额": "debit",
    "贷方": "credit",
    "贷方金额": "credit",
    "金额": "amount",
    "摘要": "memo",
}
NAMES = frozenset({"date", "reference", "debit", "credit", "amount", "memo"})
FIELDS = Fields(names=NAMES, dates=frozenset({"date"}), heads=lambda: HEADS)
MOST = 20_000  # lines of a file


def lines_of(path: Path, account: Account) -> list[Line]:
    """The lines of a file of the customer's. Raises FileRefused, ValidationError, which name row and column.

    ``debit`` and ``credit`` are theirs: what they credit a supplier, that supplier debits; ``amount`` has our signs.
    """
    with open_table(path) as table:
        mapping = FileMapping(FIELDS).bind(table.header)
        found: list[Line] = []
        for number, cells in table.rows():
            if len(found) == MOST:
                raise ValidationError(_("A file to compare has at most %(most)d lines.") % {"most": MOST})
            found.append(_line(number, mapping.apply(cells, number), account))
    if not found:
        raise FileRefused("file_empty")
    return found


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _line(number: int, values: Mapping[str, str], account: Account) -> Line:
    given = Members(values, NAMES)
    day = given.take("date", read_day, required=True, default=date.min)
    amount = sum(_amounts(given, account), ZERO)
    if not given.errors and not amount:
        given.refuse("amount", ValidationError(_("There is no amount in this row.")))
    reference, memo = given.take("reference", text_of(64), default=""), given.take("memo", text_of(200), default="")
    if given.errors:
        raise ValidationError(list(_said(number, given.errors)))
    return Line(number, day, reference, amount, memo)


def _said(number: int, errors: Mapping[str, list[ValidationError]]) -> Iterator[str]:
    for name, found in errors.items():
        words = " ".join(message for error in found for message in error.messages)
        yield _("Row %(row)d, column %(column)s: %(words)s") % {"row": number, "column": name, "words": words}


def _amounts(given: Members, account: Account) -> Iterator[Decimal]:
    """What the row adds to the balance as we keep it: their books are the mirror of ours."""
    mirrored = -1 if account.is_receivable else 1
    for name, sign in (("debit", mirrored), ("credit", -mirrored), ("amount", 1)):
        yield sign * given.take(name, lambda text: parse_money(text, account.currency), default=ZERO)

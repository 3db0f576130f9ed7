"""The detail ledger 明细账 of an account as a file: opening, lines, sums of months and years, closing (E8)."""

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.books.subledger import Line, MonthEnd, Subledger, Turnover
from accounts.reports.files import Report, amount_heads, check_length, day_heads, text_heads
from accounts.rows import direction_of


def report_of(book: Subledger) -> Report:
    """The whole ledger of its days. Raises Refused ``report_too_long``."""
    account = book.account
    check_length(book.count())
    heads = [
        *day_heads([_("Posting date")]),
        *text_heads([_("Number"), _("Kind"), _("Reference"), _("Memo")]),
        *amount_heads([_("Debit"), _("Credit")]),
        *text_heads([_("Direction")]),
        *amount_heads([_("Balance")]),
    ]
    about = {"report": "subledger", "account": account.pk, "from": str(book.first), "to": str(book.last)}
    name = f"{_('Detail ledger')}-{account.prefix}-{book.first}-{book.last}"
    return Report(name, heads, list(_rows(book)), about, account.customer)


def _rows(book: Subledger) -> Iterator[tuple[Any, ...]]:
    side, page = book.account.side, book.all()
    yield _row(book.first, _("Opening balance"), None, book.opening(), side)
    for line in page.lines:
        yield _line(line, side)
        if end := page.ends.get(line.entry.pk):
            yield from _sums(end, side)
    yield _row(book.last, _("Closing balance"), book.turnover(), book.closing(), side)


def _row(
    day: datetime.date | None, words: str, turnover: Turnover | None, balance: Decimal, side: str
) -> tuple[Any, ...]:
    debit, credit = (turnover.debit, turnover.credit) if turnover else (None, None)
    return (day, words, "", "", "", debit, credit, direction_of(balance, side), abs(balance))


def _line(line: Line, side: str) -> tuple[Any, ...]:
    entry = line.entry
    return (
        entry.posting_date, str(entry), str(entry.get_kind_display()), entry.reference, entry.memo, line.debit,
        line.credit, direction_of(line.balance, side), abs(line.balance),
    )  # fmt: skip


def _sums(end: MonthEnd, side: str) -> Iterator[tuple[Any, ...]]:
    named = f"{end.month:%Y-%m}"
    yield _row(None, f"{named} {_('Total of the month')}", end.turnover, end.balance, side)
    yield _row(None, f"{named} {_('Total of the year so far')}", end.year, end.balance, side)

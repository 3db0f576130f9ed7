"""The open items of an account as a file."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Account, EntryKind
from accounts.open_items.listing import Credits, Item, OpenItems, Span
from accounts.reports.files import Report, amount_heads, check_length, day_heads, text_heads


@dataclass(frozen=True)
class Wanted:
    """Which items: of a day, all or those of a column of the ageing, which ``label`` names."""

    day: datetime.date
    label: str = ""
    only: Span | Credits | None = None


def report_of(account: Account, wanted: Wanted) -> Report:
    """Every item and their sum. Raises Refused ``report_too_long``."""
    items, sums = OpenItems([account.pk], wanted.day, wanted.only).all()
    check_length(sums.items)
    lines = [_line(item, account, wanted.day) for item in items]
    lines.append((_("Total"), "", "", "", None, None, None, "", None, sums.balance))
    heads = [
        *text_heads([_("Number"), _("Kind"), _("Reference"), _("Memo")]),
        *day_heads([_("Document date"), _("Posting date"), _("Due")]),
        *text_heads([_("Days overdue")]),
        *amount_heads([_("Amount"), _("Open")]),
    ]
    about = {"report": "open_items", "account": account.pk, "as_of": str(wanted.day), "column": wanted.label}
    name = f"{_('Open items')}-{account.prefix}-{wanted.day}"
    return Report(name, heads, lines, {key: value for key, value in about.items() if value}, account.customer)


def _line(item: Item, account: Account, day: datetime.date) -> tuple[Any, ...]:
    return (
        f"{account.prefix}-{item.number}", str(EntryKind(item.kind).label), item.reference, item.memo,
        item.document_date, item.posting_date, None if item.credit else item.due_date,
        str(item.days_overdue(day) or ""), item.amount, item.open,
    )  # fmt: skip

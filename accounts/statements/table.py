"""A statement as one table for CSV and XLSX: whose it is, its lines with their sums, what is open, its ageing (E8)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import EntryKind
from accounts.reports.files import Report, amount_heads, day_heads, text_heads
from accounts.rows import direction_of
from accounts.statements.kept import Said
from customers.models import Customer
from exchange.files import Head

Row = tuple[Any, ...]


def report_of(said: Said, customer: Customer, *, number: str, code: str = "") -> Report:
    """Return the table of what a statement of ``customer`` says; ``number`` names it, "" being a draft."""
    name = number or f"{said['customer']['code']}-{_('Draft')}"
    about = {"report": "statement", "number": number, "from": said["from"], "to": said["to"]}
    heads_of = {"side": said["side"], "currency": said["currency"]}
    return Report(name, _heads(), list(_rows(said, number, code)), about | heads_of, customer)


def _heads() -> list[Head]:
    return [
        *text_heads([_("Part")]),
        *day_heads([_("Date")]),
        *text_heads([_("Document"), _("Number"), _("Kind"), _("Memo")]),
        *day_heads([_("Due date")]),
        *amount_heads([_("Debit"), _("Credit"), _("Balance")]),
        *text_heads([_("Dr/Cr"), _("Days overdue")]),
        *amount_heads([_("Open")]),
    ]


def _row(
    part: str, *texts: str, day: str | None = None, due: str | None = None, amounts: Row = (), late: int = 0
) -> Row:
    """``texts``: document, number, kind, memo; ``amounts``: debit, credit, balance, direction, open."""
    document, number, kind, memo = (*texts, "", "", "", "")[:4]
    debit, credit, balance, direction, open_ = (*amounts, None, None, None, None, None)[:5]
    return (
        part, _day(day), document, number, kind, memo, _day(due), _amount(debit), _amount(credit), _amount(balance),
        direction or "", str(late or ""), _amount(open_),
    )  # fmt: skip


def _rows(said: Said, number: str, code: str) -> Iterator[Row]:
    yield from _head(said, number, code)
    yield _row(_("Opening balance"), day=said["from"], amounts=(None, None, *_balance(said["opening"], said)))
    for line in said["lines"]:
        yield _line(line, said)
        if end := line["end"]:
            yield _row(_("Total of the month"), end["month"], amounts=(end["debit"], end["credit"]))
            yield _row(_("Total of the year"), end["month"], amounts=(end["year_debit"], end["year_credit"]))
    closing = (said["debit"], said["credit"], *_balance(said["closing"], said))
    yield _row(_("Closing balance"), day=said["to"], amounts=closing)
    for item in said["open_items"]:
        names = (item["reference"], str(item["number"]), _kind(item), item["memo"])
        yield _row(_("Open item"), *names, due=item["due"], amounts=(*[None] * 4, item["open"]), late=item["days"])
    for column in said["ageing"]:
        yield _row(_("Ageing"), column["label"], amounts=(*[None] * 4, column["open"]))
    yield _row(_("Ageing"), _("Unapplied credits"), amounts=(*[None] * 4, said["unapplied"]))


def _head(said: Said, number: str, code: str) -> Iterator[Row]:
    """Both parties and what it is about, each in the column of words."""
    customer, company = said["customer"], said["company"]
    facts = (
        (_("Customer"), customer["name"]),
        (_("Customer code"), customer["code"]),
        (_("USCC"), customer["tax_id"]),
        (_("From"), company["name"]),
        (_("USCC"), company["tax_id"]),
        (_("Period"), f"{said['from']} – {said['to']}"),
        (_("Currency"), said["currency"]),
        (_("Number"), number or _("Draft")),
        (_("Verification code"), code),
        (_("Basis"), _("by posting date")),
    )
    for label, words in facts:
        yield _row(_("Statement of account"), label, "", "", words or "")


def _line(line: dict[str, Any], said: Said) -> Row:
    names = (line["reference"], str(line["number"]), _kind(line), line["memo"])
    amounts = (line["debit"], line["credit"], *_balance(line["balance"], said))
    return _row(_("Line"), *names, day=line["day"], due=line["due"], amounts=amounts)


def _balance(balance: str, said: Said) -> tuple[str, str]:
    return balance, direction_of(Decimal(balance), said["side"])


def _kind(row: dict[str, Any]) -> str:
    return str(EntryKind(row["kind"]).label)


def _amount(amount: str | None) -> Decimal | None:
    return None if amount is None else Decimal(amount)


def _day(day: str | None) -> date | None:
    return date.fromisoformat(day) if day else None

"""The figures of a statement as plain values: kept beside its print, and what its files are written from (E8)."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

from access.settings import setting
from accounts.books.subledger import Line, MonthEnd
from accounts.statements.figures import Figures
from exchange.money import format_money

Said = dict[str, Any]


def plain(figures: Figures) -> Said:
    """Return what a statement says; amounts are texts with two decimals, days ISO 8601, kinds are codes."""
    account, customer = figures.account, figures.account.customer
    return {
        "customer": {"code": customer.code, "name": customer.name, "tax_id": customer.tax_id or ""},
        "company": {"name": setting("company_name"), "tax_id": setting("company_uscc")},
        "side": str(account.side),
        "currency": account.currency,
        "from": figures.first.isoformat(),
        "to": figures.last.isoformat(),
        "opening": format_money(figures.opening),
        "debit": format_money(figures.turnover.debit),
        "credit": format_money(figures.turnover.credit),
        "closing": format_money(figures.closing),
        "lines": [_line(line, figures.book.ends.get(line.entry.pk)) for line in figures.book.lines],
        "open_items": [
            {
                "number": item.number,
                "kind": item.kind,
                "reference": item.reference,
                "memo": item.memo,
                "due": item.due_date.isoformat(),
                "days": item.days_overdue(figures.last),
                "open": format_money(item.open),
            }
            for item in figures.open_items
        ],
        "ageing": [{"label": column.label, "open": format_money(open_)} for column, open_ in figures.ageing()],
        "unapplied": format_money(figures.sums.credits),
    }


def packed(said: Said) -> bytes:
    """The same as bytes, the same for the same figures."""
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def unpacked(content: bytes) -> Said:
    found: Said = json.loads(content)
    return found


def _line(line: Line, end: MonthEnd | None) -> dict[str, Any]:
    entry = line.entry
    return {
        "day": entry.posting_date.isoformat(),
        "number": entry.number,
        "kind": str(entry.kind),
        "reference": entry.reference,
        "memo": entry.memo,
        "due": _day(line.due_date),
        "debit": _amount(line.debit),
        "credit": _amount(line.credit),
        "balance": format_money(line.balance),
        "end": end
        and {
            "month": f"{end.month:%Y-%m}",
            "debit": format_money(end.turnover.debit),
            "credit": format_money(end.turnover.credit),
            "year_debit": format_money(end.year.debit),
            "year_credit": format_money(end.year.credit),
        },
    }


def _amount(amount: Decimal | None) -> str | None:
    return None if amount is None else format_money(amount)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None

"""Rows of the ledger's tables, formatted once here rather than cell by cell in templates."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from access.permissions import allows
from accounts.instruments.kinds import UNCLEARED
from accounts.models import Account, Entry, EntryKind, Instrument, Side
from customers.models import Customer


@dataclass(frozen=True)
class Cell:
    """An amount as printed; below zero it is red and has its minus."""

    text: str
    negative: bool


def cell(amount: Decimal | None) -> Cell | None:
    """The cell of an amount; None where there is none."""
    return None if amount is None else Cell(f"{amount:,.2f}", amount < 0)


def columns_of(entry: Entry, side: str) -> tuple[Decimal | None, Decimal | None]:
    """Debit and credit: what raises a receivable is a debit, what raises a payable a credit; reversals are negative."""
    shown = entry.increase if entry.raises else entry.decrease
    return (shown, None) if entry.raises == (side == Side.RECEIVABLE) else (None, shown)


def direction_of(balance: Decimal, side: str) -> str:
    """Which way a balance stands: debit 借, credit 贷, or level 平."""
    if not balance:
        return _("level")
    return _("debit") if (balance > 0) == (side == Side.RECEIVABLE) else _("credit")


def entry_rows(entries: Iterable[Entry], *, user: Any, customer: Customer) -> list[dict[str, Any]]:
    """Rows of entries of ``customer``, each with its account, items and reversal; with links where ``user`` may act."""
    may_reverse = allows(user, "accounts.reverse_entry", customer)
    return [_row(entry, may_reverse, partner_number(entry, user)) for entry in entries]


def partner_number(entry: Entry, user: Any) -> str | None:
    """The number of the entry posted together with ``entry``; None where there is none that ``user`` may see."""
    paired = getattr(entry, "paired", None)
    if paired is None or not allows(user, "accounts.view_money", paired.partner.account.customer):
        return None
    return str(paired.partner)


def _row(entry: Entry, may_reverse: bool, partner: str | None) -> dict[str, Any]:
    account = entry.account
    debit, credit = columns_of(entry, account.side)
    gone = getattr(entry, "reversed_by", None)
    open_now = sum((item.open for item in entry.items.all()), Decimal("0.00"))
    reversible = may_reverse and gone is None and entry.kind != EntryKind.REVERSAL
    return {
        "day": entry.posting_date.isoformat(),
        "number": str(entry),
        "kind": entry.get_kind_display(),
        "reference": entry.reference,
        "memo": entry.memo,
        "note": "; ".join(filter(None, (_note(entry, gone), _pair_note(partner), instrument_note(entry)))),
        "due": min((item.due_date for item in entry.items.all()), default=None) if entry.effect > 0 else None,
        "debit": cell(debit),
        "credit": cell(credit),
        "open": cell(open_now) if open_now else None,
        "balance": cell(entry.balance_after),
        "direction": direction_of(entry.balance_after, account.side),
        "currency": account.currency,
        "reverse_url": reverse("accounts:new_reversal", args=[str(entry)]) if reversible else "",
    }


def _note(entry: Entry, gone: Entry | None) -> str:
    if gone is not None:
        return _("reversed by no. %(number)d") % {"number": gone.number}
    if entry.reverses is not None:
        return _("reverses no. %(number)d") % {"number": entry.reverses.number}
    return ""


def _pair_note(partner: str | None) -> str:
    return _("with %(number)s") % {"number": partner} if partner else ""


def instrument_note(entry: Entry) -> str:
    """What it was made with and, of a bill or cheque, where it stands; empty where nothing was said."""
    made = getattr(entry, "instrument", None)
    if made is None:
        return ""
    return f"{made}, {state_of(made)}" if made.kind in UNCLEARED else str(made)


def state_of(made: Instrument) -> str:
    """Where a bill or cheque stands, in words."""
    if cleared := getattr(made, "clearing", None):
        return _("cleared on %(day)s") % {"day": cleared.date}
    if gone := getattr(made, "dishonour", None):
        return _("dishonoured on %(day)s") % {"day": gone.reversal.posting_date}
    return _("taken back") if hasattr(made.entry, "reversed_by") else _("uncleared")


def account_tiles(accounts: Iterable[Account]) -> list[dict[str, Any]]:
    """One tile for each account: its balance, which way it stands, and the way to its entries."""
    return [
        {
            "label": f"{account.get_side_display()} {account.currency}",
            "value": f"{account.standing.balance:,.2f}",
            "note": f"{account.currency} {direction_of(account.standing.balance, account.side)}",
            "negative": account.standing.balance < 0,
            "url": reverse("accounts:account", args=[account.pk]),
        }
        for account in accounts
    ]

"""The JSON of the ledger: what is read is checked by accounts/drafts.py, what is written is built here."""

from datetime import date
from typing import Any

from rest_framework import serializers

from access.models import Request
from accounts.instruments.kinds import InstrumentKind
from accounts.kinds import PAIRS
from accounts.kinds import POSTABLE as KINDS
from accounts.models import Account, Allocation, Entry, EntryKind, OpenItem, Side
from accounts.rows import partner_number
from exchange.money import format_money
from exchange.strict import StrictSerializer

POSTABLE = [choice for choice in EntryKind.choices if choice[0] in KINDS | PAIRS]
MONEY = {"help_text": "Major units as a string with two decimals."}


class DueBody(StrictSerializer):
    """One instalment."""

    due_date = serializers.DateField()
    amount = serializers.CharField(**MONEY)


class ClaimBody(StrictSerializer):
    """A document the entry settles, by its reference or by its entry number."""

    reference = serializers.CharField(required=False)
    entry = serializers.CharField(required=False)
    amount = serializers.CharField(required=False, **MONEY)


class EntryBody(StrictSerializer):
    """POST /entries/. Describes the body; accounts.drafts.read is what reads it."""

    customer = serializers.CharField()
    side = serializers.ChoiceField(Side.choices, required=False)
    currency = serializers.CharField()
    kind = serializers.ChoiceField(POSTABLE)
    amount = serializers.CharField(**MONEY)
    posting_date = serializers.DateField()
    document_date = serializers.DateField(required=False)
    due_date = serializers.DateField(required=False)
    due = DueBody(many=True, required=False)
    reference = serializers.CharField(required=False)
    applies_to = ClaimBody(many=True, required=False)
    tax_amount = serializers.CharField(required=False, **MONEY)
    memo = serializers.CharField(required=False)
    allocate = serializers.ChoiceField(["auto", "none"], required=False)
    instrument = serializers.ChoiceField(InstrumentKind.choices, required=False, help_text="Receipts and payments.")
    instrument_number = serializers.CharField(required=False, help_text="Required of bills and cheques.")
    drawer = serializers.CharField(required=False, help_text="Of a bill.")
    acceptor = serializers.CharField(required=False, help_text="Of a bill.")
    maturity = serializers.DateField(required=False, help_text="Of a bill.")
    commitment = serializers.IntegerField(required=False, help_text="Of an invoice: the commitment it consumes.")
    override = serializers.UUIDField(required=False, help_text="Lets it pass above the credit: its request's id.")
    other_customer = serializers.CharField(required=False, help_text="Transfer: whose account it goes to.")
    other_applies_to = ClaimBody(
        many=True, required=False, help_text="Offset and transfer: what it settles on the other account."
    )


class AllocationView(serializers.Serializer):
    """What of a credit settles what of a debit, from a day on."""

    credit = serializers.CharField()
    debit = serializers.CharField()
    amount = serializers.CharField(**MONEY)
    effective_date = serializers.DateField()


class ItemView(serializers.Serializer):
    """An open item of an entry."""

    due_date = serializers.DateField()
    amount = serializers.CharField(**MONEY)
    open = serializers.CharField(**MONEY)


class InstrumentView(serializers.Serializer):
    """What a receipt or payment was made with; a bill or cheque is uncleared until one of the two days is there."""

    kind = serializers.ChoiceField(InstrumentKind.choices)
    number = serializers.CharField()
    drawer = serializers.CharField()
    acceptor = serializers.CharField()
    maturity = serializers.DateField(allow_null=True)
    cleared_on = serializers.DateField(allow_null=True)
    dishonoured_on = serializers.DateField(allow_null=True)


class ClearingBody(StrictSerializer):
    """POST /entries/{number}/clearing/."""

    date = serializers.DateField()


class DishonourBody(StrictSerializer):
    """POST /entries/{number}/dishonour/."""

    date = serializers.DateField()
    reason = serializers.CharField(max_length=200, required=False)


class EntryView(serializers.Serializer):
    """An entry. ``amount`` is negative for a reversal, which stands in red on its original's side."""

    number = serializers.CharField()
    customer = serializers.CharField()
    side = serializers.ChoiceField(Side.choices)
    currency = serializers.CharField()
    kind = serializers.ChoiceField(EntryKind.choices)
    amount = serializers.CharField(**MONEY)
    debit = serializers.CharField(allow_null=True, **MONEY)
    credit = serializers.CharField(allow_null=True, **MONEY)
    balance_after = serializers.CharField(**MONEY)
    document_date = serializers.DateField()
    posting_date = serializers.DateField()
    reference = serializers.CharField()
    tax_amount = serializers.CharField(allow_null=True, **MONEY)
    memo = serializers.CharField()
    reverses = serializers.CharField(allow_null=True)
    reversed_by = serializers.CharField(allow_null=True)
    pair = serializers.CharField(allow_null=True, help_text="The entry that was posted together with it.")
    instrument = InstrumentView(allow_null=True)
    posted_at = serializers.DateTimeField()
    items = ItemView(many=True)
    allocations = AllocationView(many=True, required=False)


class ReversalBody(StrictSerializer):
    """POST /entries/{number}/reversal/."""

    posting_date = serializers.DateField()
    reason = serializers.CharField(max_length=200)


class AccountBody(StrictSerializer):
    """POST /customers/{code}/accounts/."""

    side = serializers.ChoiceField(Side.choices)
    currency = serializers.CharField(max_length=3)


class AccountView(serializers.Serializer):
    """An account and what stands on it now."""

    customer = serializers.CharField()
    side = serializers.ChoiceField(Side.choices)
    currency = serializers.CharField()
    balance = serializers.CharField(**MONEY)
    entries = serializers.IntegerField()
    opened_at = serializers.DateTimeField()


class RequestedView(serializers.Serializer):
    """The request a second person decides."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    fields = serializers.ListField(child=serializers.CharField())


class AskedView(serializers.Serializer):
    """A 202: what was done at once, and what waits for approval."""

    applied = serializers.ListField(child=serializers.CharField())
    request = RequestedView()


def entry_row(entry: Entry, user: Any) -> dict[str, Any]:
    """An entry with its items, for ``user``; it comes with its account, customer and what ``whole`` adds."""
    account, reversal = entry.account, getattr(entry, "reversed_by", None)
    shown = entry.increase if entry.raises else entry.decrease
    in_debit = entry.raises == (account.side == Side.RECEIVABLE)
    return {
        "number": str(entry),
        "customer": account.customer.code,
        "side": account.side,
        "currency": account.currency,
        "kind": entry.kind,
        "amount": _money(shown),
        "debit": _money(shown) if in_debit else None,
        "credit": None if in_debit else _money(shown),
        "balance_after": _money(entry.balance_after),
        "document_date": entry.document_date.isoformat(),
        "posting_date": entry.posting_date.isoformat(),
        "reference": entry.reference,
        "tax_amount": _money(entry.tax_amount),
        "memo": entry.memo,
        "reverses": f"{account.prefix}-{entry.reverses.number}" if entry.reverses else None,
        "reversed_by": f"{account.prefix}-{reversal.number}" if reversal else None,
        "pair": partner_number(entry, user),
        "instrument": _instrument(entry),
        "posted_at": entry.posted_at,
        "items": [_item(item) for item in sorted(entry.items.all(), key=lambda item: (item.due_date, item.pk))],
    }


def _instrument(entry: Entry) -> dict[str, Any] | None:
    made = getattr(entry, "instrument", None)
    if made is None:
        return None
    cleared, gone = getattr(made, "clearing", None), getattr(made, "dishonour", None)
    return {
        "kind": made.kind,
        "number": made.number,
        "drawer": made.drawer,
        "acceptor": made.acceptor,
        "maturity": _day(made.maturity),
        "cleared_on": _day(cleared.date if cleared else None),
        "dishonoured_on": _day(gone.reversal.posting_date if gone else None),
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _item(item: OpenItem) -> dict[str, Any]:
    return {"due_date": item.due_date.isoformat(), "amount": _money(item.amount), "open": _money(item.open)}


def allocation_row(row: Allocation, prefix: str) -> dict[str, Any]:
    """An allocation between two entries of the account whose numbers start with ``prefix``."""
    return {
        "credit": f"{prefix}-{row.credit.entry.number}",
        "debit": f"{prefix}-{row.debit.entry.number}",
        "amount": _money(row.amount),
        "effective_date": row.effective_date.isoformat(),
    }


def account_row(account: Account) -> dict[str, Any]:
    """An account with its standing."""
    return {
        "customer": account.customer.code,
        "side": account.side,
        "currency": account.currency,
        "balance": _money(account.standing.balance),
        "entries": account.standing.last_number,
        "opened_at": account.opened_at,
    }


def asked_row(asked: Request) -> dict[str, Any]:
    """The answer of a 202."""
    return {"applied": [], "request": {"id": str(asked.pk), "kind": asked.kind, "fields": asked.fields}}


def _money(amount: Any) -> str | None:
    return None if amount is None else format_money(amount)

"""The ledger's part of the personal data register (access/register.py)."""

from access.fields import MONEY
from access.register import Erased, Personal, declare


def fill() -> None:
    """Add this room's columns: free words on entries are books, and books are kept."""
    declare(
        {
            "accounts.Entry.memo": Personal(MONEY, Erased.NEVER),
            "accounts.Entry.reference": Personal(MONEY, Erased.NEVER, ("accounts.DocumentReference.reference",)),
            "accounts.DocumentReference.reference": Personal(MONEY, Erased.NEVER),
            "accounts.Commitment.external_id": Personal(MONEY, Erased.NEVER),
            "accounts.Override.reference": Personal(MONEY, Erased.NEVER),
            "accounts.Instrument.number": Personal(MONEY, Erased.NEVER),
            "accounts.Instrument.drawer": Personal(MONEY, Erased.NEVER),
            "accounts.Instrument.acceptor": Personal(MONEY, Erased.NEVER),
            "accounts.StatementPrint.content": Personal(MONEY, Erased.WITH_KEY),
        },
        plain={
            "accounts.Account.currency",
            "accounts.DocumentReference.kind",
            "accounts.Commitment.currency",
            "accounts.Override.currency",
            "accounts.Override.rules",
            "accounts.PendingEntry.currency",
            "accounts.Statement.code",
            "accounts.Statement.sha256",
        },
    )

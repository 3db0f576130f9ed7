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
            "accounts.OpeningItem.reference": Personal(MONEY, Erased.NEVER, ("history",)),
            "accounts.OpeningItem.memo": Personal(MONEY, Erased.NEVER, ("history",)),
            "accounts.Verification.faults": Personal(MONEY, Erased.NEVER),
            "accounts.StatementPrint.content": Personal(MONEY, Erased.WITH_KEY),
            "accounts.StatementPrint.figures": Personal(MONEY, Erased.WITH_KEY),
            "accounts.StatementAnswer.said": Personal(MONEY, Erased.WITH_KEY),
            "accounts.LedgerComparison.lines": Personal(MONEY, Erased.WITH_KEY),
        },
        plain={
            "accounts.Account.currency",
            "accounts.ControlTotal.currency",
            "accounts.DocumentReference.kind",
            "accounts.Commitment.currency",
            "accounts.Override.currency",
            "accounts.Override.rules",
            "accounts.PendingEntry.currency",
            "accounts.Reconciliation.sha256",
            "accounts.ReconciliationLine.code",
            "accounts.ReconciliationLine.currency",
            "accounts.Statement.code",
            "accounts.Statement.sha256",
            "accounts.Statement.figures_sha256",
            "accounts.LedgerComparison.file_sha256",
        },
    )

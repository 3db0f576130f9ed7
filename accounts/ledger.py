"""Verifying the ledger: every equation asked of every stored row; what breaks one is named."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connections, transaction

from accounts import equations
from accounts.credit import equations as of_credit
from accounts.equations import MOVES, Equation
from accounts.instruments import equations as of_instruments
from accounts.kinds import PAIRS, RAISING, RULES
from accounts.models import Account
from accounts.pairs import equations as of_pairs
from accounts.periods import equations as of_periods

BATCH_ENTRIES = 50_000  # entries looked at in one statement, an account being taken whole
BATCH_ACCOUNTS = 1_000
EQUATIONS = (
    *equations.SINGLE, *of_pairs.EQUATIONS, *of_instruments.EQUATIONS, *of_credit.EQUATIONS, *of_periods.EQUATIONS,
)  # fmt: skip
KINDS: dict[str, list[str]] = {
    "raising": sorted(RAISING),
    "kinds": sorted(f"{side} {kind}" for side, kind in RULES),
    "pairs": sorted(PAIRS),
}
MOST_FAULTS = 200  # of one equation in one batch; where so many rows are broken, the rest is no news


@dataclass(frozen=True)
class Fault:
    """A row that breaks an equation. ``row`` is the entry's number, or table and key."""

    equation: Equation
    account: str
    row: str
    found: str
    expected: str

    def __str__(self) -> str:
        return f"{self.account} {self.row}: {self.equation.says} ({self.found} ≠ {self.expected})"


@dataclass(frozen=True)
class Progress:
    """How far a verification is: accounts done, of how many, and the faults of the last batch."""

    done: int
    total: int
    faults: list[Fault]


def verify(*, using: str = "default") -> Iterator[Progress]:
    """Ask every equation of every account, batch by batch, each batch of one moment; memory stays bounded."""
    total, done, after = Account.objects.using(using).count(), 0, 0
    while batch := _batch(after, using):
        with _one_moment(using):
            faults = [fault for equation in EQUATIONS for fault in _faults(equation, batch, using)]
        after, done = batch[-1], done + len(batch)
        yield Progress(done, max(total, done), faults)


def verify_accounts(accounts: list[int], *, using: str = "default") -> list[Fault]:
    """Ask every equation of these accounts."""
    with _one_moment(using):
        return [fault for equation in EQUATIONS for fault in _faults(equation, accounts, using)]


def _batch(after: int, using: str) -> list[int]:
    """The next accounts' keys: at most BATCH_ACCOUNTS, ended early by BATCH_ENTRIES."""
    rows = Account.objects.using(using).filter(pk__gt=after).order_by("pk")
    found = list(rows.values_list("pk", "standing__last_number")[:BATCH_ACCOUNTS])
    entries, keys = 0, []
    for key, last in found:
        keys.append(key)
        entries += last or 0
        if entries >= BATCH_ENTRIES:
            break
    return keys


@contextmanager
def _one_moment(using: str) -> Iterator[None]:
    """One snapshot for all the equations of a batch, so that postings meanwhile break none.

    Each equation reads whole batches: where a table was just filled and has no statistics yet, a plan of nested loops
    would take minutes instead of milliseconds.
    """
    outermost = not connections[using].in_atomic_block
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        if outermost:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SET LOCAL enable_nestloop = off")
        yield


def _faults(equation: Equation, accounts: list[int], using: str) -> Iterator[Fault]:
    with connections[using].cursor() as cursor:
        cursor.execute(f"{MOVES}{equation.sql} LIMIT {MOST_FAULTS}", {"accounts": accounts, **KINDS})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    names = Account.objects.using(using).select_related("customer").in_bulk({row[0] for row in rows})
    for account, row, found, expected in rows:
        yield Fault(equation, names[account].prefix, row, found, expected)

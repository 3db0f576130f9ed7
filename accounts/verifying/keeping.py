"""Verifying the whole ledger and keeping what was found; and what was touched since, for who closes a month."""

import logging
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Max, QuerySet
from django.utils import timezone

from accounts import ledger
from accounts.models import Allocation, Clearing, Entry, Verification
from accounts.periods.guard import hold_postings
from audit.history import acting, note
from audit.models import Channel

KEPT_FAULTS = 20  # the first ones, in words
SERVES_H = 24  # hours for which a verification serves a closing
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reach:
    """The greatest keys there were at a moment."""

    entry: int
    allocation: int
    clearing: int


def reach() -> Reach:
    """How far the books reach now. The caller holds postings, so that none is under way with a smaller key."""
    models = (Entry, Allocation, Clearing)
    return Reach(*(model.objects.aggregate(last=Max("pk"))["last"] or 0 for model in models))


def verify_and_keep(*, channel: Channel) -> Verification:
    """Ask every equation of every account and keep the answer; a break is journalled and logged as an error.

    Not inside a transaction: each batch is one moment of its own. Raises Refused ``period_busy``.
    """
    begun = timezone.now()
    with transaction.atomic():
        hold_postings()
        start = reach()
    faults: list[str] = []
    accounts = broken = 0
    for progress in ledger.verify():
        accounts, broken = progress.done, broken + len(progress.faults)
        faults += [str(fault) for fault in progress.faults[: KEPT_FAULTS - len(faults)]]
    with acting(actor=None, kind="accounts.verify_ledger", channel=channel, details={"broken": broken}):
        kept = Verification.objects.create(
            begun_at=begun, ended_at=timezone.now(), accounts=accounts, broken=broken, faults=faults,
            entry=start.entry, allocation=start.allocation, clearing=start.clearing,
        )  # fmt: skip
        if broken:
            note(actor=None, kind="accounts.ledger_broken", channel=channel, details={"broken": broken})
    if broken:
        logger.error("%d rows of the ledger break an equation. manage.py verify_ledger names them.", broken)
    return kept


def latest() -> Verification | None:
    """The last one that ended."""
    return Verification.objects.order_by("-pk").first()


def still_serves(kept: Verification) -> bool:
    """Whether it is young enough for a closing."""
    return kept.begun_at > timezone.now() - timedelta(hours=SERVES_H)


def touched_since(start: Verification) -> dict[int, int]:
    """The accounts in which anything was posted, allocated, undone or cleared since, each with how many rows."""
    rows: tuple[QuerySet, ...] = (
        Entry.objects.filter(pk__gt=start.entry).values_list("account"),
        Allocation.objects.filter(pk__gt=start.allocation).values_list("credit__account"),
        Clearing.objects.filter(pk__gt=start.clearing).values_list("instrument__entry__account"),
    )
    counts: Counter[int] = Counter()
    for found in rows:
        counts.update(dict(found.annotate(rows=Count("pk"))))
    return counts


def faults_in(accounts: list[int]) -> list[ledger.Fault]:
    """The rows of these accounts that break an equation, up to the first batch that has one."""
    for place in range(0, len(accounts), ledger.BATCH_ACCOUNTS):
        if faults := ledger.verify_accounts(accounts[place : place + ledger.BATCH_ACCOUNTS]):
            return faults
    return []

"""Handing out the vouchers of a month, and saying where that was done before."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from access.models import User
from access.permissions import require, rights_of
from accounts.drafts import ledger_today
from accounts.models import Entry, VoucherExport
from accounts.periods.operations import CLOSE
from accounts.vouchers.codes import codes
from accounts.vouchers.making import Line, entries_of, vouchers_of
from audit.history import acting
from audit.models import Channel
from audit.refusals import Refused, declare

MOST = 100_000  # lines of a file, held in memory
EXPORTED_BEFORE = declare(
    "vouchers_exported_before",
    _(
        "The vouchers of %(month)s were exported already: on %(at)s by %(who)s; %(count)d entries came since. "
        "Tick “once more” and see that none is booked twice."
    ),
    status=409,
)
TOO_MANY = declare("vouchers_too_many", _("%(month)s has more than %(limit)d lines, more than one file takes."))
NOTHING = declare("vouchers_none", _("Nothing was posted in %(month)s that gets a voucher."))
NOT_BEGUN = declare("vouchers_not_begun", _("%(month)s has not begun."))
UNBALANCED = declare(
    "vouchers_unbalanced",
    _("Voucher %(voucher)d does not balance: debits %(debit)s, credits %(credit)s. Have the ledger verified."),
)


@dataclass(frozen=True)
class Handed:
    """A month's vouchers and the row that says they were handed out."""

    export: VoucherExport
    lines: list[Line]


def export(*, month: date, once_more: bool, actor: User, channel: Channel) -> Handed:
    """Make the vouchers of the month that begins on ``month``.

    Raises PermissionDenied unless ``actor`` closes months and sees every customer; Refused ``vouchers_exported_before``
    where that was done and ``once_more`` is not said, ``vouchers_none``, ``vouchers_not_begun``, ``vouchers_too_many``.
    """
    require(actor, CLOSE, None)
    if not rights_of(actor).everywhere:
        raise PermissionDenied(CLOSE)
    words = f"{month:%Y-%m}"
    with acting(actor=actor, kind="accounts.export_vouchers", channel=channel, details={"month": words}):
        _take_turns(words)
        if month > ledger_today():
            raise Refused(NOT_BEGUN, field="month", month=words)
        before = VoucherExport.objects.filter(month=month).select_related("actor").order_by("-number").first()
        if before and not once_more:
            raise Refused(EXPORTED_BEFORE, field="month", month=words, **_said(before, actor))
        lines = list(vouchers_of(entries_of(month, actor)[: MOST + 1], codes()))
        if not lines:
            raise Refused(NOTHING, field="month", month=words)
        if len(lines) > MOST:
            raise Refused(TOO_MANY, field="month", month=words, limit=MOST)
        require_balanced(lines)
        made = VoucherExport.objects.create(
            month=month, number=(before.number if before else 0) + 1, vouchers=lines[-1].voucher, lines=len(lines),
            last_entry=Entry.objects.aggregate(last=Max("pk"))["last"], actor=actor,
        )  # fmt: skip
    return Handed(made, lines)


def _take_turns(words: str) -> None:
    """Two who export one month do so one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"kehu.vouchers.{words}"])


def _said(before: VoucherExport, user: Any) -> dict[str, Any]:
    return {
        "at": f"{before.made_at:%Y-%m-%d %H:%M} UTC",
        "who": str(before.actor),
        "count": entries_of(before.month, user).filter(pk__gt=before.last_entry).count(),
    }


def require_balanced(lines: list[Line]) -> None:
    """Raise Refused unless debits equal credits in each voucher."""
    sums: dict[int, list[Decimal]] = {}
    for line in lines:
        found = sums.setdefault(line.voucher, [Decimal("0.00"), Decimal("0.00")])
        found[0] += line.debit or 0
        found[1] += line.credit or 0
    for voucher, (debit, credit) in sums.items():
        if debit != credit:
            raise Refused(UNBALANCED, voucher=voucher, debit=debit, credit=credit)

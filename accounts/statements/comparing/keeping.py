"""Comparing a customer's file with our lines, kept under the customer's key; taken along as a table (E8)."""

import json
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from access.data_keys import conceal, open_rows
from access.models import User
from access.permissions import require
from accounts.books.subledger import Subledger
from accounts.models import Account, LedgerComparison
from accounts.reports.files import Report, amount_heads, day_heads, text_heads
from accounts.statements import refusals
from accounts.statements.comparing.matching import Line, Outcome, Pair, compare
from accounts.statements.comparing.reading import digest_of, lines_of
from accounts.statements.issuing import ISSUE, READ, check
from audit.history import acting
from audit.models import Channel
from audit.refusals import Refused
from exchange.money import format_money


def keep(*, account: Account, path: Path, first: date, last: date, actor: User, channel: Channel) -> LedgerComparison:
    """Compare the file at ``path`` with our lines from ``first`` to ``last`` and keep what came out.

    Raises PermissionDenied, Refused ``statement_…``, FileRefused, ValidationError.
    """
    customer = account.customer
    for permission in (ISSUE, READ):
        require(actor, permission, customer)
    check(account, first, last)
    pairs = compare(ours_of(account, first, last), lines_of(path, account))
    counts = Counter(pair.outcome for pair in pairs)
    details = {"account": account.pk, "from": str(first), "to": str(last), "lines": len(pairs)}
    with acting(
        actor=actor, kind="accounts.compare_ledgers", channel=channel, about=customer, details=details
    ) as action:
        made = LedgerComparison(
            account=account, customer=customer, first_day=first, last_day=last, action_id=action,
            file_sha256=digest_of(path), **{str(one): counts[one] for one in Outcome},
        )  # fmt: skip
        conceal(made, lines=json.dumps([_kept(pair) for pair in pairs], ensure_ascii=False))
        made.save(force_insert=True)
        return made


def ours_of(account: Account, first: date, last: date) -> list[Line]:
    """Our lines of the days, as the detail ledger has them."""
    return [
        Line(line.entry.number, line.entry.posting_date, line.entry.reference, line.entry.effect, line.entry.memo)
        for line in Subledger(account, first, last).all().lines
    ]


def pairs_of(comparison: LedgerComparison) -> list[dict[str, Any]]:
    """The kept pairs. Raises Refused ``statement_erased`` where they went with the customer's key."""
    [kept] = open_rows([comparison])
    if not kept.lines.is_open:
        raise Refused(refusals.ERASED)
    found: list[dict[str, Any]] = json.loads(kept.lines.text)
    return found


def _kept(pair: Pair) -> dict[str, Any]:
    return {
        "outcome": str(pair.outcome),
        "ours": _side(pair.ours),
        "theirs": _side(pair.theirs),
        "difference": format_money(pair.difference),
    }


def _side(line: Line | None) -> dict[str, Any] | None:
    if line is None:
        return None
    return {
        "place": line.place,
        "day": line.day.isoformat(),
        "reference": line.reference,
        "memo": line.memo,
        "amount": format_money(line.amount),
    }


def report_of(comparison: LedgerComparison) -> Report:
    """The pairs as a table, and their difference."""
    pairs = pairs_of(comparison)
    heads = [
        *text_heads([_("Result")]),
        *day_heads([_("Date, ours")]),
        *text_heads([_("Document, ours"), _("Number, ours"), _("Memo, ours")]),
        *amount_heads([_("Amount, ours")]),
        *day_heads([_("Date, theirs")]),
        *text_heads([_("Document, theirs"), _("Row of the file"), _("Memo, theirs")]),
        *amount_heads([_("Amount, theirs"), _("Difference")]),
    ]
    rows = [_row(pair) for pair in pairs]
    total = sum((Decimal(pair["difference"]) for pair in pairs), Decimal("0.00"))
    rows.append((_("Total"), None, "", "", "", None, None, "", "", "", None, total))
    account = comparison.account
    name = f"{_('Comparison')}-{account.prefix}-{comparison.first_day}-{comparison.last_day}"
    about = {"report": "comparison", "account": account.pk, "comparison": comparison.pk}
    return Report(name, heads, rows, about, account.customer)


def _row(pair: dict[str, Any]) -> tuple[Any, ...]:
    sides = (_cells(pair["ours"]), _cells(pair["theirs"]))
    return (str(Outcome(pair["outcome"]).label), *sides[0], *sides[1], Decimal(pair["difference"]))


def _cells(side: dict[str, Any] | None) -> tuple[Any, ...]:
    if side is None:
        return (None, "", "", "", None)
    day = date.fromisoformat(side["day"])
    return (day, side["reference"], str(side["place"]), side["memo"], Decimal(side["amount"]))

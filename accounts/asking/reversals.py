"""Reversals that a second person decides: those of an entry made on an earlier day (E7)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from access import approvals
from access.models import Request, User
from accounts.asking.entries import customer_of, money_line
from accounts.asking.levels import DECIDES, DECIDES_SECOND, levels_of
from accounts.asking.models import PendingEntry
from accounts.choices import EntryKind
from accounts.models import Entry
from audit.history import acting
from audit.models import Channel
from exchange.money import format_money

KIND = "accounts.reversal"


def ask(*, entry: Entry, posting_date: date, maker: User, reason: str) -> Request:
    """Ask for the reversal of ``entry``, inside the caller's ``acting``."""
    payload = {"entry": entry.pk, "number": str(entry), "posting_date": posting_date.isoformat(), "reason": reason}
    account, amount = entry.account, abs(entry.effect)
    customer, currency = account.customer, account.currency
    asked = approvals.ask(
        kind=KIND,
        target=customer,
        maker=maker,
        payload=payload,
        fields=[f"reversal {account.prefix[-6:]}-{entry.number}"],
        reason=reason,
        levels=levels_of(customer=customer, kind=EntryKind.REVERSAL, amount=amount, currency=currency),
    )
    PendingEntry.objects.create(
        request=asked, customer=customer, side=account.side, currency=currency, kind=EntryKind.REVERSAL,
        effect=-entry.effect, posting_date=posting_date,
    )  # fmt: skip
    return asked


def _describe(asked: Request, payload: dict[str, Any]) -> Iterable[approvals.Line]:
    entry = Entry.objects.select_related("account__customer").get(pk=payload["entry"])
    yield money_line(_("entry"), payload["number"])
    yield money_line(_("kind"), entry.get_kind_display())
    yield money_line(_("amount"), f"{format_money(abs(entry.effect))} {entry.account.currency}")
    yield money_line(_("posting date"), payload["posting_date"])


def _apply(asked: Request, payload: dict[str, Any], actor: User, channel: Channel) -> None:
    from accounts import reversal  # reversal asks here

    entry = Entry.objects.select_related("account__customer").get(pk=payload["entry"])
    day = date.fromisoformat(payload["posting_date"])
    details = {"entry": entry.kind, "number": entry.number}
    with acting(
        actor=actor, kind="accounts.reverse", channel=channel, reason=payload["reason"], about=entry.account.customer,
        approval=asked.pk, details=details,
    ) as action:  # fmt: skip
        reversal.check(entry, day)
        reversal.write_reversal(entry=entry, posting_date=day, reason=payload["reason"], action=action)


def register() -> None:
    """Tell the inbox; called in AccountsConfig.ready()."""
    approvals.register(
        approvals.Kind(KIND, _("reversal"), DECIDES, customer_of, _describe, _apply, second=DECIDES_SECOND)
    )

"""Reversals that a second person decides: those of an entry made on an earlier day (E7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from access import approvals
from access.models import Request, User
from access.permissions import require
from accounts.asking.entries import money_line
from accounts.asking.levels import DECIDES, DECIDES_SECOND, levels_of
from accounts.asking.models import PendingEntry
from accounts.choices import EntryKind
from accounts.locks import lock_customers
from accounts.models import Entry, PairedEntry
from audit.history import acting
from audit.models import Channel
from customers.models import Customer
from exchange.money import format_money

KIND = "accounts.reversal"


@dataclass(frozen=True)
class Asked:
    """A reversal that is asked for; ``dishonoured``: because the bank did not pay."""

    entry: Entry
    posting_date: date
    reason: str
    dishonoured: bool = False

    def payload(self) -> dict[str, Any]:
        return {
            "entry": self.entry.pk,
            "number": str(self.entry),
            "posting_date": self.posting_date.isoformat(),
            "reason": self.reason,
            "dishonoured": self.dishonoured,
        }


def ask(wanted: Asked, *, maker: User) -> Request:
    """Ask for the reversal of an entry, inside the caller's ``acting``."""
    entry, payload = wanted.entry, wanted.payload()
    account, amount = entry.account, abs(entry.effect)
    customer, currency = account.customer, account.currency
    asked = approvals.ask(
        kind=KIND,
        target=customer,
        maker=maker,
        payload=payload,
        fields=[f"reversal {account.prefix[-6:]}-{entry.number}"],
        reason=wanted.reason,
        levels=levels_of(customer=customer, kind=EntryKind.REVERSAL, amount=amount, currency=currency),
    )
    PendingEntry.objects.create(
        request=asked, customer=customer, side=account.side, currency=currency, kind=EntryKind.REVERSAL,
        effect=-entry.effect, posting_date=wanted.posting_date,
    )  # fmt: skip
    return asked


def _find(asked: Request) -> Customer:
    """The customer, locked; together with the other one where the entry is one of a pair, in the order of keys."""
    entry = approvals.payload_of(asked).get("entry")
    others = PairedEntry.objects.filter(entry=entry).values_list("partner__account__customer", flat=True)
    return next(one for one in lock_customers([asked.target_id, *others]) if one.pk == asked.target_id)


def _describe(asked: Request, payload: dict[str, Any]) -> Iterable[approvals.Line]:
    entry = Entry.objects.select_related("account__customer").get(pk=payload["entry"])
    yield money_line(_("entry"), payload["number"])
    if payload["dishonoured"]:
        yield money_line(_("why"), _("the bank did not pay it"))
    yield money_line(_("kind"), entry.get_kind_display())
    yield money_line(_("amount"), f"{format_money(abs(entry.effect))} {entry.account.currency}")
    yield money_line(_("posting date"), payload["posting_date"])


def _apply(asked: Request, payload: dict[str, Any], actor: User, channel: Channel) -> None:
    from accounts import reversal  # reversal asks here

    entry = Entry.objects.select_related("account__customer").get(pk=payload["entry"])
    day = date.fromisoformat(payload["posting_date"])
    for one in reversal.together(entry)[1:]:
        require(actor, DECIDES, one.account.customer)
    details = {"entry": entry.kind, "number": entry.number}
    with acting(
        actor=actor, kind="accounts.reverse", channel=channel, reason=payload["reason"], about=entry.account.customer,
        approval=asked.pk, details=details,
    ) as action:  # fmt: skip
        reversal.check(entry, day)
        reversal.write_reversals(
            entry=entry, posting_date=day, reason=payload["reason"], action=action, dishonoured=payload["dishonoured"]
        )


def register() -> None:
    """Tell the inbox; called in AccountsConfig.ready()."""
    approvals.register(approvals.Kind(KIND, _("reversal"), DECIDES, _find, _describe, _apply, second=DECIDES_SECOND))

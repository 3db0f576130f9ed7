"""Asking for a pair and, once agreed to, posting both entries in one transaction, under locks by key (E1, E7)."""

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q, Sum
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from access import approvals
from access.models import Request, User
from access.permissions import require
from accounts import allocation, refusals
from accounts.asking.entries import money_line
from accounts.asking.levels import DECIDES, DECIDES_SECOND, levels_of
from accounts.asking.models import PendingEntry
from accounts.choices import EntryKind
from accounts.drafts import Claim, ledger_today
from accounts.kinds import ADJUSTMENTS, PAIRS
from accounts.locks import lock_balances, lock_customers
from accounts.models import Account, Allocation, Entry, OpenItem, PairedEntry
from accounts.opening import opened_account
from accounts.pairs.drafts import Leg, PairDraft, read
from accounts.periods.guard import require_open
from accounts.statement import Posted, write
from audit.history import acting
from audit.models import Channel
from audit.refusals import Refused
from customers.models import Customer


def ask(*, draft: PairDraft, actor: User, channel: Channel) -> Posted:
    """Ask for both entries. Raises PermissionDenied unless ``actor`` may adjust both customers, and Refused."""
    details = {"entry": draft.kind}
    for customer in (draft.customer, draft.other):
        require(actor, ADJUSTMENTS, customer)
    with acting(actor=actor, kind="accounts.post", channel=channel, about=draft.customer, details=details) as action:
        lock_customers(leg.customer.pk for leg in draft.legs())  # what the rehearsal locks is let go with it
        rehearse(draft, action)
        for leg in draft.legs():
            require_open(leg.side, day=leg.line.posting_date, field="posting_date")
        for customer in (draft.customer, draft.other):
            require(actor, ADJUSTMENTS, customer)  # again: it may have waited for a lock
        asked = approvals.ask(
            kind=f"accounts.{draft.kind}",
            target=draft.customer,
            maker=actor,
            payload=draft.as_raw(),
            fields=[_field(draft)],
            reason=draft.memo,
            levels=levels_of(customer=draft.customer, kind=draft.kind, amount=draft.amount, currency=draft.currency),
        )
        PendingEntry.objects.bulk_create(_pending(asked, leg) for leg in draft.legs())
        return Posted(None, request=asked)


def rehearse(draft: PairDraft, action: int) -> None:
    """Post the pair and take it back: every guard is asked, nothing stays."""
    with transaction.atomic():
        post(draft=draft, action=action)
        transaction.set_rollback(True)


def post(*, draft: PairDraft, action: int) -> Posted:
    """Write both entries, inside the caller's ``acting``; the first one is returned."""
    legs = draft.legs()
    lock_customers(leg.customer.pk for leg in legs)
    lock_balances(_accounts(legs))
    (one, first), (other, second) = (_write(leg, action) for leg in legs)
    PairedEntry.objects.bulk_create([PairedEntry(entry=one, partner=other), PairedEntry(entry=other, partner=one)])
    if draft.kind == EntryKind.BAD_DEBT_RECOVERY:
        require_written_off(one.account)
        second_claims: tuple[Claim, ...] = (Claim(entry=str(one)),)
    else:
        second_claims = legs[1].claims
    made = [
        *_settle(one, first, legs[0].claims, legs[0].rest, action),
        *_settle(other, second, second_claims, legs[1].rest, action),
    ]
    return Posted(one, tuple(made))


def _accounts(legs: Iterable[Leg]) -> list[Account]:
    """The accounts, opened if need be. Raises Refused ``customer_takes_no_entry``."""
    return [opened_account(customer=leg.customer, side=leg.side, currency=leg.currency)[0] for leg in legs]


def _write(leg: Leg, action: int) -> tuple[Entry, list[OpenItem]]:
    return write((leg.customer, leg.side, leg.currency), leg.line, action)


def _settle(
    entry: Entry, items: list[OpenItem], claims: tuple[Claim, ...], rest: bool, action: int
) -> list[Allocation]:
    return allocation.settle(entry=entry, items=items, claims=claims, rest=rest, action=action)


def recoverable(account: Account) -> Decimal:
    """What was written off on ``account`` and not yet recovered."""
    live = Entry.objects.filter(account=account, reversed_by=None)
    lost = Sum("effect", filter=Q(kind=EntryKind.WRITE_OFF), default=Decimal("0.00"))
    back = Sum("effect", filter=Q(kind=EntryKind.BAD_DEBT_RECOVERY), default=Decimal("0.00"))
    found = live.aggregate(lost=lost, back=back)
    return -found["lost"] - found["back"]


def require_written_off(account: Account) -> None:
    """Raise Refused where more was recovered than written off; under the lock of the account's balance."""
    left = recoverable(account)
    if left < 0:
        raise Refused(refusals.RECOVERED_ABOVE_WRITE_OFF, field="amount", excess=-left)


def _pending(asked: Request, leg: Leg) -> PendingEntry:
    return PendingEntry(
        request=asked, customer=leg.customer, side=leg.side, currency=leg.currency, kind=leg.line.kind,
        effect=leg.line.effect, posting_date=leg.line.posting_date,
    )  # fmt: skip


def _field(draft: PairDraft) -> str:
    alike = json.dumps(draft.as_raw(), sort_keys=True)
    return f"{draft.kind} {draft.reference or '#' + salted_hmac('accounts.pairs', alike).hexdigest()[:12]}"[:64]


def _find(asked: Request) -> Customer:
    """The first customer, locked together with the other one in the order of keys."""
    raw = approvals.payload_of(asked)
    other = Customer.objects.filter(code=raw.get("other_customer", "")).values_list("pk", flat=True)
    return next(one for one in lock_customers([asked.target_id, *other]) if one.pk == asked.target_id)


def _describe(asked: Request, payload: dict[str, Any]) -> Iterable[approvals.Line]:
    yield money_line(_("amount"), f"{payload['amount']} {payload['currency']}")
    if other := payload.get("other_customer"):
        yield money_line(_("to the customer"), other)
        yield money_line(_("due"), payload["due_date"])
    yield money_line(_("posting date"), payload["posting_date"])
    yield money_line(_("document date"), payload["document_date"])
    yield money_line(_("reference"), payload["reference"])
    for label, name in ((_("settles"), "applies_to"), (_("settles on the other account"), "other_applies_to")):
        yield money_line(label, ", ".join(claim.get("entry") or claim["reference"] for claim in payload[name]))
    yield money_line(_("memo"), payload["memo"])


def _apply(asked: Request, payload: dict[str, Any], actor: User, channel: Channel) -> None:
    customer = Customer.objects.get(pk=asked.target_id)
    draft = read(payload, customer=customer, actor=None, today=ledger_today())
    require(actor, DECIDES, draft.other)
    with acting(
        actor=actor, kind="accounts.post", channel=channel, about=customer, approval=asked.pk,
        details={"entry": draft.kind},
    ) as action:  # fmt: skip
        post(draft=draft, action=action)


def register() -> None:
    """Tell the inbox about the three kinds; called in AccountsConfig.ready()."""
    for kind in sorted(PAIRS):
        label = EntryKind(kind).label
        approvals.register(
            approvals.Kind(f"accounts.{kind}", label, DECIDES, _find, _describe, _apply, second=DECIDES_SECOND)
        )

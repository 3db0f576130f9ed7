"""Entries that a second person decides: when they are, how their requests look, and how they are posted (E7)."""

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from access import approvals
from access.fields import MONEY
from access.models import Request, User
from access.settings import setting
from access.settings.own import SETUP
from accounts.asking.levels import DECIDES, DECIDES_SECOND, levels_of, own_level
from accounts.asking.models import PendingEntry
from accounts.choices import EntryKind, Side
from accounts.drafts import Claim, EntryDraft, ledger_today, read
from accounts.kinds import DOCUMENTS, POSTABLE, RULES, Asks
from accounts.locks import lock_customers
from accounts.models import DocumentReference, OpenItem
from accounts.periods.guard import require_open
from accounts.statement import write_draft
from audit.history import acting
from audit.models import Channel
from customers.models import Customer

MOST_FIELD = 64


def needs_request(*, customer: Customer, draft: EntryDraft, actor: User) -> bool:
    """Whether ``draft`` is not posted by one person alone."""
    asks = RULES[draft.side, draft.kind].asks
    if asks == Asks.BEYOND:
        level = own_level(actor=actor, customer=customer, currency=draft.currency)
        return draft.amount > level or not _covered(customer, draft)
    return asks == Asks.ALWAYS or (asks == Asks.OUTSIDE_SETUP and not setting(SETUP))


def _covered(customer: Customer, draft: EntryDraft) -> bool:
    covered = Decimal("0.00")
    for claim in draft.applies_to:
        open_now = _open_of(customer, draft, claim)
        covered += open_now if claim.amount is None else min(claim.amount, open_now)
    return covered >= draft.amount


def _open_of(customer: Customer, draft: EntryDraft, claim: Claim) -> Decimal:
    """What is open of the invoice a claim names; 0.00 where it names none. Looked at again under the lock."""
    items = OpenItem.objects.filter(
        account__customer=customer, account__side=draft.side, account__currency=draft.currency, is_debit=True
    ).filter(entry__kind__in=DOCUMENTS)
    if claim.entry:
        number = claim.entry.rpartition("-")[2]
        known = number.isascii() and number.isdecimal() and len(number) < 19
        items = items.filter(entry__number=int(number)) if known else items.none()
    else:
        names = DocumentReference.objects.filter(customer=customer, side=draft.side, reference=claim.reference)
        items = items.filter(entry__in=names.values("entry"))
    return items.aggregate(sum=Sum("open"))["sum"] or Decimal("0.00")


def ask(*, customer: Customer, draft: EntryDraft, maker: User, action: int) -> Request:
    """Ask for ``draft``, inside the caller's ``acting``. Raises Refused where agreeing to it could not post it."""
    lock_customers([customer.pk])  # what the rehearsal locks is let go with it, and its exposure must stand
    rehearse(customer=customer, draft=draft, action=action)
    require_open(draft.side, day=draft.posting_date, field="posting_date")  # kept open: the rehearsal let go of it
    asked = approvals.ask(
        kind=f"accounts.{draft.kind}",
        target=customer,
        maker=maker,
        payload=draft.as_raw(),
        fields=[_field(draft)],
        reason=draft.memo,
        levels=levels_of(customer=customer, kind=draft.kind, amount=draft.amount, currency=draft.currency),
    )
    keep_pending(asked, customer, draft)
    return asked


def rehearse(*, customer: Customer, draft: EntryDraft, action: int) -> None:
    """Post ``draft`` and take it back: every guard is asked, nothing stays."""
    with transaction.atomic():
        write_draft(customer=customer, draft=draft, action=action)
        transaction.set_rollback(True)


def keep_pending(asked: Request, customer: Customer, draft: EntryDraft) -> None:
    """Write what ``asked`` would post, for exposure and closing."""
    PendingEntry.objects.create(
        request=asked, customer=customer, side=draft.side, currency=draft.currency, kind=draft.kind,
        effect=draft.effect, posting_date=draft.posting_date,
    )  # fmt: skip


def _field(draft: EntryDraft) -> str:
    """What one open request at most is about: the document, or, where it has no number, an entry just like this."""
    kind = str(draft.kind) if draft.side == Side.RECEIVABLE else f"{draft.side} {draft.kind}"
    named = f"{kind} {draft.reference}"
    if draft.reference and len(named) <= MOST_FIELD:
        return named
    alike = json.dumps(draft.as_raw(), sort_keys=True)
    return f"{kind} #{salted_hmac('accounts.asking', alike).hexdigest()[:12]}"


def customer_of(asked: Request) -> Customer:
    """The customer a request is about, locked."""
    return Customer.objects.select_for_update(no_key=True).get(pk=asked.target_id)


def money_line(label: Any, after: Any) -> approvals.Line:
    """A line that only those read who may see money."""
    return approvals.Line(label, "", str(after), MONEY)


def _describe(asked: Request, payload: dict[str, Any]) -> Iterable[approvals.Line]:
    yield money_line(_("side"), Side(payload["side"]).label)
    yield money_line(_("amount"), f"{payload['amount']} {payload['currency']}")
    yield money_line(_("posting date"), payload["posting_date"])
    yield money_line(_("document date"), payload["document_date"])
    if dues := payload.get("due"):
        yield money_line(_("due"), "; ".join(f"{due['due_date']} {due['amount']}" for due in dues))
    yield money_line(_("reference"), payload["reference"])
    claims = payload["applies_to"]
    yield money_line(_("settles"), ", ".join(claim.get("entry") or claim["reference"] for claim in claims))
    if tax := payload.get("tax_amount"):
        yield money_line(_("tax"), tax)
    yield money_line(_("memo"), payload["memo"])


def _apply(asked: Request, payload: dict[str, Any], actor: User, channel: Channel) -> None:
    customer = customer_of(asked)
    draft = read(payload, customer=customer, today=ledger_today())
    details = {"entry": draft.kind}
    with acting(
        actor=actor, kind="accounts.post", channel=channel, about=customer, approval=asked.pk, details=details
    ) as action:
        write_draft(customer=customer, draft=draft, action=action)


def register() -> None:
    """Tell the inbox about each kind that may wait; called in AccountsConfig.ready()."""
    for kind in sorted(POSTABLE):
        if any(rule.asks != Asks.NEVER for (_side, one), rule in RULES.items() if one == kind):
            label = EntryKind(kind).label
            approvals.register(
                approvals.Kind(
                    f"accounts.{kind}", label, DECIDES, customer_of, _describe, _apply, second=DECIDES_SECOND
                )
            )

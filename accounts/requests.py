"""Which postings a second person decides, and how their requests look and apply (E7)."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from access import approvals
from access.fields import MONEY
from access.models import Request, User
from access.permissions import allows, require
from access.settings import setting
from accounts.drafts import Claim, EntryDraft, ledger_today, read
from accounts.models import DocumentReference, Entry, EntryKind, OpenItem
from accounts.settings import CLERK, ONE_APPROVAL, SUPERVISOR, amount_in
from audit.history import acting
from audit.models import Channel
from customers.models import Customer
from exchange.money import format_money

CREDIT_NOTE, REVERSAL = "accounts.credit_note", "accounts.reversal"
DECIDES = "accounts.approve_credit"
DECIDES_ABOVE = "accounts.approve_second_level"


def credit_note_needs_request(*, customer: Customer, draft: EntryDraft, actor: User) -> bool:
    """Whether a credit note is beyond what ``actor`` posts directly: an invoice's open amount, and their level (E7)."""
    if draft.kind != EntryKind.CREDIT_NOTE:
        return False
    own = setting(SUPERVISOR if allows(actor, DECIDES, customer) else CLERK)
    return draft.amount > amount_in(own, draft.currency) or not _covered(customer, draft)


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
    ).exclude(entry__kind=EntryKind.REVERSAL)
    if claim.entry:
        number = claim.entry.rpartition("-")[2]
        known = number.isascii() and number.isdecimal() and len(number) < 19
        items = items.filter(entry__number=int(number)) if known else items.none()
    else:
        names = DocumentReference.objects.filter(customer=customer, side=draft.side, reference=claim.reference)
        items = items.filter(entry__in=names.values("entry"))
    return items.aggregate(sum=Sum("open"))["sum"] or Decimal("0.00")


def ask_for_credit_note(*, customer: Customer, draft: EntryDraft, maker: User) -> Request:
    """Ask for ``draft``, inside the caller's ``acting``."""
    fields = ["credit_note"] if not draft.reference else [f"credit_note {draft.reference}"[:64]]
    return approvals.ask(
        kind=CREDIT_NOTE, target=customer, maker=maker, payload=draft.as_raw(), fields=fields, reason=draft.memo
    )


def ask_for_reversal(*, entry: Entry, posting_date: date, maker: User, reason: str) -> Request:
    """Ask for the reversal of ``entry``, inside the caller's ``acting``."""
    payload = {"entry": entry.pk, "number": str(entry), "posting_date": posting_date.isoformat(), "reason": reason}
    return approvals.ask(
        kind=REVERSAL,
        target=entry.account.customer,
        maker=maker,
        payload=payload,
        fields=[f"reversal {entry.account.prefix[-6:]}-{entry.number}"],
        reason=reason,
    )


def _customer(asked: Request) -> Customer:
    return Customer.objects.select_for_update(no_key=True).get(pk=asked.target_id)


def _money_line(label: Any, after: Any) -> approvals.Line:
    return approvals.Line(label, "", str(after), MONEY)


def _describe_credit_note(asked: Request, payload: dict[str, Any]) -> Iterable[approvals.Line]:
    yield _money_line(_("amount"), f"{payload['amount']} {payload['currency']}")
    yield _money_line(_("posting date"), payload["posting_date"])
    yield _money_line(_("document date"), payload["document_date"])
    yield _money_line(_("reference"), payload["reference"])
    claims = payload["applies_to"]
    yield _money_line(_("settles"), ", ".join(claim.get("entry") or claim["reference"] for claim in claims))
    yield _money_line(_("memo"), payload["memo"])


def _describe_reversal(asked: Request, payload: dict[str, Any]) -> Iterable[approvals.Line]:
    entry = Entry.objects.select_related("account__customer").get(pk=payload["entry"])
    yield _money_line(_("entry"), payload["number"])
    yield _money_line(_("kind"), entry.get_kind_display())
    yield _money_line(_("amount"), f"{format_money(abs(entry.effect))} {entry.account.currency}")
    yield _money_line(_("posting date"), payload["posting_date"])


def _apply_credit_note(asked: Request, payload: dict[str, Any], actor: User, channel: Channel) -> None:
    from accounts.posting import write_draft  # posting asks here whether a request is needed

    customer = _customer(asked)
    draft = read(payload, customer=customer, today=ledger_today())
    if draft.amount > amount_in(setting(ONE_APPROVAL), draft.currency):
        require(actor, DECIDES_ABOVE, customer)
    with acting(
        actor=actor, kind="accounts.post", channel=channel, about=customer, approval=asked.pk,
        details={"entry": draft.kind},
    ) as action:  # fmt: skip
        write_draft(customer=customer, draft=draft, action=action)


def _apply_reversal(asked: Request, payload: dict[str, Any], actor: User, channel: Channel) -> None:
    from accounts import reversal  # reversal asks here whether a request is needed

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
    """Tell the inbox about both kinds; called in AccountsConfig.ready()."""
    approvals.register(
        approvals.Kind(CREDIT_NOTE, _("credit note"), DECIDES, _customer, _describe_credit_note, _apply_credit_note)
    )
    approvals.register(approvals.Kind(REVERSAL, _("reversal"), DECIDES, _customer, _describe_reversal, _apply_reversal))

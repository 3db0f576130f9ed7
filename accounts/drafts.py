"""An entry before it is posted: typed input becomes data here, alike for form, API and import (E0, E1)."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from access.settings import setting
from accounts import refusals
from accounts.choices import EntryKind, Side
from accounts.credit import grounds
from accounts.credit.grounds import Grounds
from accounts.instruments import drafts as instruments
from accounts.instruments.drafts import InstrumentDraft
from accounts.kinds import POSTABLE, RAISING, RULES, SINGLE, Rule, kinds_of
from accounts.members import Members, money_of, one_of, parts, positive, read_day, text_of
from accounts.settings import DAYS_AHEAD
from audit.refusals import Refused
from customers.models import Customer
from customers.terms import Terms, due_date
from exchange.money import clean_currency, format_money

MEMBERS = frozenset({
    "side", "currency", "kind", "amount", "posting_date", "document_date", "due_date", "due", "reference",
    "applies_to", "tax_amount", "memo", "allocate", *instruments.MEMBERS, *grounds.MEMBERS,
})  # fmt: skip
REFERENCE_LENGTH, MEMO_LENGTH = 64, 200
EARLY_DAYS = 366


@dataclass(frozen=True, slots=True)
class Due:
    """One instalment: what falls due on a day. The only one of most entries."""

    due_date: datetime.date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Claim:
    """A document this entry settles, named by reference or entry number; ``amount`` None: as much as goes."""

    reference: str = ""
    entry: str = ""
    amount: Decimal | None = None

    @property
    def name(self) -> str:
        return self.entry or self.reference


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """What is to be posted. ``amount`` is positive, in ``currency``; ``dues`` add up to it, a credit has just one."""

    kind: EntryKind
    amount: Decimal
    currency: str
    posting_date: datetime.date
    document_date: datetime.date
    dues: tuple[Due, ...]
    side: Side = Side.RECEIVABLE
    reference: str = ""
    applies_to: tuple[Claim, ...] = ()
    tax_amount: Decimal | None = None
    memo: str = ""
    allocate: bool = True
    due_given: bool = False
    instrument: InstrumentDraft | None = None
    grounds: Grounds = grounds.NONE

    @property
    def raises(self) -> bool:
        return self.kind in RAISING

    @property
    def rule(self) -> Rule:
        """What holds of its kind on its side. Raises KeyError for a kind that is not of the side."""
        return RULES[self.side, self.kind]

    @property
    def effect(self) -> Decimal:
        """What it adds to the balance."""
        return self.amount if self.raises else -self.amount

    def as_raw(self) -> dict[str, Any]:
        """Return the members that ``read`` makes this draft of again: what a request keeps."""
        raw: dict[str, Any] = {
            "side": str(self.side),
            "currency": self.currency,
            "kind": str(self.kind),
            "amount": format_money(self.amount),
            "posting_date": self.posting_date.isoformat(),
            "document_date": self.document_date.isoformat(),
            "reference": self.reference,
            "memo": self.memo,
            "allocate": "auto" if self.allocate else "none",
            "applies_to": [raw_claim(claim) for claim in self.applies_to],
        }
        if self.rule.falls_due:
            raw["due"] = [{"due_date": str(due.due_date), "amount": format_money(due.amount)} for due in self.dues]
        if self.tax_amount is not None:
            raw["tax_amount"] = format_money(self.tax_amount)
        return raw | (self.instrument.as_raw() if self.instrument else {}) | self.grounds.as_raw()


def raw_claim(claim: Claim) -> dict[str, str]:
    named = {"entry": claim.entry} if claim.entry else {"reference": claim.reference}
    return named if claim.amount is None else named | {"amount": format_money(claim.amount)}


def ledger_today() -> datetime.date:
    """Return today in the ledger's time zone (settings.TIME_ZONE), whatever zone the reader's page is in."""
    return timezone.localdate(timezone=timezone.get_default_timezone())


def read(raw: Mapping[str, Any], *, customer: Customer, today: datetime.date) -> EntryDraft:
    """Return the draft that ``raw`` states for ``customer``: the members of POST /entries/ but ``customer``.

    Raises ValidationError, its messages keyed by member path (``due.0.amount``), for what is malformed or unknown,
    and Refused for what a rule forbids whatever the account (``check``).
    """
    given = Members(raw, MEMBERS)
    currency = given.take("currency", clean_currency, required=True)
    money = money_of(currency or "CNY")
    kind = given.take("kind", one_of(POSTABLE, EntryKind), required=True)
    amount = given.take("amount", positive(money), required=True)
    posting = given.take("posting_date", read_day, required=True)
    document = given.take("document_date", read_day, default=posting)
    single = given.take("due_date", read_day)
    instalments = given.take("due", lambda items: parts(items, "due", lambda item, path: _read_due(item, path, money)))
    others = {
        "side": given.take("side", one_of(frozenset(Side), Side), default=Side.RECEIVABLE),
        "reference": given.take("reference", text_of(REFERENCE_LENGTH), default=""),
        "memo": given.take("memo", text_of(MEMO_LENGTH), default=""),
        "tax_amount": given.take("tax_amount", money),
        "allocate": given.take("allocate", one_of(frozenset({"auto", "none"}), str), default="auto") == "auto",
        "applies_to": given.take(
            "applies_to",
            lambda items: parts(items, "applies_to", lambda item, path: read_claim(item, path, money)),
            default=(),
        ),
        "instrument": instruments.read(given),
        "grounds": grounds.read(given),
    }
    if single and instalments:
        given.refuse("due", ValidationError(_("Give one due date or instalments, not both."), "both"))
    given.done()
    rule = RULES.get((others["side"], kind))
    falls_due = bool(rule and rule.falls_due)
    terms = Terms.parse(customer.terms) if customer.terms and falls_due else None
    dues = instalments or _dues(given, terms, amount, document if falls_due else posting, single)
    given.done()
    draft = EntryDraft(kind, amount, currency, posting, document, dues, due_given=bool(single or instalments), **others)
    check(draft, today=today)
    return draft


def _dues(given: Members, terms: Terms | None, amount: Decimal, start: datetime.date, single: Any) -> tuple[Due, ...]:
    """One due date: as given, else by the customer's terms from the document date; a credit's is its posting date."""
    try:
        return (Due(single or due_date(terms, start), amount),)
    except ValidationError as error:
        given.refuse("due_date", error)
        return ()


def check(draft: EntryDraft, *, today: datetime.date) -> None:
    """Raise Refused where a rule forbids the draft whatever stands in the ledger (E0, E1)."""
    if (draft.side, draft.kind) not in SINGLE:
        kinds = ", ".join(str(kind.label) for kind in kinds_of(draft.side))
        raise Refused(refusals.KIND_NOT_OF_SIDE, field="kind", side=draft.side.label, kinds=kinds)
    if draft.instrument and not draft.rule.paid_by:
        raise Refused(refusals.INSTRUMENT_NOT_FOR_KIND, field="instrument")
    if (draft.grounds and not draft.rule.halted) or (draft.grounds.commitment and draft.kind != EntryKind.INVOICE):
        raise Refused(refusals.GROUNDS_NOT_FOR_KIND, field=draft.grounds.field)
    if draft.rule.names and not draft.applies_to:
        raise Refused(refusals.CREDIT_NOT_NAMED, field="applies_to")
    check_days(posting_date=draft.posting_date, document_date=draft.document_date, today=today)
    if draft.tax_amount is not None and not 0 <= draft.tax_amount <= draft.amount:
        raise Refused(refusals.TAX_ABOVE_AMOUNT, field="tax_amount", amount=draft.amount)
    applied = sum((claim.amount for claim in draft.applies_to if claim.amount), Decimal("0.00"))
    if applied > draft.amount:
        raise Refused(refusals.APPLIED_ABOVE_AMOUNT, field="applies_to", applied=applied, amount=draft.amount)
    _check_dues(draft)


def check_days(*, posting_date: datetime.date, document_date: datetime.date, today: datetime.date) -> None:
    """Raise Refused where E0 forbids these dates."""
    last = today + datetime.timedelta(days=setting(DAYS_AHEAD))
    if posting_date > last:
        raise Refused(refusals.POSTING_DATE_IN_FUTURE, field="posting_date", today=last)
    if document_date > posting_date:
        raise Refused(refusals.DOCUMENT_DATE_AFTER_POSTING, field="document_date", posting_date=posting_date)


def _check_dues(draft: EntryDraft) -> None:
    field = "due" if len(draft.dues) > 1 else "due_date"
    if draft.due_given and not draft.rule.falls_due:
        raise Refused(refusals.DUE_DATE_NOT_FOR_KIND, field=field)
    total = sum((due.amount for due in draft.dues), Decimal("0.00"))
    if total != draft.amount:
        raise Refused(refusals.INSTALMENTS_SUM, field="due", sum=total, amount=draft.amount)
    first = draft.document_date - datetime.timedelta(days=EARLY_DAYS)
    if min(due.due_date for due in draft.dues) < first:
        raise Refused(refusals.DUE_DATE_TOO_EARLY, field=field, first=first)


def _read_due(item: Mapping[str, Any], path: str, money: Callable[[Any], Decimal]) -> Due:
    given = Members(item, frozenset({"due_date", "amount"}), path)
    day = given.take("due_date", read_day, required=True)
    amount = given.take("amount", positive(money), required=True)
    given.done()
    return Due(day, amount)


def read_claim(item: Mapping[str, Any], path: str, money: Callable[[Any], Decimal]) -> Claim:
    given = Members(item, frozenset({"reference", "entry", "amount"}), path)
    reference = given.take("reference", text_of(REFERENCE_LENGTH), default="")
    entry = given.take("entry", text_of(80), default="")
    amount = given.take("amount", positive(money))
    if bool(reference) == bool(entry) and not given.errors:
        given.refuse("reference", ValidationError(_("Name the document by its reference or its entry number."), "name"))
    given.done()
    return Claim(reference, entry, amount)

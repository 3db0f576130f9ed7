"""A pair before it is posted: typed input becomes data here, alike for form, API and request (E1)."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from access.models import User
from accounts import refusals
from accounts.choices import EntryKind, Side
from accounts.drafts import MEMO_LENGTH, REFERENCE_LENGTH, Claim, Due, check_days, raw_claim, read_claim
from accounts.kinds import PAIRS
from accounts.members import Members, money_of, one_of, parts, positive, read_day, text_of
from accounts.statement import Line
from audit.refusals import Refused
from customers.models import Customer
from exchange.money import clean_currency, format_money

MEMBERS = frozenset({
    "kind", "currency", "amount", "posting_date", "document_date", "due_date", "reference", "memo", "applies_to",
    "other_customer", "other_applies_to", "allocate",
})  # fmt: skip


def is_pair(kind: object) -> bool:
    """Whether what stands in ``kind`` is posted as two entries."""
    return isinstance(kind, str) and kind in PAIRS


@dataclass(frozen=True)
class Leg:
    """One of the two entries: whose account it goes to, the row it becomes, and what it settles."""

    customer: Customer
    side: Side
    currency: str
    line: Line
    claims: tuple[Claim, ...]
    rest: bool


@dataclass(frozen=True)
class PairDraft:
    """What is to be posted twice. ``amount`` is positive; ``other`` is ``customer`` itself but for a transfer.

    ``due_date`` is when what is transferred falls due for the other customer.
    """

    kind: EntryKind
    customer: Customer
    other: Customer
    amount: Decimal
    currency: str
    posting_date: datetime.date
    document_date: datetime.date
    due_date: datetime.date
    reference: str = ""
    memo: str = ""
    applies_to: tuple[Claim, ...] = ()
    other_applies_to: tuple[Claim, ...] = ()
    allocate: bool = True

    def legs(self) -> tuple[Leg, Leg]:
        """Both entries. The receipt of a recovery settles it; that is seen to when both are there."""
        if self.kind == EntryKind.OFFSET:
            return self._leg(raises=False), self._other(Side.PAYABLE, raises=False)
        if self.kind == EntryKind.TRANSFER:
            return self._leg(raises=False), self._other(Side.RECEIVABLE, raises=True)
        return self._leg(raises=True), self._receipt()

    def as_raw(self) -> dict[str, Any]:
        """Return the members that ``read`` makes this draft of again: what a request keeps."""
        raw: dict[str, Any] = {
            "kind": str(self.kind),
            "currency": self.currency,
            "amount": format_money(self.amount),
            "posting_date": self.posting_date.isoformat(),
            "document_date": self.document_date.isoformat(),
            "reference": self.reference,
            "memo": self.memo,
            "allocate": "auto" if self.allocate else "none",
            "applies_to": [raw_claim(claim) for claim in self.applies_to],
            "other_applies_to": [raw_claim(claim) for claim in self.other_applies_to],
        }
        if self.kind == EntryKind.TRANSFER:
            raw |= {"other_customer": self.other.code, "due_date": self.due_date.isoformat()}
        return raw

    def _leg(self, *, raises: bool) -> Leg:
        settles = self.kind != EntryKind.BAD_DEBT_RECOVERY and self.allocate
        line = self._line(self.kind, raises=raises, due=self.posting_date)
        return Leg(self.customer, Side.RECEIVABLE, self.currency, line, self.applies_to, settles)

    def _other(self, side: Side, *, raises: bool) -> Leg:
        line = self._line(self.kind, raises=raises, due=self.due_date if raises else self.posting_date, halted=raises)
        return Leg(self.other, side, self.currency, line, self.other_applies_to, self.allocate)

    def _receipt(self) -> Leg:
        line = self._line(EntryKind.RECEIPT, raises=False, due=self.posting_date)
        return Leg(self.customer, Side.RECEIVABLE, self.currency, line, (), rest=False)

    def _line(self, kind: EntryKind, *, raises: bool, due: datetime.date, halted: bool = False) -> Line:
        return Line(
            kind, self.amount if raises else -self.amount, raises, self.document_date, self.posting_date,
            (Due(due, self.amount),), self.reference, None, self.memo, halted=halted,
        )  # fmt: skip


def read(raw: Mapping[str, Any], *, customer: Customer, actor: User | None, today: datetime.date) -> PairDraft:
    """Return the pair that ``raw`` states for ``customer``; the other customer is one that ``actor`` sees.

    Without ``actor`` it is looked for among all: a request names one that its maker saw. Raises ValidationError keyed
    by member path, and Refused for what a rule forbids whatever stands in the ledger.
    """
    given = Members(raw, MEMBERS)
    kind = given.take("kind", one_of(PAIRS, EntryKind), required=True)
    currency = given.take("currency", clean_currency, required=True)
    money = money_of(currency or "CNY")
    posting = given.take("posting_date", read_day, required=True)

    def claims(name: str) -> Any:
        def clean(items: Any) -> Any:
            return parts(items, name, lambda item, path: read_claim(item, path, money))

        return given.take(name, clean, default=())

    members = {
        "amount": given.take("amount", positive(money), required=True),
        "document_date": given.take("document_date", read_day, default=posting),
        "due_date": given.take("due_date", read_day, default=posting),
        "reference": given.take("reference", text_of(REFERENCE_LENGTH), default=""),
        "memo": given.take("memo", text_of(MEMO_LENGTH), default=""),
        "applies_to": claims("applies_to"),
        "other_applies_to": claims("other_applies_to"),
        "allocate": given.take("allocate", one_of(frozenset({"auto", "none"}), str), default="auto") == "auto",
        "other": _other(given, kind, customer, actor),
    }
    _refuse_members_of_others(given, kind)
    given.done()
    draft = PairDraft(kind=kind, customer=customer, currency=currency, posting_date=posting, **members)
    check_days(posting_date=draft.posting_date, document_date=draft.document_date, today=today)
    return draft


def _other(given: Members, kind: EntryKind | None, customer: Customer, actor: User | None) -> Customer:
    """The customer a transfer goes to; for the other kinds the same one."""
    if kind != EntryKind.TRANSFER:
        return customer
    code = given.take("other_customer", text_of(32), required=True)
    known = Customer.objects.all() if actor is None else Customer.objects.visible_to(actor)
    found = known.filter(code=(code or "").upper()).first()
    if code and found is None:
        given.refuse("other_customer", ValidationError(_("There is no customer “%(code)s”."), params={"code": code}))
    if found == customer:
        raise Refused(refusals.TRANSFER_TO_ITSELF, field="other_customer")
    return found or customer


def _refuse_members_of_others(given: Members, kind: EntryKind | None) -> None:
    """Refuse what another kind of pair has, lest it be thought to count."""
    not_here = {
        EntryKind.OFFSET: ("other_customer", "due_date"),
        EntryKind.BAD_DEBT_RECOVERY: ("other_customer", "due_date", "applies_to", "other_applies_to"),
    }
    for name in not_here.get(kind, ()) if kind else ():
        if given.raw.get(name):
            given.refuse(name, ValidationError(_("An entry of this kind has no such member."), "not_of_kind"))

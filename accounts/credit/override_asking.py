"""Asking for an override: one document above the credit, once, until the next working day (E4, E7)."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy

from access import approvals
from access.models import Request, User
from access.permissions import require
from accounts import refusals
from accounts.asking.entries import customer_of, money_line
from accounts.asking.levels import DECIDES, DECIDES_SECOND, levels_of
from accounts.choices import EntryKind
from accounts.credit.ceiling import judged
from accounts.credit.modes import CreditRule
from accounts.drafts import REFERENCE_LENGTH, ledger_today
from accounts.locks import lock_customers
from accounts.members import Members, money_of, positive, text_of
from accounts.models import Override
from accounts.opening import require_customer_open
from audit.history import acting
from audit.models import Channel
from audit.refusals import Refused
from customers.models import Customer
from exchange.money import clean_currency, format_money

KIND = "accounts.override"
MEMBERS = frozenset({"currency", "reference", "amount", "reason"})
ASKS = ("accounts.post_invoice", "accounts.view_money")  # both rights are needed
MOST_REASON = 200
FRIDAY = 4  # date.weekday()


@dataclass(frozen=True)
class Asked:
    """A debit that is to pass once: the document's own number, and the most it may be of."""

    currency: str
    reference: str
    amount: Decimal
    reason: str

    def as_raw(self) -> dict[str, str]:
        raw = {"currency": self.currency, "reference": self.reference, "reason": self.reason}
        return raw | {"amount": format_money(self.amount)}


def read(raw: Mapping[str, Any]) -> Asked:
    """Return what ``raw`` asks for. Raises ValidationError keyed by member."""
    given = Members(raw, MEMBERS)
    currency = given.take("currency", clean_currency, required=True)
    reference = given.take("reference", text_of(REFERENCE_LENGTH), required=True)
    amount = given.take("amount", positive(money_of(currency or "CNY")), required=True)
    reason = given.take("reason", text_of(MOST_REASON), required=True)
    given.done()
    return Asked(currency, reference, amount, reason)


def ask(*, customer: Customer, asked: Asked, actor: User, channel: Channel) -> Request:
    """Ask for the override. Raises PermissionDenied, Refused ``customer_takes_no_entry``, ``override_needless`` where
    the amount passes now, or ``request_open`` for the document.
    """
    _require(actor, customer)
    with acting(actor=actor, kind="accounts.ask_override", channel=channel, reason=asked.reason, about=customer):
        require_customer_open(lock_customers([customer.pk])[0])
        _require(actor, customer)  # again: it may have waited for a lock
        found = judged(customer, asked.currency, asked.amount)
        if not found.rule:
            raise Refused(refusals.OVERRIDE_NEEDLESS, field="amount")
        figures = {"exposure": format_money(found.standing.exposure), "limit": _limit(found.standing)}
        return approvals.ask(
            kind=KIND,
            target=customer,
            maker=actor,
            payload=asked.as_raw() | figures | {"rules": [str(check.rule) for check in found.failed]},
            fields=[f"override {asked.currency} {asked.reference}"[:64]],
            reason=asked.reason,
            levels=levels_of(
                customer=customer, kind=EntryKind.INVOICE, amount=asked.amount, currency=asked.currency
            ),
        )  # fmt: skip


def _require(actor: User, customer: Customer) -> None:
    for permission in ASKS:
        require(actor, permission, customer)


def _limit(standing: Any) -> str:
    limit = standing.effective_limit
    return "" if limit is None else format_money(limit)


def next_working_day(day: datetime.date) -> datetime.date:
    """The day from Monday to Friday after ``day``."""
    return day + datetime.timedelta(days=7 - day.weekday() if day.weekday() >= FRIDAY else 1)


def _describe(asked: Request, payload: dict[str, Any]) -> Iterable[approvals.Line]:
    currency, labels = payload["currency"], dict(CreditRule.choices)
    amount, exposure = Decimal(payload["amount"]), Decimal(payload["exposure"])
    yield money_line(gettext_lazy("document"), payload["reference"])
    yield money_line(gettext_lazy("at most"), f"{amount:,.2f} {currency}")
    yield money_line(gettext_lazy("what refuses it"), ", ".join(str(labels[rule]) for rule in payload["rules"]))
    if payload["limit"]:
        yield money_line(gettext_lazy("limit when asked for"), f"{Decimal(payload['limit']):,.2f} {currency}")
    yield money_line(gettext_lazy("exposure when asked for"), f"{exposure:,.2f} {currency}")
    yield money_line(gettext_lazy("exposure with it"), f"{exposure + amount:,.2f} {currency}")


def _apply(asked: Request, payload: dict[str, Any], actor: User, channel: Channel) -> None:
    customer = customer_of(asked)
    require_customer_open(customer)
    with acting(
        actor=actor, kind="accounts.agree_override", channel=channel, reason=asked.reason, about=customer,
        approval=asked.pk,
    ) as action:  # fmt: skip
        Override.objects.create(
            request=asked, customer=customer, currency=payload["currency"], rules=payload["rules"],
            reference=payload["reference"], most=Decimal(payload["amount"]), action_id=action,
            last_day=next_working_day(ledger_today()),
        )  # fmt: skip


def register() -> None:
    """Tell the inbox; called in AccountsConfig.ready()."""
    label = gettext_lazy("override of the credit")
    approvals.register(approvals.Kind(KIND, label, DECIDES, customer_of, _describe, _apply, second=DECIDES_SECOND))

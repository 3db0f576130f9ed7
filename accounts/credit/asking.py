"""Asking for another credit mode, limit or a temporary limit: always a request, of one level or two (E4, E7)."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access import approvals
from access.fields import MONEY
from access.models import Request, RequestStatus, User
from access.permissions import require
from access.settings import setting
from accounts import refusals
from accounts.asking.levels import DECIDES, DECIDES_SECOND
from accounts.credit.figures import ZERO, Standing, standings
from accounts.credit.modes import CAPPED, CreditMode
from accounts.credit.settings import ONE_LEVEL_INCREASE
from accounts.credit.writing import locked_account, write_credit
from accounts.drafts import ledger_today
from accounts.locks import lock_customers
from accounts.members import Members, money_of, one_of, positive, read_day, text_of
from accounts.models import Account, Side, TemporaryLimit
from accounts.opening import require_customer_open
from accounts.settings import amount_in
from audit.history import acting
from audit.models import Channel
from audit.refusals import Refused
from customers.models import Customer
from exchange.money import clean_currency, format_money

KIND = "accounts.credit"
MEMBERS = frozenset({"currency", "mode", "limit", "temporary", "reason"})
ASKS = ("customers.change_customer", "accounts.view_money")  # both rights are needed
MOST_DAYS, MOST_REASON = 90, 200
SHARE = Decimal("0.10")  # of the limit, up to which one supervisor raises it


@dataclass(frozen=True)
class Temporary:
    """A temporary limit asked for; both days inclusive."""

    amount: Decimal
    first: datetime.date
    last: datetime.date


@dataclass(frozen=True)
class Terms:
    """What is asked for in one currency; ``limit`` is there where the mode is limited."""

    currency: str
    mode: CreditMode
    limit: Decimal | None
    temporary: Temporary | None = None
    reason: str = ""

    def as_raw(self) -> dict[str, Any]:
        """The members that ``read`` makes these of again: what a request keeps."""
        raw: dict[str, Any] = {"currency": self.currency, "mode": str(self.mode), "reason": self.reason}
        if self.limit is not None:
            raw["limit"] = format_money(self.limit)
        if made := self.temporary:
            raw["temporary"] = {"amount": format_money(made.amount), "from": str(made.first), "to": str(made.last)}
        return raw


def read(raw: Mapping[str, Any]) -> Terms:
    """Return the terms that ``raw`` states. Raises ValidationError keyed by member, Refused ``temporary_too_long``."""
    given = Members(raw, MEMBERS)
    currency = given.take("currency", clean_currency, required=True)
    money = money_of(currency or "CNY")
    mode = given.take("mode", one_of(frozenset(CreditMode), CreditMode), required=True)
    limited = mode == CreditMode.LIMITED
    limit = given.take("limit", _not_negative(money), required=limited)
    temporary = given.take("temporary", lambda part: _read_temporary(part, money))
    reason = given.take("reason", text_of(MOST_REASON), required=True)
    if mode and not limited:
        for name in ("limit", "temporary"):
            if raw.get(name):
                given.refuse(name, ValidationError(_("Only a limited customer has a limit. Leave it out."), "no_limit"))
    given.done()
    return Terms(currency, mode, limit, temporary, reason)


def _not_negative(money: Any) -> Any:
    def clean(text: Any) -> Decimal:
        amount: Decimal = money(text)
        if amount < 0:
            raise ValidationError(_("A limit is not negative."), "negative")
        return amount

    return clean


def _read_temporary(part: Any, money: Any) -> Temporary:
    if not isinstance(part, Mapping):
        raise ValidationError(_("This is an object."), "not_an_object")
    given = Members(part, frozenset({"amount", "from", "to"}), "temporary.")
    amount = given.take("amount", positive(money), required=True)
    first, last = (given.take(name, read_day, required=True) for name in ("from", "to"))
    if first and last and last < first:
        given.refuse("to", ValidationError(_("A temporary limit cannot end before it starts."), "reversed"))
    given.done()
    if (last - first).days >= MOST_DAYS:
        raise Refused(refusals.TEMPORARY_TOO_LONG, field="temporary", days=MOST_DAYS)
    return Temporary(amount, first, last)


def ask(*, customer: Customer, terms: Terms, actor: User, channel: Channel) -> Request:
    """Ask for ``terms``. Raises PermissionDenied, Refused ``customer_takes_no_entry``, ``credit_unchanged`` or
    ``request_open``."""
    _require(actor, customer)
    with acting(actor=actor, kind="accounts.ask_credit", channel=channel, reason=terms.reason, about=customer):
        require_customer_open(lock_customers([customer.pk])[0])
        _require(actor, customer)  # again: it may have waited for a lock
        mode, limit = credit_now(customer, terms.currency)
        if (mode, limit, None) == (terms.mode, terms.limit, terms.temporary):
            raise Refused(refusals.CREDIT_UNCHANGED)
        return approvals.ask(
            kind=KIND,
            target=customer,
            maker=actor,
            payload=terms.as_raw() | {"before": _kept(mode, limit)},
            fields=[f"credit {terms.currency}"],
            reason=terms.reason,
            levels=levels_of(mode, limit, terms, granted_beside(customer, terms)),
        )


def _require(actor: User, customer: Customer) -> None:
    for permission in ASKS:
        require(actor, permission, customer)


def credit_now(customer: Customer, currency: str) -> tuple[CreditMode, Decimal | None]:
    """Mode and approved limit in ``currency``; those a new account would start with where there is none (E4)."""
    accounts = Account.objects.filter(customer=customer, side=Side.RECEIVABLE)
    found = accounts.filter(currency=currency).values_list("credit_mode", "credit_limit").first()
    if found:
        return CreditMode(found[0]), found[1]
    capped = accounts.filter(credit_mode__in=CAPPED).exists()
    return (CreditMode.LIMITED, ZERO) if capped else (CreditMode.UNSET, None)


def _kept(mode: CreditMode, limit: Decimal | None) -> dict[str, str]:
    return {"mode": str(mode), "limit": "" if limit is None else format_money(limit)}


def granted_beside(customer: Customer, terms: Terms) -> Decimal:
    """The temporary limits granted already that count together with what is asked for."""
    found = TemporaryLimit.objects.filter(account__customer=customer, account__currency=terms.currency)
    if made := terms.temporary:
        found = found.filter(first_day__lte=made.last, last_day__gte=made.first)
    else:
        found = found.filter(last_day__gte=ledger_today())
    return found.aggregate(sum=Sum("amount"))["sum"] or ZERO


def levels_of(mode: CreditMode, limit: Decimal | None, terms: Terms, beside: Decimal) -> int:
    """How many people decide: two where it rises by much, from nothing, or to no limit at all (E7).

    ``limit`` is the one approved now; ``beside`` are temporary limits, which count with the limit.
    """
    if terms.mode == CreditMode.CASH_ONLY or terms.mode == mode != CreditMode.LIMITED:
        return 1
    if terms.mode == CreditMode.UNLIMITED:
        return 2
    if terms.mode == CreditMode.UNSET:
        return 2 if mode in CAPPED else 1
    if mode != CreditMode.LIMITED:
        return 1 if mode == CreditMode.UNLIMITED else 2
    before, after = limit or ZERO, terms.limit or ZERO
    if after <= before and not terms.temporary:
        return 1
    increase = after + (terms.temporary.amount if terms.temporary else ZERO) + beside - before
    most = min(SHARE * before, amount_in(setting(ONE_LEVEL_INCREASE), terms.currency))
    return 1 if increase <= most else 2


def _find(asked: Request) -> Customer:
    return lock_customers([asked.target_id])[0]


def _describe(asked: Request, payload: dict[str, Any]) -> Iterable[approvals.Line]:
    before, currency = payload["before"], payload["currency"]
    labels = dict(CreditMode.choices)
    yield approvals.Line(gettext_lazy("currency"), currency, currency, MONEY)
    yield approvals.Line(gettext_lazy("credit mode"), str(labels[before["mode"]]), str(labels[payload["mode"]]), MONEY)
    yield approvals.Line(
        gettext_lazy("credit limit"), _grouped(before["limit"]), _grouped(payload.get("limit", "")), MONEY
    )
    if made := payload.get("temporary"):
        words = f"{_grouped(made['amount'])}, {made['from']} – {made['to']}"
        yield approvals.Line(gettext_lazy("temporary limit"), "", words, MONEY)
    if asked.status == RequestStatus.PENDING:
        yield from _standing_lines(asked, payload)


def _standing_lines(asked: Request, payload: dict[str, Any]) -> Iterable[approvals.Line]:
    """Where the customer stands while it waits, and what would be left once it is agreed."""
    today, currency = ledger_today(), payload["currency"]
    now = standings([asked.target_id], currency, today, today=today)[asked.target_id]
    then = now.under(CreditMode(payload["mode"]), Decimal(payload["limit"]) if payload.get("limit") else None)
    made = payload.get("temporary")
    if made and made["from"] <= str(today) <= made["to"]:
        then = replace(then, temporary=then.temporary + Decimal(made["amount"]))
    exposure = _grouped(now.exposure)
    yield approvals.Line(gettext_lazy("exposure"), exposure, exposure, MONEY)
    yield approvals.Line(gettext_lazy("available credit"), _left(now), _left(then), MONEY)


def _left(standing: Standing) -> str:
    """What is left, in words where nothing limits."""
    return str(standing.mode.label) if standing.available is None else _grouped(standing.available)


def _grouped(amount: Decimal | str) -> str:
    return f"{Decimal(amount):,.2f}" if amount != "" else ""


def _apply(asked: Request, payload: dict[str, Any], actor: User, channel: Channel) -> None:
    customer, before = Customer.objects.get(pk=asked.target_id), payload.pop("before")
    terms = read(payload)
    if _kept(*credit_now(customer, terms.currency)) != before:
        raise Refused(approvals.STALE)
    with acting(
        actor=actor, kind="accounts.change_credit", channel=channel, reason=asked.reason, about=customer,
        approval=asked.pk,
    ) as action:  # fmt: skip
        account = locked_account(customer, terms.currency)
        write_credit(account, terms.mode, terms.limit)
        if made := terms.temporary:
            TemporaryLimit.objects.create(
                account=account, amount=made.amount, first_day=made.first, last_day=made.last, request=asked,
                action_id=action,
            )  # fmt: skip


def register() -> None:
    """Tell the inbox; called in AccountsConfig.ready()."""
    label = gettext_lazy("credit agreement")
    approvals.register(approvals.Kind(KIND, label, DECIDES, _find, _describe, _apply, second=DECIDES_SECOND))

"""Reserving credit for what is not invoiced yet, releasing it, and invoicing it (E4)."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from access.models import User
from access.permissions import require
from accounts import refusals
from accounts.credit.ceiling import judged
from accounts.drafts import ledger_today
from accounts.locks import lock_customers
from accounts.members import Members, money_of, positive, read_day, text_of
from accounts.models import Commitment, CommitmentRelease
from audit.history import acting
from audit.models import Channel
from audit.refusals import Refused
from customers.models import Customer, Status
from exchange.money import clean_currency

MEMBERS = frozenset({"currency", "amount", "external_id", "expires_on"})
RIGHT = "accounts.post_invoice"
MOST_NAME = 64


@dataclass(frozen=True)
class Reservation:
    """What is to be reserved; ``expires_on`` is its last day."""

    currency: str
    amount: Decimal
    external_id: str
    expires_on: datetime.date


def read(raw: Mapping[str, Any]) -> Reservation:
    """Return the reservation ``raw`` states. Raises ValidationError keyed by member, Refused ``commitment_over`` for
    a last day that is past."""
    given = Members(raw, MEMBERS)
    currency = given.take("currency", clean_currency, required=True)
    amount = given.take("amount", positive(money_of(currency or "CNY")), required=True)
    external_id = given.take("external_id", text_of(MOST_NAME), required=True)
    expires_on = given.take("expires_on", read_day, required=True)
    given.done()
    if expires_on < ledger_today():
        raise Refused(refusals.COMMITMENT_EXPIRED, field="expires_on", name=external_id, day=expires_on)
    return Reservation(currency, amount, external_id, expires_on)


def reserve(*, customer: Customer, wanted: Reservation, actor: User, channel: Channel) -> Commitment:
    """Reserve credit. Raises PermissionDenied, Refused ``customer_frozen`` (E1), ``commitment_exists`` or
    ``credit_refused`` where E + X is above the limit.
    """
    require(actor, RIGHT, customer)
    with acting(actor=actor, kind="accounts.reserve", channel=channel, about=customer) as action:
        locked = lock_customers([customer.pk])[0]
        require(actor, RIGHT, customer)  # again: it may have waited for a lock
        if locked.status != Status.ACTIVE:
            raise Refused(refusals.CUSTOMER_FROZEN, status=locked.get_status_display())
        if Commitment.objects.filter(customer=customer, external_id=wanted.external_id).exists():
            raise Refused(refusals.COMMITMENT_EXISTS, field="external_id", name=wanted.external_id)
        found = judged(customer, wanted.currency, wanted.amount)
        if found.rule:
            raise found.refusal()
        return Commitment.objects.create(
            customer=customer, currency=wanted.currency, amount=wanted.amount, external_id=wanted.external_id,
            expires_on=wanted.expires_on, action_id=action,
        )  # fmt: skip


def release(*, commitment: Commitment, actor: User, channel: Channel) -> None:
    """Give free what is left of ``commitment``. Raises PermissionDenied, Refused ``commitment_released``."""
    customer = commitment.customer
    require(actor, RIGHT, customer)
    with acting(actor=actor, kind="accounts.release", channel=channel, about=customer) as action:
        lock_customers([customer.pk])
        require(actor, RIGHT, customer)  # again: it may have waited for a lock
        if CommitmentRelease.objects.filter(commitment=commitment).exists():
            raise Refused(refusals.COMMITMENT_RELEASED, name=commitment.external_id)
        CommitmentRelease.objects.create(commitment=commitment, action_id=action)


def state_of(commitment: Any, today: datetime.date) -> str:
    """Where a commitment read ``with_consumed`` stands: ``released``, ``consumed``, ``expired`` or ``open``."""
    if hasattr(commitment, "release"):
        return "released"
    if commitment.consumed >= commitment.amount:
        return "consumed"
    return "expired" if commitment.expires_on < today else "open"

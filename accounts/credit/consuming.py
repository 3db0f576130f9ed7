"""Invoicing a commitment: what of it an entry consumes, so that it is not counted twice (E4)."""

from decimal import Decimal

from accounts import refusals
from accounts.drafts import ledger_today
from accounts.models import Commitment, CommitmentRelease, CommitmentUse
from audit.refusals import Refused
from customers.models import Customer


def consumed_of(customer: Customer, key: int, *, currency: str, amount: Decimal) -> Decimal:
    """What a debit of ``amount`` consumes of the commitment: at most what is left. Under the customer's lock.

    Raises Refused ``commitment_unknown``, ``commitment_released``, ``commitment_expired``, ``commitment_consumed`` or
    ``commitment_other_currency``.
    """
    found = Commitment.objects.filter(customer=customer, pk=key).with_consumed().first()
    if found is None:
        raise Refused(refusals.COMMITMENT_UNKNOWN, field="commitment")
    name = found.external_id
    if CommitmentRelease.objects.filter(commitment=found).exists():
        raise Refused(refusals.COMMITMENT_RELEASED, field="commitment", name=name)
    if found.currency != currency:
        raise Refused(refusals.COMMITMENT_OTHER_CURRENCY, field="commitment", name=name, currency=found.currency)
    if found.expires_on < ledger_today():
        raise Refused(refusals.COMMITMENT_EXPIRED, field="commitment", name=name, day=found.expires_on)
    left: Decimal = found.amount - found.consumed  # type: ignore[attr-defined]  # annotated
    if left <= 0:
        raise Refused(refusals.COMMITMENT_CONSUMED, field="commitment", name=name)
    return min(left, amount)


def keep(commitment: int, *, entry: int, amount: Decimal) -> None:
    """Write that ``entry`` consumed ``amount`` of it."""
    CommitmentUse.objects.create(commitment_id=commitment, entry_id=entry, amount=amount)

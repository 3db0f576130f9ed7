"""What was verified holds no longer once it changed; called by every operation that changes a verified member."""

from collections.abc import Iterable

from django.utils import timezone

from customers.models import Customer, Fact, Verification


def lapse(customer: Customer, changed: Iterable[str]) -> None:
    """End what was verified of the ``changed`` members, inside the caller's ``acting``."""
    facts = set(changed) & set(Fact.values)
    if facts:
        standing = Verification.objects.filter(customer=customer, fact__in=facts, lapsed_at=None)
        standing.update(lapsed_at=timezone.now())

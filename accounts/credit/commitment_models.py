"""Commitments: what was promised to be supplied and is not invoiced yet, U of the exposure (E4)."""

import datetime
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from access.fields import MONEY
from accounts.querysets import LedgerQuerySet
from audit.models import AppendOnly
from customers.models import Customer

ZERO = Decimal("0.00")


class CommitmentQuerySet(LedgerQuerySet):
    """Commitments."""

    path = "customer__"

    def with_consumed(self) -> Self:
        """Each with ``consumed``: what unreversed entries invoiced of it."""
        unreversed = Q(uses__entry__reversed_by=None)
        return self.annotate(consumed=Coalesce(Sum("uses__amount", filter=unreversed), ZERO))

    def live(self, day: datetime.date) -> Self:
        """Those neither released nor over on ``day``, of which something is left; each with ``consumed``."""
        kept = self.filter(release=None, expires_on__gte=day)
        return kept.with_consumed().filter(consumed__lt=F("amount"))


class Commitment(AppendOnly):
    """An amount reserved of a customer's credit in one currency, until ``expires_on`` inclusive.

    ``external_id`` is what the system that reserved it calls it, once per customer. Its release and its uses are rows
    of their own.
    """

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", db_index=False)
    currency = models.CharField(max_length=3)
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    external_id = models.CharField(max_length=64)
    expires_on = models.DateField()
    action_id = models.BigIntegerField()
    objects = CommitmentQuerySet.as_manager()

    field_classes = dict.fromkeys(("currency", "amount", "external_id", "expires_on"), MONEY)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="commitment_is_of_an_amount", condition=Q(amount__gt=0)),
            models.UniqueConstraint(fields=["customer", "external_id"], name="commitment_once"),
        ]

    def __str__(self) -> str:
        return f"{self.external_id} {self.amount} {self.currency}"

    def guarded_by(self) -> Customer:
        return self.customer


class CommitmentRelease(AppendOnly):
    """That a commitment is no longer wanted: the rest of it is free again."""

    commitment = models.OneToOneField(Commitment, models.PROTECT, primary_key=True, related_name="release")
    action_id = models.BigIntegerField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.commitment_id)


class CommitmentUse(AppendOnly):
    """What of a commitment an entry invoiced. Reversed, the entry gives it back."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="uses")
    entry = models.OneToOneField("accounts.Entry", models.PROTECT, related_name="commitment_use")
    amount = models.DecimalField(max_digits=18, decimal_places=2)

    field_classes = {"amount": MONEY}

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(name="commitment_use_is_of_an_amount", condition=Q(amount__gt=0))]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.amount}"

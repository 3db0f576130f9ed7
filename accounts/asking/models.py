"""What waits for approval, as far as exposure and the closing of a period need to know it."""

from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Sum
from django.utils import timezone

from access.fields import MONEY
from accounts.choices import EntryKind, Side
from accounts.querysets import LedgerQuerySet
from audit.models import AppendOnly
from customers.models import Customer


class PendingEntryQuerySet(LedgerQuerySet):
    """Entries asked for."""

    path = "customer__"

    def waiting(self) -> Self:
        """Those whose request is still undecided."""
        return self.filter(request__status="pending", request__expires_at__gt=timezone.now())

    def debits(self) -> Decimal:
        """P of the exposure: the sum of what would raise the balance (E4)."""
        found: Decimal | None = self.filter(effect__gt=0).aggregate(sum=Sum("effect"))["sum"]
        return found or Decimal("0.00")


class PendingEntry(AppendOnly):
    """An entry that was asked for: what it would post, and when. Its request says whether it still waits.

    ``effect`` is signed like an entry's. What it says in words is in the request's payload alone.
    """

    request = models.ForeignKey("access.Request", models.PROTECT, related_name="pending_entries")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="pending_entries")
    side = models.CharField(max_length=10, choices=Side)
    currency = models.CharField(max_length=3)
    kind = models.CharField(max_length=20, choices=EntryKind)
    effect = models.DecimalField(max_digits=18, decimal_places=2)
    posting_date = models.DateField()
    objects = PendingEntryQuerySet.as_manager()

    field_classes = dict.fromkeys(("side", "currency", "kind", "effect", "posting_date"), MONEY)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.kind} {self.effect}"

    def guarded_by(self) -> Customer:
        return self.customer

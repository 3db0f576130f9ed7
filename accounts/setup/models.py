"""What the old books end with, and the open documents that make it up, until they are posted (E15)."""

import uuid
from decimal import Decimal
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from access.fields import MONEY, may_see
from accounts.choices import Side
from accounts.querysets import LedgerQuerySet
from audit.history import Recorded
from customers.models import Customer


class ControlTotalQuerySet(models.QuerySet):
    """Control totals: for who may see money."""

    def visible_to(self, user: Any) -> Self:
        """The totals ``user`` may see."""
        return self if may_see(user, MONEY) else self.none()


class ControlTotal(models.Model):
    """What the old books of a side and currency show at the end of ``day``, typed before the items are.

    ``documents`` is the sum of what raises the balance, ``advances`` of what lowers it; both are positive.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    side = models.CharField(_("side"), max_length=10, choices=Side)
    currency = models.CharField(_("currency"), max_length=3)
    day = models.DateField(_("day"))
    documents = models.DecimalField(_("open documents"), max_digits=18, decimal_places=2)
    advances = models.DecimalField(_("advances"), max_digits=18, decimal_places=2)
    history = Recorded()
    objects = ControlTotalQuerySet.as_manager()

    field_classes = dict.fromkeys(("side", "currency", "day", "documents", "advances"), MONEY)
    portfolio_id = None  # the books are the legal entity's: the role alone decides

    class Meta:
        verbose_name = _("control total")
        verbose_name_plural = _("control totals")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["side", "currency"], name="control_total_once"),
            models.CheckConstraint(name="control_total_not_negative", condition=Q(documents__gte=0, advances__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()} {self.currency}"

    def get_absolute_url(self) -> str:
        return reverse("accounts:setup")

    def guarded_by(self) -> None:
        """Nothing: the role alone decides."""


class OpeningItemQuerySet(LedgerQuerySet):
    """Opening items that are listed and not posted yet."""

    path = "customer__"


class OpeningItem(models.Model):
    """One open document of the old books, listed until its side and currency are posted; then it is an entry.

    ``amount`` is signed like an entry's effect: what a customer paid ahead is negative.
    """

    total = models.ForeignKey(ControlTotal, models.PROTECT, related_name="items")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="opening_items")
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2)
    document_date = models.DateField(_("document date"))
    due_date = models.DateField(_("due date"), null=True)
    reference = models.CharField(_("reference"), max_length=64, blank=True)
    memo = models.CharField(_("memo"), max_length=200, blank=True)
    history = Recorded(within="customer")
    objects = OpeningItemQuerySet.as_manager()

    field_classes = dict.fromkeys(("total", "amount", "document_date", "due_date", "reference", "memo"), MONEY)

    class Meta:
        verbose_name = _("opening item")
        verbose_name_plural = _("opening items")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="opening_item_has_amount", condition=~Q(amount=Decimal(0))),
            models.UniqueConstraint(
                fields=["total", "customer", "reference"], name="opening_item_once", condition=~Q(reference="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference or self.document_date} {self.amount}"

    def guarded_by(self) -> Customer:
        return self.customer

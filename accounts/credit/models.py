"""Temporary limits: what is granted beside the approved limit for some days (E4)."""

from django.db import models
from django.db.models import F, Q

from access.fields import MONEY
from accounts.querysets import LedgerQuerySet
from audit.models import AppendOnly
from customers.models import Customer


class TemporaryLimitQuerySet(LedgerQuerySet):
    """Temporary limits."""

    path = "account__customer__"


class TemporaryLimit(AppendOnly):
    """A dated rise of an account's credit limit, in the account's currency; both days inclusive (E4)."""

    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="temporary_limits")
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    first_day = models.DateField()
    last_day = models.DateField()
    request = models.ForeignKey("access.Request", models.PROTECT, null=True, related_name="+")
    action_id = models.BigIntegerField()
    objects = TemporaryLimitQuerySet.as_manager()

    field_classes = dict.fromkeys(("amount", "first_day", "last_day"), MONEY)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="temporary_limit_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="temporary_limit_ends_after_it_starts", condition=Q(last_day__gte=F("first_day"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.first_day} {self.last_day}"

    def guarded_by(self) -> Customer:
        return self.account.customer

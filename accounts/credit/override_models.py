"""Overrides: a debit above the credit that is let pass once, and the figures it passed with (E4)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from access.fields import MONEY
from accounts.credit.modes import CreditRule
from accounts.querysets import LedgerQuerySet
from audit.models import AppendOnly
from customers.models import Customer


class OverrideQuerySet(LedgerQuerySet):
    """Overrides that were agreed."""

    path = "customer__"


class Override(AppendOnly):
    """A debit agreed above the credit: one document, at most ``most`` in ``currency``, until ``last_day`` inclusive."""

    request = models.OneToOneField("access.Request", models.PROTECT, primary_key=True, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    rules = ArrayField(models.CharField(max_length=10, choices=CreditRule))
    reference = models.CharField(max_length=64)
    most = models.DecimalField(max_digits=18, decimal_places=2)
    last_day = models.DateField()
    action_id = models.BigIntegerField()
    objects = OverrideQuerySet.as_manager()

    field_classes = dict.fromkeys(("currency", "rules", "reference", "most", "last_day"), MONEY)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="override_is_of_an_amount", condition=Q(most__gt=0)),
            models.CheckConstraint(name="override_is_of_a_document", condition=~Q(reference="")),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.most} {self.currency}"

    def guarded_by(self) -> Customer:
        return self.customer


class OverrideUse(AppendOnly):
    """The entry that an override let pass, with the figures of that moment: E4's letters, in the currency.

    ``effective_limit`` is None where no credit was set. The entry's amount is X.
    """

    override = models.OneToOneField(Override, models.PROTECT, primary_key=True, related_name="use")
    entry = models.OneToOneField("accounts.Entry", models.PROTECT, related_name="override_use")
    rule = models.CharField(max_length=10, choices=CreditRule)
    balance = models.DecimalField(max_digits=18, decimal_places=2)
    pending = models.DecimalField(max_digits=18, decimal_places=2)
    commitments = models.DecimalField(max_digits=18, decimal_places=2)
    uncleared = models.DecimalField(max_digits=18, decimal_places=2)
    effective_limit = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    amount = models.DecimalField(max_digits=18, decimal_places=2)

    field_classes = dict.fromkeys(
        ("rule", "balance", "pending", "commitments", "uncleared", "effective_limit", "amount"), MONEY
    )

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.entry_id} {self.amount}"

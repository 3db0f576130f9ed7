"""A comparison of a customer's own ledger with ours, kept as it came out (E8)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from access.encryption import EncryptedField
from access.fields import MONEY
from accounts.querysets import EntryQuerySet
from audit.models import AppendOnly
from customers.models import Customer


class LedgerComparison(AppendOnly):
    """How the lines of a customer's file and the account's of ``first_day`` to ``last_day`` go together.

    Counts are lines; a pair counts once. ``lines`` are the compared lines (accounts/statements/comparing/matching.py),
    under the customer's key; ``file_sha256`` is of the file as it was brought.
    """

    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="comparisons")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", db_index=False)
    first_day = models.DateField()
    last_day = models.DateField()
    matched = models.PositiveIntegerField()
    differs = models.PositiveIntegerField()
    only_ours = models.PositiveIntegerField()
    only_theirs = models.PositiveIntegerField()
    lines = EncryptedField()
    file_sha256 = models.CharField(max_length=64)
    action_id = models.BigIntegerField()
    compared_at = models.DateTimeField(auto_now_add=True)
    objects = EntryQuerySet.as_manager()

    field_classes = dict.fromkeys(
        ("first_day", "last_day", "matched", "differs", "only_ours", "only_theirs", "file_sha256"), MONEY
    )
    key_owner_field, bound_by = "customer_id", "action_id"

    class Meta:
        verbose_name = _("comparison of ledgers")
        verbose_name_plural = _("comparisons of ledgers")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="comparison_days_in_order", condition=Q(first_day__lte=F("last_day")))
        ]
        indexes = [models.Index(fields=["account", "-id"], name="comparison_of_account")]

    def __str__(self) -> str:
        return f"{self.first_day} – {self.last_day}"

    def guarded_by(self) -> Customer:
        return self.customer

"""A customer's answer to a statement, written once; a later one replaces it, and the earlier stays to be read (E8)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from access.encryption import EncryptedField
from access.fields import MONEY
from accounts.querysets import StatementPartQuerySet
from audit.models import AppendOnly
from customers.models import Customer


class StatementAnswer(AppendOnly):
    """What the customer said of a statement on ``answered_on``: that it agrees, or which balance its own books have.

    Amounts are in the account's currency, with our signs: what is owed to us on a receivable is positive. ``ours`` is
    the statement's closing balance. ``said`` holds who answered, remark and lines (accounts/statements/answers/
    draft.py), under the customer's key.
    """

    statement = models.ForeignKey("accounts.Statement", models.PROTECT, related_name="answers")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", db_index=False)
    agreed = models.BooleanField()
    answered_on = models.DateField()
    ours = models.DecimalField(max_digits=18, decimal_places=2)
    theirs = models.DecimalField(max_digits=18, decimal_places=2)
    said = EncryptedField()
    action_id = models.BigIntegerField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    objects = StatementPartQuerySet.as_manager()

    field_classes = dict.fromkeys(("agreed", "answered_on", "ours", "theirs"), MONEY)
    key_owner_field, bound_by = "customer_id", "action_id"

    class Meta:
        verbose_name = _("answer to a statement")
        verbose_name_plural = _("answers to statements")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="answer_agreed_has_our_balance", condition=Q(agreed=False) | Q(theirs=F("ours"))
            )
        ]
        indexes = [models.Index(fields=["statement", "-id"], name="answer_of_statement")]

    def __str__(self) -> str:
        return str(_("agrees")) if self.agreed else str(_("does not agree"))

    def guarded_by(self) -> Customer:
        return self.customer

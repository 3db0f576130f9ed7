"""Statements as they were issued: what they said, and the printed bytes under the customer's key (E8)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from access.encryption import EncryptedField
from access.fields import MONEY
from accounts.querysets import EntryQuerySet
from audit.models import AppendOnly
from customers.models import Customer


class Statement(AppendOnly):
    """A statement that was issued, from ``first_day`` to ``last_day``, both inclusive.

    ``number`` is gapless within the account. ``last_entry`` is the number of the account's last entry at that time, so
    that later entries into the period can be told. ``sha256`` is of the printed bytes, ``code`` is printed on them;
    ``figures_sha256`` is of the kept figures, "" where none were kept.
    """

    account = models.ForeignKey(
        "accounts.Account", models.PROTECT, related_name="statements", verbose_name=_("account")
    )
    number = models.PositiveIntegerField(_("number"))
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("to"))
    opening = models.DecimalField(_("balance at its start"), max_digits=18, decimal_places=2)
    closing = models.DecimalField(_("balance at its end"), max_digits=18, decimal_places=2)
    last_entry = models.BigIntegerField(_("last entry then"))
    code = models.CharField(_("verification code"), max_length=14)
    sha256 = models.CharField("SHA-256", max_length=64)
    figures_sha256 = models.CharField(max_length=64, default="")
    action_id = models.BigIntegerField(db_index=True)
    issued_at = models.DateTimeField(_("issued at"), auto_now_add=True)
    objects = EntryQuerySet.as_manager()

    field_classes = dict.fromkeys(("number", "first_day", "last_day", "opening", "closing", "last_entry"), MONEY)

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["account", "number"], name="statement_number_once"),
            models.CheckConstraint(name="statement_days_in_order", condition=Q(first_day__lte=F("last_day"))),
        ]
        indexes = [models.Index(fields=["account", "last_day"], name="statement_by_day")]

    def __str__(self) -> str:
        return f"{self.account.prefix}-S{self.number}"

    def guarded_by(self) -> Customer:
        return self.account.customer


class StatementPrint(models.Model):
    """The printed bytes of a statement and its figures (accounts/statements/kept.py), encrypted, never in history.

    The statement's SHA-256 of each tells of any change.
    """

    statement = models.OneToOneField(Statement, models.PROTECT, related_name="printed")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", db_index=False)
    content = EncryptedField()
    figures = EncryptedField(null=True)

    key_owner_field, bound_by = "customer_id", "statement_id"

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.statement_id)

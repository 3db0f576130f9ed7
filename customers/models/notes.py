"""What people heard and said about a customer, and what of its record somebody checked (S20, S47)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from access.encryption import EncryptedField
from access.fields import CONTACT
from audit.history import Recorded
from customers.models.customer import Customer
from customers.models.parts import CustomerPart
from customers.querysets import CustomerPartQuerySet


class NoteKind(models.TextChoices):
    """What a note is about."""

    CALL = "call", _("call")
    VISIT = "visit", _("visit")
    NEED = "need", _("need")
    COMPLAINT = "complaint", _("complaint")
    OTHER = "other", _("other remark")


class Note(CustomerPart):
    """A note in the customer's journal: of ``day``, by ``author``; one that is struck out stays readable."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="notes")
    kind = models.CharField(_("kind of note"), max_length=9, choices=NoteKind, default=NoteKind.CALL)
    day = models.DateField(_("day"))
    text = EncryptedField(verbose_name=_("text"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    written_at = models.DateTimeField(_("written at"), auto_now_add=True)
    struck_at = models.DateTimeField(_("struck out at"), null=True)
    history = Recorded(within="customer")
    objects = CustomerPartQuerySet.as_manager()

    field_classes = {"text": CONTACT}
    never_deleted = True

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.get_kind_display())


class Fact(models.TextChoices):
    """What of a record can be verified; the values are member names."""

    NAME = "name", _("legal name")
    TAX_ID = "tax_id", _("tax id or id number")
    BANK_ACCOUNTS = "bank_accounts", _("bank accounts")


class VerificationWay(models.TextChoices):
    """How a fact was verified."""

    LICENCE = "licence", _("licence seen")
    REGISTER = "register", _("checked in the public register")
    VISIT = "visit", _("visit")
    CALL = "call", _("call back")
    OTHER = "other", _("another way")


class Verification(CustomerPart):
    """One fact of a customer that somebody verified, the latest time; ``lapsed_at``: the fact changed since."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="verifications")
    fact = models.CharField(_("fact"), max_length=13, choices=Fact)
    way = models.CharField(_("how"), max_length=8, choices=VerificationWay)
    remark = models.CharField(_("remark"), max_length=500, blank=True)
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    verified_at = models.DateTimeField(_("verified at"))
    lapsed_at = models.DateTimeField(_("lapsed at"), null=True)
    history = Recorded(within="customer")
    objects = CustomerPartQuerySet.as_manager()

    never_deleted = True

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["customer", "fact"], name="verification_once")]

    def __str__(self) -> str:
        return str(self.get_fact_display())

"""What the file of a customer holds beside the record: other names and numbers it is known by."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from access.encryption import EncryptedField
from access.fields import IDENTITY
from audit.history import Recorded
from customers.models.customer import Customer
from customers.models.parts import CustomerPart
from customers.querysets import CustomerPartQuerySet


class FormerName(CustomerPart):
    """A name the customer had from ``valid_from`` (null: from the beginning) until ``valid_to``."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="former_names")
    name = EncryptedField(verbose_name=_("former name"))
    valid_from = models.DateField(_("from"), null=True)
    valid_to = models.DateField(_("until"), null=True)
    position = models.PositiveSmallIntegerField(default=0)
    history = Recorded(within="customer")
    objects = CustomerPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("former name")
        verbose_name_plural = _("former names")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="former_name_ends_after_it_starts",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            )
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class IdentifierType(models.TextChoices):
    """What a further number of a customer is: the first four of a firm, the next three of a person."""

    TAX = "tax", _("tax number")
    VAT = "vat", _("VAT number")
    REGISTRATION = "registration", _("registration number")
    LICENCE = "licence", _("licence number")
    RESIDENT = "resident", _("identity card")
    PASSPORT = "passport", _("passport")
    PERMIT = "permit", _("residence or travel permit")
    OTHER = "other", _("other number")


class Identifier(CustomerPart):
    """A further number of the customer, given by ``country`` (ISO 3166-1 alpha-2); valid up to and with ``valid_to``.

    Its USCC or own id number is on the customer itself. Always encrypted; which ones are shown masked says
    customers/dossier/numbers.py.
    """

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="identifiers")
    type = models.CharField(_("kind of number"), max_length=12, choices=IdentifierType)
    country = models.CharField(_("country"), max_length=2, default="CN")
    number = EncryptedField(verbose_name=_("document number"))
    valid_from = models.DateField(_("valid from"), null=True)
    valid_to = models.DateField(_("valid to"), null=True)
    position = models.PositiveSmallIntegerField(default=0)
    history = Recorded(within="customer")
    objects = CustomerPartQuerySet.as_manager()

    field_classes = {"number": IDENTITY}

    class Meta:
        verbose_name = _("further number")
        verbose_name_plural = _("further numbers")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="identifier_ends_after_it_starts",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            )
        ]

    def __str__(self) -> str:
        return self.get_type_display()


class ExternalCode(CustomerPart):
    """What another system calls the customer; one code of one system means one customer."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="external_codes")
    system = models.CharField(_("system"), max_length=32)
    code = models.CharField(_("code there"), max_length=100)
    position = models.PositiveSmallIntegerField(default=0)
    history = Recorded(within="customer")
    objects = CustomerPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("external code")
        verbose_name_plural = _("external codes")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["system", "code"], name="external_code_once")]

    def __str__(self) -> str:
        return f"{self.system}: {self.code}"

"""What belongs to a customer; personal and bank data is encrypted under its key."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from access.encryption import EncryptedField
from access.fields import BANK, CONTACT
from audit.history import Recorded
from categories.models import Category, Dimension
from customers.models.customer import Customer
from customers.querysets import CustomerPartQuerySet


class CustomerPart(models.Model):
    """A row that belongs to a customer, is guarded by it and encrypted under its key."""

    key_owner_field = "customer_id"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="%(class)ss")

    class Meta:
        abstract = True

    def guarded_by(self) -> Customer:
        return self.customer


class ContactRole(models.TextChoices):
    """What a person at the customer's is responsible for."""

    MANAGEMENT = "management", _("management")
    FINANCE = "finance", _("finance")
    PURCHASING = "purchasing", _("purchasing")
    SALES = "sales", _("sales")
    LEGAL = "legal", _("legal matters")
    LOGISTICS = "logistics", _("logistics")
    TECHNICAL = "technical", _("technical matters")
    OTHER = "other", _("other matters")


class Contact(CustomerPart):
    """A person to talk to; phone and mobile in E.164."""

    name = EncryptedField(null=True, verbose_name=_("name"))
    phone = EncryptedField(null=True, verbose_name=_("phone"))
    mobile = EncryptedField(null=True, verbose_name=_("mobile"))
    email = EncryptedField(null=True, verbose_name=_("e-mail"))
    role = models.CharField(_("responsible for"), max_length=12, choices=ContactRole, blank=True)
    is_primary = models.BooleanField(_("primary"), default=False)
    position = models.PositiveSmallIntegerField(default=0)
    history = Recorded(within="customer")
    objects = CustomerPartQuerySet.as_manager()

    field_classes = {"name": CONTACT, "phone": CONTACT, "mobile": CONTACT, "email": CONTACT, "role": CONTACT}

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["customer"], condition=Q(is_primary=True), name="one_primary_contact")
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class AddressKind(models.TextChoices):
    """What an address is for."""

    REGISTERED = "registered", _("registered")
    BILLING = "billing", _("billing")
    SHIPPING = "shipping", _("shipping")


class Address(CustomerPart):
    """An address; the line below the city is encrypted. ``country`` by ISO 3166-1 alpha-2."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="addresses")
    kind = models.CharField(_("kind"), max_length=10, choices=AddressKind, default=AddressKind.REGISTERED)
    country = models.CharField(_("country"), max_length=2, default="CN")
    province = models.CharField(_("province"), max_length=50, blank=True)
    city = models.CharField(_("city"), max_length=50, blank=True)
    line = EncryptedField(null=True, verbose_name=_("address"))
    position = models.PositiveSmallIntegerField(default=0)
    history = Recorded(within="customer")
    objects = CustomerPartQuerySet.as_manager()

    field_classes = {"line": CONTACT}

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.province}{self.city}"


class BankAccount(CustomerPart):
    """A bank account of the customer; set or changed only by an approved request (E7)."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="bank_accounts")
    bank = models.CharField(_("bank"), max_length=100, blank=True)
    holder = EncryptedField(null=True, verbose_name=_("account holder"))
    number = EncryptedField(verbose_name=_("account number"))
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    position = models.PositiveSmallIntegerField(default=0)
    history = Recorded(within="customer")
    objects = CustomerPartQuerySet.as_manager()

    field_classes = {"bank": BANK, "holder": BANK, "number": BANK, "currency": BANK}

    class Meta:
        verbose_name = _("bank account")
        verbose_name_plural = _("bank accounts")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class Classification(models.Model):
    """A customer's category in a dimension, from ``valid_from`` (null: always) up to before ``valid_to`` (E9)."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="classifications")
    dimension = models.ForeignKey(Dimension, models.PROTECT, related_name="+")
    category = models.ForeignKey(Category, models.PROTECT, related_name="classifications")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    history = Recorded(within="customer")
    objects = CustomerPartQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="classification_ends_after_it_starts",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
            ),
            models.UniqueConstraint(
                name="classification_once", fields=["customer", "category"], condition=Q(valid_to=None)
            ),
        ]

    def __str__(self) -> str:
        return str(self.category)

    def guarded_by(self) -> Customer:
        return self.customer

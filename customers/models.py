"""Customers and what belongs to them. Personal and bank data is encrypted under the customer's key."""

import uuid
from typing import Any, NoReturn

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from access.encryption import EncryptedField
from access.fields import BANK, BUSINESS, CONTACT, IDENTITY
from access.models import GroupGrant, Portfolio, UserGrant
from audit.history import Recorded
from audit.models import AppendOnly
from audit.refusals import Refused
from categories.models import Category, Dimension
from customers.querysets import CustomerPartQuerySet, CustomerQuerySet
from customers.refusals import DELETION_NEEDS_REQUEST


class Status(models.TextChoices):
    """Where a customer stands in its life (E5); the arrows between are in lifecycle.py."""

    DRAFT = "draft", _("draft")
    PENDING = "pending", _("waiting for approval")
    ACTIVE = "active", _("active")
    FROZEN = "frozen", _("frozen")
    INACTIVE = "inactive", _("inactive")
    CLOSING = "closing", _("closing")
    CLOSED = "closed", _("closed")
    DELETED = "deleted", _("deleted")


class CustomerKind(models.TextChoices):
    """A firm or a person."""

    ORGANISATION = "organisation", _("organisation")
    INDIVIDUAL = "individual", _("individual")


ORDERS = {"code": ("code",), "name": ("name", "code"), "updated": ("-updated_at", "code")}


class Customer(models.Model):
    """A customer: the one master record.

    ``name``, ``short_name`` and ``mnemonic`` are live and never in history; their encrypted twins are what history
    carries, since a person's name must be erasable. ``tax_id`` is an organisation's USCC, which is public; a person's
    id number is in ``id_number`` only. ``terms`` in the form of customers/terms.py. ``version`` counts every change of
    the record or its parts.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(_("code"), max_length=32, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=CustomerKind, default=CustomerKind.ORGANISATION)
    name = models.CharField(_("name"), max_length=200, db_collation="C")
    name_encrypted = EncryptedField(verbose_name=_("name"))
    short_name = models.CharField(_("short name"), max_length=100, blank=True)
    short_name_encrypted = EncryptedField(null=True, verbose_name=_("short name"))
    mnemonic = models.CharField(_("mnemonic"), max_length=200, blank=True)
    tax_id = models.CharField(_("tax id"), max_length=32, blank=True)
    id_number = EncryptedField(null=True, verbose_name=_("id number"))
    portfolio = models.ForeignKey(Portfolio, models.PROTECT, related_name="customers", verbose_name=_("portfolio"))
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.ACTIVE)
    terms = models.CharField(_("terms"), max_length=32, blank=True)
    remarks = EncryptedField(null=True, verbose_name=_("remarks"))
    external_id = models.CharField(_("external id"), max_length=100, blank=True)
    version = models.IntegerField(default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    history = Recorded(unrecorded=("name", "short_name", "mnemonic"))
    objects = CustomerQuerySet.as_manager()

    field_classes = {
        "name": BUSINESS,
        "name_encrypted": BUSINESS,
        "short_name_encrypted": BUSINESS,
        "id_number": IDENTITY,
        "remarks": CONTACT,
    }
    key_owner_field = "id"
    never_deleted = True

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        default_permissions = ()
        permissions = [
            ("view_customer", _("see the customer")),
            ("manage_customer", _("look after the customer")),
            ("add_customer", _("add customers")),
            ("change_customer", _("change customers")),
            ("approve_change", _("approve changes of customers")),
            ("freeze_customer", _("freeze customers and ask to unfreeze them")),
            ("change_status", _("change the status of customers")),
            ("request_deletion", _("ask for the deletion of customers")),
            ("delete_customer", _("approve the deletion of customers")),
            ("view_contacts", _("see contacts, masked")),
            ("reveal_contacts", _("reveal contacts with a reason")),
            ("view_bank", _("see bank accounts, masked")),
            ("reveal_bank", _("reveal bank accounts with a reason")),
            ("export_customer", _("export customers")),
        ]
        constraints = [
            models.CheckConstraint(name="customer_code_form", condition=Q(code__regex=r"^[A-Z0-9][A-Z0-9._-]{0,31}$")),
            models.UniqueConstraint(
                name="customer_tax_id_once",
                fields=["tax_id"],
                condition=~Q(tax_id="") & ~Q(status="deleted"),
            ),
        ]
        indexes = [
            *(
                models.Index(fields=["portfolio", *order], name=f"customer_in_{name}", condition=~Q(status="deleted"))
                for name, order in ORDERS.items()
            ),
            models.Index(fields=["name", "code"], name="customer_by_name"),
            models.Index(fields=["-updated_at", "code"], name="customer_by_updated"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("customers:detail", args=[self.code])

    def guarded_by(self) -> "Customer":
        return self

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused: a customer is deleted by an approved request only (E6)."""
        raise Refused(DELETION_NEEDS_REQUEST)

    @property
    def is_deleted(self) -> bool:
        return self.status == Status.DELETED

    @property
    def is_individual(self) -> bool:
        return self.kind == CustomerKind.INDIVIDUAL


class CustomerPart(models.Model):
    """A row that belongs to a customer, is guarded by it and encrypted under its key."""

    key_owner_field = "customer_id"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="%(class)ss")

    class Meta:
        abstract = True

    def guarded_by(self) -> Customer:
        return self.customer


class Contact(CustomerPart):
    """A person to talk to; phone and mobile in E.164."""

    name = EncryptedField(null=True, verbose_name=_("name"))
    phone = EncryptedField(null=True, verbose_name=_("phone"))
    mobile = EncryptedField(null=True, verbose_name=_("mobile"))
    email = EncryptedField(null=True, verbose_name=_("e-mail"))
    is_primary = models.BooleanField(_("primary"), default=False)
    position = models.PositiveSmallIntegerField(default=0)
    history = Recorded(within="customer")
    objects = CustomerPartQuerySet.as_manager()

    field_classes = {"name": CONTACT, "phone": CONTACT, "mobile": CONTACT, "email": CONTACT}

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
    """An address; the line below the city is encrypted."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="addresses")
    kind = models.CharField(_("kind"), max_length=10, choices=AddressKind, default=AddressKind.REGISTERED)
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


class CustomerSearch(models.Model):
    """How a customer is found: unrecorded, rebuilt with each change (customers/search.py).

    ``tokens``: name bigrams ``n:``, mnemonic prefixes ``p:``, code, categories ``c:``, portfolio ``in:``, and keyed
    digests of phone, tax id and last four. ``normal`` is E11's normal form, ``fuzzy`` its fuzzy key.
    """

    customer = models.OneToOneField(Customer, models.PROTECT, primary_key=True, related_name="search")
    tokens = ArrayField(models.TextField(), default=list)
    normal = models.TextField(db_collation="C")
    fuzzy = models.TextField(db_collation="C")

    class Meta:
        default_permissions = ()
        indexes = [
            GinIndex(fields=["tokens"], name="customer_tokens", fastupdate=False),
            models.Index(fields=["normal"], name="customer_normal"),
            models.Index(fields=["fuzzy"], name="customer_fuzzy"),
        ]

    def __str__(self) -> str:
        return str(self.customer_id)


class NotDuplicate(AppendOnly):
    """Somebody's word that two customers are not the same (E11)."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    other = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    action_id = models.BigIntegerField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["customer", "other"], name="not_duplicate_once")]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.other_id}"


class Tombstone(AppendOnly):
    """The permanent record of a deletion (E6, S36): who asked, who approved, when, why, and the full last image."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="tombstones")
    code = models.CharField(max_length=32)
    reason = models.CharField(max_length=32)
    request_id = models.UUIDField(null=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    action_id = models.BigIntegerField()
    at = models.DateTimeField(auto_now_add=True, db_index=True)
    image = EncryptedField()
    row = models.UUIDField(default=uuid.uuid4, unique=True)  # the key is the database's, known too late to bind to
    bound_by, key_owner_field = "row", "customer_id"
    objects = CustomerPartQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.code


class CustomerUserGrant(UserGrant):
    """A person's grant on one customer: ``view_customer`` or ``manage_customer``."""

    content_object = models.ForeignKey(Customer, models.PROTECT)
    history = Recorded()

    class Meta(UserGrant.Meta):
        pass


class CustomerGroupGrant(GroupGrant):
    """A role's grant on one customer."""

    content_object = models.ForeignKey(Customer, models.PROTECT)
    history = Recorded()

    class Meta(GroupGrant.Meta):
        pass

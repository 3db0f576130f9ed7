"""The customer: the one master record."""

import uuid
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from access.encryption import EncryptedField
from access.fields import BUSINESS, CONTACT, IDENTITY
from access.models import Portfolio
from audit.history import Recorded
from audit.refusals import Refused
from customers import addresses
from customers.querysets import CustomerQuerySet
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
    version = models.IntegerField(_("version"), default=1)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False, verbose_name=_("entered by")
    )
    created_at = models.DateTimeField(_("entered at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)
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
            ("export_unmasked", _("export in full what is masked")),
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
        return addresses.of("customers:detail", self.code)

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

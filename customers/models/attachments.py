"""Papers in a customer's file: what is known of each, and its content in encrypted chunks (S46)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from access.encryption import EncryptedField
from access.fields import CONTACT
from audit.history import Recorded
from customers.attachments.kinds import AttachmentKind
from customers.attachments.querysets import AttachmentQuerySet
from customers.models.customer import Customer
from customers.models.parts import CustomerPart


class AttachmentStatus(models.TextChoices):
    """Whether a paper is in force; its content stays in any case, until the customer's papers are shredded (E16)."""

    CURRENT = "current", _("in force")
    REPLACED = "replaced", _("replaced")
    WITHDRAWN = "withdrawn", _("withdrawn")


class MediaType(models.TextChoices):
    """What a file's content was found to be."""

    PDF = "pdf", "PDF"
    PNG = "png", "PNG"
    JPEG = "jpeg", "JPEG"
    WEBP = "webp", "WebP"
    TIFF = "tiff", "TIFF"
    OFD = "ofd", "OFD"
    DOCX = "docx", "DOCX"
    XLSX = "xlsx", "XLSX"
    TXT = "txt", "TXT"


class Attachment(CustomerPart):
    """A paper: its metadata, recorded; ``name`` as uploaded, ``size`` in bytes, ``sha256`` of the plain content.

    ``version`` counts from 1 along ``replaces``. ``expires_on`` is the last day on which it is valid.
    """

    kind = models.CharField(_("kind of paper"), max_length=12, choices=AttachmentKind)
    name = EncryptedField(verbose_name=_("file name"))
    media = models.CharField(_("type of file"), max_length=5, choices=MediaType)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField("SHA-256", max_length=64)
    status = models.CharField(_("status"), max_length=9, choices=AttachmentStatus, default=AttachmentStatus.CURRENT)
    expires_on = models.DateField(_("valid until"), null=True)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    filed_at = models.DateTimeField(_("filed at"), auto_now_add=True)
    history = Recorded(within="customer")
    objects = AttachmentQuerySet.as_manager()

    field_classes = {"name": CONTACT}
    never_deleted = True

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="attachment_has_a_digest", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")),
            models.CheckConstraint(name="attachment_is_not_empty", condition=Q(size__gt=0)),
        ]
        indexes = [
            models.Index(
                fields=["expires_on", "id"],
                name="attachment_expiring",
                condition=Q(status="current", expires_on__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def is_current(self) -> bool:
        return self.status == AttachmentStatus.CURRENT


class AttachmentChunk(models.Model):
    """A piece of a paper's content under the customer's key, never in history. Its place is part of what is encrypted.

    Unrecorded: the paper's SHA-256, which is, tells of any change.
    """

    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="chunks", db_index=False)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    content = EncryptedField()

    key_owner_field, bound_by = "customer_id", "place"

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["attachment", "number"], name="attachment_chunk_once")]

    def __str__(self) -> str:
        return self.place

    @property
    def place(self) -> str:
        """Which piece of which paper this is: what its ciphertext is bound to."""
        return f"{self.attachment_id}/{self.number}"

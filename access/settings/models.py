"""The one table of settings."""

import uuid

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from access.encryption import EncryptedField
from access.fields import BANK
from access.querysets import SettingQuerySet
from access.settings.registry import REGISTRY
from audit.history import Recorded


class Setting(models.Model):
    """What one setting was changed to; one that has no row has its declared default.

    ``value`` is what its kind keeps, or ``secret`` holds that as JSON where the declaration asks for encryption.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=64, unique=True)
    value = models.JSONField(null=True)
    secret = EncryptedField(null=True)
    version = models.IntegerField(default=0)
    history = Recorded()
    objects = SettingQuerySet.as_manager()

    field_classes = {"secret": BANK}
    never_deleted = True
    key_owner_field = "id"
    portfolio_id = None  # settings have no place: who may change one may change it everywhere

    class Meta:
        verbose_name = _("setting")
        verbose_name_plural = _("settings")
        default_permissions = ()

    def __str__(self) -> str:
        definition = REGISTRY.get(self.name)
        return str(definition.label) if definition else self.name

    def get_absolute_url(self) -> str:
        definition = REGISTRY.get(self.name)
        return definition.address if definition else reverse("settings:index")

    def guarded_by(self) -> None:
        """Nothing: the role alone decides."""

"""What somebody typed into a form and has not saved."""

import uuid

from django.conf import settings
from django.db import models

from access.encryption import EncryptedField


class Draft(models.Model):
    """The inputs of one form as one person left them, under a key of its own that is destroyed with it.

    ``form`` is the path of the form's page. Unrecorded: nothing of it is in force, and history would keep it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    form = models.CharField(max_length=200)
    content = EncryptedField()
    saved_at = models.DateTimeField(db_index=True)

    key_owner_field = "id"

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["owner", "form"], name="draft_once")]

    def __str__(self) -> str:
        return self.form

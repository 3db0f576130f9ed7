"""Some requests of one kind and portfolio that were asked for together."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from access.fields import BUSINESS
from audit.history import Recorded


class BatchQuerySet(models.QuerySet):
    """Batches by who may see a request of theirs."""

    def visible_to(self, user: Any) -> Self:
        from access.models import Request

        rows = Request.objects.visible_to(user).filter(batch__isnull=False)
        return self.filter(pk__in=rows.order_by().values("batch"))


class Batch(models.Model):
    """What one maker asked for in one portfolio by one file; its rows are requests of their own.

    ``source`` is the run, or the call of a command, that asked. Its status is that of its rows.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=64)
    source = models.UUIDField()
    portfolio = models.ForeignKey("access.Portfolio", models.PROTECT, related_name="+", verbose_name=_("portfolio"))
    maker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    created_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    history = Recorded()
    objects = BatchQuerySet.as_manager()

    field_classes = {"kind": BUSINESS}
    never_deleted = True

    class Meta:
        verbose_name = _("batch of requests")
        verbose_name_plural = _("batches of requests")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["source", "portfolio", "kind"], name="batch_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("batches:detail", args=[self.pk])

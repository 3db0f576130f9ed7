"""Columns people export again and again, under a name."""

from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.history import Recorded


class ColumnSetQuerySet(models.QuerySet):
    """Column sets by who may use them."""

    def visible_to(self, user: Any) -> Self:
        """One's own, and what others share."""
        return self.filter(Q(owner=user) | Q(shared=True)) if user.is_active else self.none()


class ColumnSet(models.Model):
    """Names of columns in their order (customers/exports/columns.py). Sharing one gives nobody the right to see any."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("owner"))
    name = models.CharField(_("name"), max_length=60)
    columns = ArrayField(models.CharField(max_length=100), verbose_name=_("columns"))
    shared = models.BooleanField(_("shared"), default=False)
    history = Recorded()
    objects = ColumnSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("column set")
        verbose_name_plural = _("column sets")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="column_set_once"),
            models.UniqueConstraint(fields=["name"], condition=Q(shared=True), name="column_set_shared_once"),
        ]

    def __str__(self) -> str:
        return self.name

"""A list somebody wants to find again."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from audit.history import Recorded


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Saved views by who may use them. What they name is cut to the reader when they are read (members.py)."""

    def visible_to(self, user: Any) -> Self:
        """One's own and those that are shared."""
        return self.filter(Q(owner=user) | Q(shared=True))


class SavedView(models.Model):
    """A filter of the customer list and, in a whole view, its columns, order and page size.

    ``filters``: values by name, as in an address. ``columns`` null: a filter only, which leaves the columns to the
    reader. ``ordering`` "" and ``page_size`` null: as the reader has them. ``slug`` names it in addresses and never
    changes. What looks like personal data is not saved (saving.py).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.CharField(max_length=64, unique=True)
    name = models.CharField(_("name"), max_length=100)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="saved_views", verbose_name=_("owner")
    )
    shared = models.BooleanField(_("shared"), default=False)
    filters = models.JSONField(default=dict)
    columns = ArrayField(models.CharField(max_length=64), null=True)
    ordering = models.CharField(max_length=32, blank=True)
    page_size = models.PositiveSmallIntegerField(null=True)
    history = Recorded()
    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        default_permissions = ()
        indexes = [models.Index(fields=["shared", "name"], name="saved_view_shared", condition=Q(shared=True))]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The list as this view shows it."""
        return f"{reverse('customers:list')}?{urlencode({'view': self.slug})}"

    @property
    def is_whole(self) -> bool:
        """Whether it also says columns, order and page size."""
        return self.columns is not None


class RoleView(models.Model):
    """The shared view that people of a role see when they open the list, unless they chose one of their own."""

    role = models.OneToOneField(Group, models.PROTECT, related_name="list_view")
    view = models.ForeignKey(SavedView, models.PROTECT, related_name="roles")
    history = Recorded()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.role}: {self.view}"

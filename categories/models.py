"""Dimensions and the trees of categories in them (E9). What gets classified is not known here."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from tree_queries.fields import TreeNodeForeignKey

from audit.history import Recorded
from categories.querysets import CategoryQuerySet, DimensionQuerySet


def name_column() -> str:
    """The column of a name in the active language, for reads without rows."""
    return "name_zh" if (get_language() or "zh").startswith("zh") else "name_en"


class Named(models.Model):
    """A name in both languages; ``str()`` is the one of the active language."""

    name_zh = models.CharField(_("Chinese name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=100)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        name: str = getattr(self, name_column())
        return name


class Dimension(Named):
    """A way of classifying, such as industry (行业).

    ``single``: one value at a time; ``open``: an import may add categories; ``from_money``: its values tell about
    money, so it exists only for who may see money.
    """

    code = models.CharField(_("code"), max_length=32, unique=True)
    single = models.BooleanField(_("one value only"), default=True)
    required = models.BooleanField(_("required"), default=False)
    open = models.BooleanField(_("open to new categories"), default=False)
    from_money = models.BooleanField(default=False)
    builtin = models.BooleanField(_("built in"), default=False)
    position = models.PositiveIntegerField(default=0)
    history = Recorded()
    objects = DimensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("dimension")
        verbose_name_plural = _("dimensions")
        default_permissions = ()
        permissions = [("manage_taxonomy", _("look after dimensions and categories"))]


class Category(Named):
    """A value of a dimension, in a tree. Retired instead of deleted once used; codes keep their case."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dimension = models.ForeignKey(Dimension, models.PROTECT, related_name="categories", verbose_name=_("dimension"))
    parent = TreeNodeForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )
    code = models.CharField(_("code"), max_length=64)
    aliases = ArrayField(models.CharField(max_length=100), default=list, blank=True, verbose_name=_("other names"))
    position = models.PositiveIntegerField(default=0)
    retired_on = models.DateField(_("retired on"), null=True, blank=True)
    version = models.IntegerField(_("version"), default=1)
    history = Recorded()
    objects = CategoryQuerySet.as_manager(with_tree_fields=False)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["dimension", "code"], name="category_code_once"),
            models.CheckConstraint(name="category_not_its_own_parent", condition=~Q(parent=F("id"))),
        ]

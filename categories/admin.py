"""Dimensions and categories in the administration, for who looks after them; they are written by operations only."""

from django.contrib import admin

from access.guarded_admin import GuardedAdmin, VisibleRelatedFilter
from categories.models import Category, Dimension


class TaxonomyAdmin(GuardedAdmin):
    """Pages for who looks after the taxonomy."""

    needs = "categories.manage_taxonomy"


@admin.register(Dimension)
class DimensionAdmin(TaxonomyAdmin):
    """Dimensions."""

    list_display = columns = ("code", "name_zh", "name_en", "single", "required", "open", "builtin")
    search_fields = ("code", "name_zh", "name_en")
    ordering = ("position", "pk")


@admin.register(Category)
class CategoryAdmin(TaxonomyAdmin):
    """Categories."""

    list_display = ("code", "name_zh", "name_en", "dimension", "retired_on")
    list_filter = (("dimension", VisibleRelatedFilter),)
    list_select_related = ("dimension",)
    columns = ("code", "name_zh", "name_en", "aliases", "dimension", "parent", "retired_on", "version")
    search_fields = ("=code", "name_zh", "name_en")
    sortable_by = ()
    ordering = ("dimension", "position", "pk")

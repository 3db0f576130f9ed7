"""Customers in the administration: to read; they are written by the operations only."""

from django.contrib import admin

from access.guarded_admin import GuardedAdmin, VisibleRelatedFilter
from customers.models import Customer


@admin.register(Customer)
class CustomerAdmin(GuardedAdmin):
    """Customers a person may see, with the fields they may see."""

    list_display = ("code", "name", "portfolio", "status", "updated_at")
    list_filter = ("status", "kind", ("portfolio", VisibleRelatedFilter))
    list_select_related = ("portfolio",)
    columns = (
        "code", "name", "short_name", "mnemonic", "kind", "tax_id", "portfolio", "status", "terms", "external_id",
        "version", "created_by", "created_at", "updated_at",
    )  # fmt: skip
    search_fields = ("=code", "name__startswith")
    sortable_by = ("code", "name", "updated_at")
    ordering = ("code",)

"""Ledger accounts and entries in the administration, for who may see money; they are posted by operations only."""

from django.contrib import admin

from access.fields import MONEY, may_see
from access.guarded_admin import GuardedAdmin
from accounts.models import Account, Entry


class MoneyAdmin(GuardedAdmin):
    """Pages that are not there for who may not see money."""

    def may_enter(self, user) -> bool:
        return super().may_enter(user) and may_see(user, MONEY)


@admin.register(Account)
class AccountAdmin(MoneyAdmin):
    """Ledger accounts."""

    list_display = ("__str__", "customer", "side", "currency")
    list_filter = ("side",)
    list_select_related = ("customer",)
    columns = ("customer", "side", "currency", "opened_at")
    search_fields = ("=customer__code",)
    sortable_by = ()
    ordering = ("pk",)


@admin.register(Entry)
class EntryAdmin(MoneyAdmin):
    """Entries."""

    list_display = ("__str__", "kind", "effect", "balance_after", "posting_date", "reference")
    list_filter = ("kind",)
    list_select_related = ("account__customer",)
    columns = (
        "account", "number", "kind", "effect", "balance_after", "document_date", "posting_date", "reference",
        "tax_amount", "memo", "reverses", "posted_at",
    )  # fmt: skip
    search_fields = ("=account__customer__code", "=reference")
    sortable_by = ()
    ordering = ("-pk",)

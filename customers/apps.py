"""Start of the customers room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustomersConfig(AppConfig):
    """Who are they?"""

    name = "customers"
    verbose_name = _("customers")

    def ready(self) -> None:
        from access.drafts.keeping import FORMS
        from categories import usage
        from customers import approval_kinds, lifecycle_kinds, register, settings  # noqa: F401
        from customers.attachments import words
        from customers.bulk import running as bulk
        from customers.category_counts import CUSTOMERS
        from customers.exports import registering as exports
        from customers.imports import work as imports
        from customers.lists import cells
        from customers.notes import words as notes

        FORMS.update(f"customers:{name}" for name in ("new", "edit", "notes", "attachments"))
        usage.register(CUSTOMERS)
        imports.register()
        register.fill()
        cells.register()
        bulk.register()
        words.register()
        notes.register()
        settings.register()
        exports.register()

"""Start of the customers room."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """Who are they?"""

    name = "customers"

    def ready(self) -> None:
        from categories import usage
        from customers import approval_kinds, lifecycle_kinds, register  # noqa: F401
        from customers.category_counts import CUSTOMERS

        usage.register(CUSTOMERS)
        register.fill()

"""Start of the customers room."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """Who are they?"""

    name = "customers"

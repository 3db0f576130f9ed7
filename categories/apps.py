"""Start of the categories room."""

from django.apps import AppConfig


class CategoriesConfig(AppConfig):
    """How do we classify?"""

    name = "categories"

    def ready(self) -> None:
        from categories import register

        register.fill()

"""Start of the categories room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CategoriesConfig(AppConfig):
    """How do we classify?"""

    name = "categories"
    verbose_name = _("categories")

    def ready(self) -> None:
        from categories import register

        register.fill()

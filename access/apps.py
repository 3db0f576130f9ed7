"""Start of the access room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccessConfig(AppConfig):
    """Who may?"""

    name = "access"
    verbose_name = _("people and approvals")

    def ready(self) -> None:
        from access import sign_in  # noqa: F401
        from access.settings import company, first_hour, operations, own

        own.register()
        company.register()
        operations.register()
        first_hour.register()

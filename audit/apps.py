"""Start of the audit room: protection after each migrate, and its check."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    """What happened, and is it untouched?"""

    name = "audit"
    verbose_name = _("audit")

    def ready(self) -> None:
        from audit import checks  # noqa: F401

        post_migrate.connect(install_protection, dispatch_uid="audit.protection")


def install_protection(sender: AppConfig, using: str, **details: Any) -> None:
    """Renew triggers and rights once per migrate, after the last app has its tables."""
    from django.apps import apps

    from audit import protection

    last = [config for config in apps.get_app_configs() if config.models_module is not None][-1]
    if sender == last and using == "owner":
        protection.install(connections[using])

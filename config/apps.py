"""The administration's own site."""

from django.contrib.admin.apps import AdminConfig


class KehuAdminConfig(AdminConfig):
    """Django's admin, on the site of config/admin_site.py."""

    default_site = "config.admin_site.KehuAdminSite"

    def ready(self) -> None:
        super().ready()
        from config.navigation import goto
        from customers.finding import palette

        palette.places.append(goto)

"""Django's administration for people with a role; sign-in is the application's own."""

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class KehuAdminSite(AdminSite):
    """The site at /admin/: whoever is staff and in a role may enter; each page asks for its own right."""

    site_header = site_title = _("Kehu administration")
    index_title = _("Customers, approvals and people")

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_staff

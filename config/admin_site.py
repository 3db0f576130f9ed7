"""Django's administration for people with a role; sign-in is the application's own."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import LogoutView
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext_lazy as _

from access.permissions import rights_of

# Answers with the address of any object there is, the invisible ones too.
LEAKING = "view_on_site"


class KehuAdminSite(AdminSite):
    """The site at /admin/: whoever is staff and has a role or grant may enter; each page asks for its own right."""

    site_header = site_title = _("Kehu administration")
    index_title = _("Customers, approvals and people")

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        if not (user.is_active and user.is_staff):
            return False
        rights = rights_of(user)
        return bool(rights.may or rights.portfolios or rights.customers)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Whoever comes here is signed in (config/urls.py): back to where they may go, or nowhere."""
        if not self.has_permission(request):
            raise PermissionDenied
        return redirect("admin:index")

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return LogoutView.as_view(next_page="account_login")(request)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return redirect("account_change_password")

    def password_change_done(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return redirect("admin:index")

    def get_urls(self) -> list[URLPattern | URLResolver]:
        return [url for url in super().get_urls() if getattr(url, "name", None) != LEAKING]

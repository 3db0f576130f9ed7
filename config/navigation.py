"""The side bar: what a person may go to, in every page's context."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from access.inbox import waiting_count
from access.permissions import SEE_DELETED, may_manage_any, rights_of
from access.roles import in_words
from access.settings import setting
from access.settings.pages import may_look
from config.manual import chapter_url


def navigation(request: HttpRequest) -> dict[str, Any]:
    """``nav``: places with url, icon, label, current and count, None where nothing is counted.

    ``nav_new_url``: where a customer is added, or ""; ``nav_role``: the person's roles in words; ``company``: what the
    settings say of the own company; ``help_url``: the manual's chapter about this page.
    """
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {"nav": [], "nav_new_url": "", "nav_role": "", "company": {}, "help_url": chapter_url(request)}
    user, may = request.user, rights_of(request.user).may
    places = [
        ("home", "layout-dashboard", _("Dashboard"), True),
        ("customers:list", "users", _("Customers"), True),
        ("customers:expiring_attachments", "calendar", _("Expiring papers"), bool(rights_of(user).may)),
        ("categories:list", "category", _("Categories"), True),
        ("accounts:new_entry", "receipt", _("Post an entry"), may_manage_any(user, "accounts.post_receipt")),
        ("approvals:list", "checks", _("Approvals"), True),
        ("runs:list", "progress", _("Background work"), bool(may)),
        ("audit:journal", "history", _("Audit"), SEE_DELETED in may),
        ("api_docs", "api", _("API"), "access.manage_settings" in may),
        ("settings:index", "settings", _("Settings"), may_look(user)),
        ("admin:index", "shield-lock", _("Administration"), user.is_staff),
    ]
    counts = {"approvals:list": waiting_count(user)}
    creates = may_manage_any(user, "customers.add_customer")
    here = _current([reverse(place[0]) for place in places if place[3]], request.path)
    return {
        "nav": [_place(here, *place[:3], counts.get(place[0])) for place in places if place[3]],
        "nav_new_url": reverse("customers:new") if creates else "",
        "nav_role": _roles(user),
        "company": {name: setting(f"company_{name}") for name in ("name", "uscc", "address", "letterhead")},
        "help_url": chapter_url(request),
    }


def _roles(user: Any) -> str:
    return ", ".join(in_words(name) for name in sorted(rights_of(user).roles))


def _current(urls: list[str], path: str) -> str:
    """The one of ``urls`` the page is below: the longest, since the queue of papers is below the customers."""
    return max((url for url in urls if path == url or (url != "/" and path.startswith(url))), key=len, default="")


def _place(here: str, name: str, icon: str, label: str, count: str | None) -> dict[str, Any]:
    url = reverse(name)
    return {"url": url, "icon": icon, "label": label, "current": url == here, "count": count}

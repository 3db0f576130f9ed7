"""The side bar: what a person may go to, in every page's context; the same places for the command search."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from access import preferences
from access.fields import MONEY, may_see
from access.inbox import waiting_count
from access.permissions import SEE_DELETED, may_manage_any, rights_of
from access.roles import in_words
from access.settings import setting
from access.settings.pages import may_look
from config.manual import chapter_url
from customers.finding import remembered
from customers.finding.palette import Option


class Place(NamedTuple):
    """Where a person may go; ``name`` is that of its address, ``group`` the heading it stands below."""

    name: str
    icon: str
    label: str
    group: str = ""


def navigation(request: HttpRequest) -> dict[str, Any]:
    """``nav``: places with url, icon, label, current and count, None where nothing is counted.

    ``nav_new_url``: where a customer is added, or ""; ``nav_role``: the person's roles in words; ``single_keys``:
    whether keys without Ctrl do something; ``open_single``: whether a search opens its only hit; ``company``: what the
    settings say of the own company; ``help_url``: the manual's chapter about this page.
    """
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {"nav": [], "nav_new_url": "", "nav_role": "", "company": {}, "help_url": chapter_url(request)}
    user = request.user
    places, counts = _places(user), {"approvals:list": waiting_count(user)}
    here = _current([reverse(place.name) for place in places], request.path)
    return {
        "nav": [_drawn(here, place, counts.get(place.name)) for place in places],
        "nav_new_url": _new_url(user),
        "nav_role": _roles(user),
        "company": {name: setting(f"company_{name}") for name in ("name", "uscc", "address", "letterhead")},
        "help_url": chapter_url(request),
        "single_keys": preferences.get(user, remembered.SINGLE_KEYS, True),
        "open_single": preferences.get(user, remembered.OPEN_SINGLE, True),
    }


def goto(request: HttpRequest) -> Iterator[Option]:
    """The same places, and what begins there, for the command search."""
    if url := _new_url(request.user):
        yield Option(url, _("New customer"), "plus")
        yield Option(reverse("customers:import"), _("Import customers"), "upload")
    for place in _places(request.user):
        yield Option(reverse(place.name), place.label, place.icon)
    yield Option(reverse("account_change_password"), _("Change password"), "key")


def _places(user: Any) -> list[Place]:
    may, receivables = rights_of(user).may, _("Receivables")
    places = [
        (Place("home", "layout-dashboard", _("Dashboard")), True),
        (Place("customers:list", "users", _("Customers")), True),
        (Place("customers:expiring_attachments", "calendar", _("Expiring papers")), bool(may)),
        (Place("customers:duplicates", "copy", _("Look-alikes")), bool(may)),
        (Place("categories:list", "category", _("Categories")), True),
        (
            Place("accounts:new_entry", "receipt", _("Post an entry"), receivables),
            may_manage_any(user, "accounts.post_receipt"),
        ),
        (Place("accounts:ledger", "report-money", _("Receivables and payables"), receivables), may_see(user, MONEY)),
        (Place("accounts:ageing", "hourglass", _("Ageing"), receivables), may_see(user, MONEY)),
        (Place("accounts:balances", "scale", _("List of balances"), receivables), may_see(user, MONEY)),
        (Place("accounts:statements", "file-text", _("Statements"), receivables), may_see(user, MONEY)),
        (Place("accounts:instruments", "cash", _("Bills and cheques"), receivables), may_see(user, MONEY)),
        (Place("accounts:periods", "calendar", _("Periods"), receivables), may_see(user, MONEY)),
        (Place("approvals:list", "checks", _("Approvals")), True),
        (Place("runs:list", "progress", _("Background work")), bool(may)),
        (Place("audit:journal", "history", _("Audit")), SEE_DELETED in may),
        (Place("api_docs", "api", _("API")), "access.manage_settings" in may),
        (Place("settings:index", "settings", _("Settings")), may_look(user)),
        (Place("admin:index", "shield-lock", _("Administration")), user.is_staff),
    ]
    return [place for place, exists in places if exists]


def _new_url(user: Any) -> str:
    return reverse("customers:new") if may_manage_any(user, "customers.add_customer") else ""


def _roles(user: Any) -> str:
    return ", ".join(in_words(name) for name in sorted(rights_of(user).roles))


def _current(urls: list[str], path: str) -> str:
    """The one of ``urls`` the page is below: the longest, since the queue of papers is below the customers."""
    return max((url for url in urls if path == url or (url != "/" and path.startswith(url))), key=len, default="")


def _drawn(here: str, place: Place, count: str | None) -> dict[str, Any]:
    url = reverse(place.name)
    drawn = {"url": url, "icon": place.icon, "label": place.label, "group": place.group}
    return {**drawn, "current": url == here, "count": count}

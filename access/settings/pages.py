"""What the pages of settings have in common: who may look, the tabs, and what waits for a second person."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from access.models import Request, RequestStatus
from access.permissions import SEE_DELETED, rights_of
from access.querysets import MANAGE_PEOPLE, MANAGE_SETTINGS
from access.settings.models import Setting


def may_read(user: Any) -> bool:
    """Whether ``user`` reads the settings' values: who changes them, and the auditor, who changes none."""
    rights = rights_of(user)
    return MANAGE_SETTINGS in rights.may or (SEE_DELETED in rights.may and rights.everywhere is not None)


def may_look(user: Any) -> bool:
    """Whether ``user`` finds "Settings" in the navigation."""
    return may_read(user) or MANAGE_PEOPLE in rights_of(user).may


def require_page(request: HttpRequest, *permissions: str) -> Any:
    """The person asking, if they hold one of ``permissions`` or, without any, may look. Raises PermissionDenied."""
    user: Any = request.user
    allowed = bool(rights_of(user).may.intersection(permissions)) if permissions else may_look(user)
    if not allowed:
        raise PermissionDenied(", ".join(permissions) or "settings")
    return user


def tabs(user: Any, current: str) -> list[dict[str, Any]]:
    """The tabs above the pages of settings that ``user`` may open; ``current`` is the name of the page's address."""
    places = (
        ("settings:index", _("Settings"), True),
        ("settings:people", _("People"), MANAGE_PEOPLE in rights_of(user).may),
        ("settings:portfolios", _("Portfolios"), True),
        ("settings:roles", _("Roles"), True),
    )
    return [
        {"label": label, "url": reverse(name), "current": name == current, "count": None}
        for name, label, may_open in places
        if may_open
    ]


def waiting(user: Any) -> dict[str, Request]:
    """The open requests about settings that ``user`` may see, by the setting's name."""
    keys = Setting.objects.visible_to(user).values("pk")
    open_ones = Request.objects.filter(status=RequestStatus.PENDING, target_type="access.setting", target_id__in=keys)
    return {asked.fields[0]: asked for asked in open_ones.select_related("maker")}

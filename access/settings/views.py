"""Pages of the settings themselves."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from access.permissions import rights_of
from access.querysets import MANAGE_SETTINGS
from access.settings import first_hour, operations
from access.settings.forms import SettingsForm
from access.settings.own import SETUP
from access.settings.pages import may_read, require_page, tabs, waiting
from access.settings.reading import kept, setting
from access.settings.registry import GROUPS, REGISTRY, of_group
from audit.models import Channel
from audit.refusals import Refused


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """All settings as they stand, and in set-up what is still to do."""
    user = require_page(request)
    found = waiting(user)
    context = {
        "tabs": tabs(user, "settings:index"),
        "groups": [_shown(group, found) for group in GROUPS] if may_read(user) else [],
        "may_change": MANAGE_SETTINGS in rights_of(user).may,
        "steps": first_hour.steps() if setting(SETUP) else [],
        "setup_waits": found.get(SETUP),
    }
    return render(request, "settings/index.html", context)


def _shown(group: str, found: dict[str, Any]) -> dict[str, Any]:
    """One group as the index lists it: each setting in words, and the request that waits to change it."""
    definitions = [one for one in REGISTRY.values() if one.group == group and one.name != SETUP]
    lines = [
        {"label": one.label, "value": one.kind.words(kept(one.name)), "waits": found.get(one.name), "url": one.address}
        for one in definitions
    ]
    return {"label": GROUPS[group], "url": reverse("settings:group", args=[group]), "lines": lines}


@require_http_methods(["GET", "POST"])
def group(request: HttpRequest, name: str) -> HttpResponse:
    """Change the settings of one group."""
    if name not in GROUPS:
        raise Http404
    user = require_page(request, MANAGE_SETTINGS)
    form = SettingsForm(request.POST or None, definitions=of_group(name))
    if request.method == "POST" and form.is_valid() and save(request, form, form.values()):
        return redirect("settings:index")
    found = waiting(user)
    context = {
        "form": form,
        "title": GROUPS[name],
        "crumbs": [{"label": _("Settings"), "url": reverse("settings:index")}, {"label": GROUPS[name]}],
        "waits": [found[one.name] for one in of_group(name) if one.name in found],
        "is_setup": setting(SETUP),
        "accounts": name == "company",
    }
    return render(request, "settings/group.html", context, status=422 if form.errors else 200)


def save(request: HttpRequest, form: Any, values: dict[str, Any]) -> bool:
    """Change settings as the page was asked to, and say what became of them; a refusal goes to ``form``."""
    reason = form.cleaned_data.get("reason", "")
    try:
        changed = operations.change(values=values, reason=reason, actor=request.user, channel=Channel.WEB)
    except (Refused, ValidationError) as refused:
        form.add_refused(refused)
        return False
    if changed.requests:
        count = len(changed.requests)
        words = ngettext(
            "%(count)d change waits for another person.", "%(count)d changes wait for another person.", count
        )
        messages.info(request, words % {"count": count})
    if changed.applied:
        messages.success(request, _("Saved. It is in force."))
    if not (changed.requests or changed.applied):
        messages.info(request, _("Nothing was changed."))
    return True


@require_POST
def end_setup(request: HttpRequest) -> HttpResponse:
    """Ask the other person to end set-up (结束初始化)."""
    require_page(request, MANAGE_SETTINGS)
    try:
        asked = operations.end_setup(actor=request.user, channel=Channel.WEB)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("settings:index")
    messages.success(request, _("Asked. Set-up ends when another person agrees."))
    return redirect(asked)

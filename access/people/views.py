"""Pages of people: who is there, what each may, and how each signs in."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from access.installing import SYSTEM
from access.models import PortfolioUserGrant, User
from access.people import operations, passwords
from access.people.forms import NewPersonForm, PersonForm, RightsForm
from access.permissions import MANAGE
from access.querysets import MANAGE_PEOPLE
from access.roles import in_words
from access.settings.pages import require_page, tabs
from audit.models import Channel
from audit.refusals import Refused

DETAILS = ("last_name", "first_name", "email", "language")


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Everybody who signs in or did, with roles and grants."""
    user = require_page(request, MANAGE_PEOPLE)
    found = User.objects.exclude(username=SYSTEM).prefetch_related("groups").order_by("-is_active", "username")
    held = _grants()
    rows = [
        {
            "person": person,
            "roles": [in_words(group.name) for group in person.groups.all()],
            "grants": held.get(person.pk, []),
            "state": _state(person),
        }
        for person in found
    ]
    return render(request, "settings/people.html", {"tabs": tabs(user, "settings:people"), "rows": rows})


def _grants() -> dict[UUID, list[str]]:
    """What each person reaches, by key: ``EAST`` looked after, ``(SOUTH)`` only seen."""
    held: dict[UUID, list[str]] = {}
    grants = PortfolioUserGrant.objects.select_related("content_object", "permission")
    for grant in grants.order_by("content_object__code"):
        code = grant.content_object.code
        managed = grant.permission.codename.startswith(MANAGE)
        held.setdefault(grant.user_id, []).append(code if managed else f"({code})")
    return held


def _state(person: User) -> tuple[str, str]:
    """The person's sign-in as components/state.html draws it, and in words."""
    if not person.is_active:
        return "inactive", _("deactivated")
    return ("active", _("signs in")) if person.has_usable_password() else ("pending", _("sets a password first"))


@require_http_methods(["GET", "POST"])
@never_cache
def new_person(request: HttpRequest) -> HttpResponse:
    """Add a person; the answer shows, once, the link by which they set their password."""
    require_page(request, MANAGE_PEOPLE)
    form = NewPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = tried(form, lambda: _add(request, form))
        if made:
            return _link_page(request, *made)
    return form_page(request, form, _("New person"), back=reverse("settings:people"))


def _add(request: HttpRequest, form: NewPersonForm) -> tuple[User, str]:
    given = form.cleaned_data
    person = operations.add_person(
        username=given["username"], details=form.details(), roles=given["roles"], **by(request)
    )
    return person, passwords.new_link(person=person, **by(request))


@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, key: UUID) -> HttpResponse:
    """One person; what is known of them is changed here."""
    who = _asked(request, key)
    form = PersonForm(request.POST or None, initial={name: getattr(who, name) for name in DETAILS})
    change = lambda: operations.change_person(person=who, details=form.details(), **by(request))  # noqa: E731
    if form.is_valid() and tried(form, change):
        messages.success(request, _("Saved."))
        return redirect("settings:person", key=key)
    return _person_page(request, who, form, RightsForm(person=who))


@require_POST
def rights(request: HttpRequest, key: UUID) -> HttpResponse:
    """Give a person roles and grants."""
    who = _asked(request, key)
    form = RightsForm(request.POST, person=who)
    if form.is_valid() and tried(form, lambda: _set_rights(request, who, form)):
        messages.success(request, _("Saved. It holds from the next page they open."))
        return redirect("settings:person", key=key)
    plain = PersonForm(initial={name: getattr(who, name) for name in DETAILS})
    return _person_page(request, who, plain, form)


def _set_rights(request: HttpRequest, who: User, form: RightsForm) -> bool:
    operations.set_roles(person=who, roles=form.cleaned_data["roles"], **by(request))
    operations.set_grants(person=who, levels=form.levels(), **by(request))
    return True


@require_POST
def activation(request: HttpRequest, key: UUID) -> HttpResponse:
    """Close a person's sign-in, or open it again (``active`` filled)."""
    who = _asked(request, key)
    try:
        operations.set_active(person=who, active=bool(request.POST.get("active")), **by(request))
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("Saved. It holds at once."))
    return redirect("settings:person", key=key)


@require_POST
@never_cache
def password_link(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a person's password away and show, once, the link by which they set a new one."""
    who = _asked(request, key)
    try:
        link = passwords.new_link(person=who, **by(request))
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("settings:person", key=key)
    return _link_page(request, who, link)


def _asked(request: HttpRequest, key: UUID) -> User:
    """The person asked about by who looks after people. Raises PermissionDenied, Http404."""
    require_page(request, MANAGE_PEOPLE)
    return get_object_or_404(User.objects.exclude(username=SYSTEM), pk=key)


def by(request: HttpRequest) -> dict[str, Any]:
    """Who acts, and from where, as operations take it."""
    return {"actor": request.user, "channel": Channel.WEB}


def tried(form: Any, act: Any) -> Any:
    """What ``act`` returned; None where it refused, which the form then shows."""
    try:
        return act()
    except (Refused, ValidationError) as refused:
        form.add_refused(refused)
        return None


def _link_page(request: HttpRequest, who: User, link: str) -> HttpResponse:
    context = {"person": who, "link": request.build_absolute_uri(link), "crumbs": _crumbs(str(who))}
    return render(request, "settings/password_link.html", context)


def _person_page(request: HttpRequest, who: User, form: PersonForm, rights_form: RightsForm) -> HttpResponse:
    wrong = form if form.errors else rights_form
    context = {
        "person": who,
        "state": _state(who),
        "details": form,
        "rights": rights_form,
        "form": wrong,
        "is_own": who.pk == request.user.pk,
        "crumbs": _crumbs(str(who)),
    }
    return render(request, "settings/person.html", context, status=422 if wrong.errors else 200)


def form_page(request: HttpRequest, form: Any, title: str, *, back: str) -> HttpResponse:
    """A page of one form."""
    context = {"form": form, "title": title, "back": back, "crumbs": _crumbs(title)}
    return render(request, "settings/form.html", context, status=422 if form.errors else 200)


def _crumbs(last: str) -> list[dict[str, str]]:
    return [{"label": _("People"), "url": reverse("settings:people")}, {"label": last}]

"""Saved views are made, changed, shared and deleted here."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.crypto import get_random_string
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pypinyin import lazy_pinyin

from access import preferences
from access.masks import personal_data_in
from access.models import User
from access.permissions import MANAGE, Rights, read_rights, require
from audit.history import acting
from audit.models import Channel
from audit.refusals import Refused, declare
from customers.members import line
from customers.saved_views.models import RoleView, SavedView
from customers.saved_views.of_roles import of_roles

DEFAULT = "customers.view"  # the person's setting: the slug of the view the list opens with
SETTINGS, SHARING = "access.manage_settings", "customers.change_customer"
MAX_VIEWS = 100  # of one person
MAX_SIZE = 20_000  # characters of the filters
RESERVED = frozenset({"new"})  # addresses beside the views' own
SLUG = 40  # characters of a slug before anything is added to it

TOO_MANY_VIEWS = declare("too_many_views", gettext_lazy("You have %(limit)d views. Delete one you do not need."))
NOT_SHARED = declare("view_not_shared", gettext_lazy("Share the view first: a role can only open with a shared one."))


def _slug(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("no slug")
    return value


preferences.declare(DEFAULT, _slug)


@dataclass(frozen=True)
class Content:
    """What a view shows; as SavedView keeps it."""

    filters: dict[str, list[str]] = field(default_factory=dict)
    columns: list[str] | None = None
    ordering: str = ""
    page_size: int | None = None


def may_share(rights: Rights) -> bool:
    """Whether a person may show views to everybody: who looks after customers somewhere, or after the settings."""
    manages = MANAGE in {rights.everywhere, *rights.portfolios.values(), *rights.customers.values()}
    return SETTINGS in rights.may or (SHARING in rights.may and manages)


def may_change(view: SavedView, user: Any, rights: Rights) -> bool:
    """Whether ``user`` may change ``view``: their own, or a shared one where they look after the settings."""
    return view.owner_id == user.pk or (view.shared and SETTINGS in rights.may)


def create(
    *, name: str, content: Content, shared: bool, actor: User, channel: Channel, roles: Collection[Group] = ()
) -> SavedView:
    """Save a list under ``name``, also as what opens the list of ``roles``: all of it or, where refused, nothing.

    Raises PermissionDenied, ValidationError by member, Refused ``too_many_views`` and as ``set_roles``.
    """
    _require_sharing(actor, shared)
    name = _name(name)
    _check(content)
    if SavedView.objects.filter(owner=actor).count() >= MAX_VIEWS:
        raise Refused(TOO_MANY_VIEWS, limit=MAX_VIEWS)
    view = SavedView(owner=actor, name=name, slug=_slug_for(name), shared=shared)
    _fill(view, content)
    with acting(actor=actor, kind="customers.save_view", channel=channel, about=view):
        try:
            with transaction.atomic():
                view.save(force_insert=True)
        except IntegrityError:  # somebody has the slug
            view.slug = f"{view.slug}-{get_random_string(5).lower()}"
            view.save(force_insert=True)
        if roles:
            set_roles(view=view, roles=roles, actor=actor, channel=channel)
    return view


def change(
    *,
    view: SavedView,
    name: str,
    shared: bool,
    actor: User,
    channel: Channel,
    content: Content | None = None,
    roles: Collection[Group] | None = None,
) -> SavedView:
    """Rename ``view``, share it or not and, with ``content``, make it show another list; with ``roles``, open theirs.

    One that is not shared any more is no role's view either. Raises as ``create``; then nothing is changed.
    """
    _require_change(view, actor)
    _require_sharing(actor, shared and not view.shared)
    name = _name(name)
    with acting(actor=actor, kind="customers.change_view", channel=channel, about=view):
        view = SavedView.objects.select_for_update().get(pk=view.pk)
        view.name, view.shared = name, shared
        if content is not None:
            _check(content)
            _fill(view, content)
        view.save()
        if not shared:
            RoleView.objects.filter(view=view).delete()
        if roles is not None and (roles or view.roles.exists()):
            set_roles(view=view, roles=roles, actor=actor, channel=channel)
        of_roles.forget()
    return view


def delete(*, view: SavedView, actor: User, channel: Channel) -> None:
    """Delete ``view``; who opened the list with it opens it without. Raises PermissionDenied."""
    _require_change(view, actor)
    with acting(actor=actor, kind="customers.delete_view", channel=channel, about=view):
        RoleView.objects.filter(view=view).delete()
        view.delete()
        of_roles.forget()


def set_roles(*, view: SavedView, roles: Iterable[Group], actor: User, channel: Channel) -> None:
    """Make ``view`` what people of ``roles``, and of no other role, see when they open the list.

    Raises PermissionDenied, Refused ``view_not_shared``.
    """
    require(actor, SETTINGS, None)
    wanted = {role.pk: role for role in roles}
    with acting(actor=actor, kind="customers.set_role_view", channel=channel, about=view):
        view = SavedView.objects.select_for_update().get(pk=view.pk)
        if wanted and not view.shared:
            raise Refused(NOT_SHARED, field="roles")
        RoleView.objects.filter(view=view).exclude(role__in=wanted).delete()
        for role in wanted.values():
            RoleView.objects.update_or_create(role=role, defaults={"view": view})
        of_roles.forget()


def open_with(*, view: SavedView | None, actor: User) -> None:
    """Have the list of ``actor`` open with ``view``; None: with that of the role, or with all customers."""
    if view is None:
        preferences.forget(actor, DEFAULT)
    else:
        preferences.put(actor, DEFAULT, view.slug)


def _require_sharing(actor: User, shared: bool) -> None:
    if shared and not may_share(read_rights(actor)):
        raise PermissionDenied(SHARING)


def _require_change(view: SavedView, actor: User) -> None:
    if not may_change(view, actor, read_rights(actor)):
        raise PermissionDenied(SETTINGS)


def _name(typed: str) -> str:
    try:
        name = line(100, needed=True)(typed)
    except ValidationError as error:
        raise ValidationError({"name": [error]}) from None
    _refuse_personal(name, "name")
    return name


def _check(content: Content) -> None:
    """What is saved is read by others and kept in history: it holds no personal data, and has a bound."""
    words = [word for values in content.filters.values() for word in values]
    if sum(map(len, words)) > MAX_SIZE:
        raise ValidationError({"filters": [ValidationError(_("These are too many conditions to save."), "too_long")]})
    for word in words:
        _refuse_personal(word, "filters")


def _refuse_personal(text: str, member: str) -> None:
    if personal_data_in(text):
        message = _("This looks like personal data, such as a telephone number. Save the list without it.")
        raise ValidationError({member: [ValidationError(message, "personal_data")]})


def _fill(view: SavedView, content: Content) -> None:
    view.filters, view.columns = content.filters, content.columns
    view.ordering, view.page_size = content.ordering, content.page_size


def _slug_for(name: str) -> str:
    """A slug from the pinyin of ``name``. Where it is taken, letters follow that tell nothing of whose it is."""
    slug = slugify("".join(lazy_pinyin(name)))[:SLUG]
    return slug if slug and slug not in RESERVED else get_random_string(8).lower()

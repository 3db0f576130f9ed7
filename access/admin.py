"""The administration of people, and the journal; requests are in request_admin.py."""

from typing import Any

from django.contrib import admin
from django.contrib.auth import admin as _registers_group_first  # noqa: F401
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from access import request_admin  # noqa: F401
from access.guarded_admin import GuardedAdmin
from access.models import Portfolio, PortfolioUserGrant, User
from access.permissions import SEE_DELETED, rights_of
from audit.models import Action

MANAGE_PEOPLE = "access.manage_people"

admin.site.unregister(Group)


class PeopleAdmin(GuardedAdmin):
    """People, roles and portfolios: all of them, for who looks after people."""

    needs = MANAGE_PEOPLE

    def visible(self, user: Any) -> QuerySet:
        return self.model._default_manager.all()


@admin.register(User)
class UserAdmin(PeopleAdmin):
    """People, their roles and grants."""

    list_display = ("username", "last_name", "first_name", "roles", "is_active")
    list_filter = ("is_active",)
    columns = ("username", "last_name", "first_name", "email", "is_active", "is_staff", "date_joined")
    search_fields = ("username", "last_name", "first_name")
    ordering = ("username",)

    def visible(self, user: Any) -> QuerySet:
        return User.objects.prefetch_related("groups")

    def get_fields(self, request: Any, obj: Any = None) -> list[str]:
        return [*super().get_fields(request, obj), "roles", "grants"]

    @admin.display(description=_("roles"))
    def roles(self, person: User) -> str:
        return "、".join(sorted(group.name for group in person.groups.all()))

    @admin.display(description=_("grants"))
    def grants(self, person: User) -> str:
        held = PortfolioUserGrant.objects.filter(user=person).select_related("content_object", "permission")
        return "、".join(f"{grant.content_object.code} {grant.permission.name}" for grant in held.order_by("pk"))


@admin.register(Group)
class RoleAdmin(PeopleAdmin):
    """Roles and what they permit; written by ``bootstrap`` from access/roles.py."""

    list_display = columns = ("name",)
    ordering = ("name",)

    def get_fields(self, request: Any, obj: Any = None) -> list[str]:
        return ["name", "permitted"]

    @admin.display(description=_("permissions"))
    def permitted(self, role: Group) -> str:
        return "、".join(role.permissions.order_by("pk").values_list("name", flat=True))


@admin.register(Portfolio)
class PortfolioAdmin(PeopleAdmin):
    """Portfolios."""

    list_display = columns = ("code", "name")
    search_fields = ("code", "name")
    ordering = ("code",)


@admin.register(Action)
class ActionAdmin(GuardedAdmin):
    """The journal, for who reads history everywhere. It stands here: the audit room knows nothing of rights."""

    list_display = ("id", "at", "actor", "kind", "channel", "reason", "about_type")
    list_filter = ("channel",)
    list_select_related = ("actor",)
    columns = (
        "id", "at", "actor", "on_behalf_of", "kind", "channel", "reason", "request_id", "address", "approval",
        "about_type", "about_id", "details",
    )  # fmt: skip
    search_fields = ("=kind", "=about_id")
    ordering = ("-pk",)
    sortable_by = ()

    def visible(self, user: Any) -> QuerySet:
        return Action.objects.all()

    def may_enter(self, user: Any) -> bool:
        rights = rights_of(user)
        return SEE_DELETED in rights.may and rights.everywhere is not None

"""Who may see and do what. A grant says where, a role says what; nothing else opens anything."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection

VIEW, MANAGE = "view", "manage"
LOOKING = ("view_", "reveal_", "export_")  # permissions for which a view grant suffices
EVERYWHERE = {level: f"access.{level}_every_portfolio" for level in (MANAGE, VIEW)}
SEE = "customers.view_customer"
SEE_DELETED = "audit.view_history"

_ROLES = """
  SELECT 'may', t.app_label || '.' || p.codename, NULL::uuid FROM access_membership m
    JOIN auth_group_permissions r USING (group_id) JOIN auth_permission p ON p.id = r.permission_id
    JOIN django_content_type t ON t.id = p.content_type_id JOIN access_user u ON u.id = m.user_id
   WHERE u.id = %(user)s AND u.is_active
 UNION ALL SELECT 'role', g.name, NULL::uuid FROM access_membership m
    JOIN auth_group g ON g.id = m.group_id JOIN access_user u ON u.id = m.user_id
   WHERE u.id = %(user)s AND u.is_active"""
_GRANTS = """
 UNION ALL SELECT '{kind}', p.codename, g.content_object_id FROM {table} g
    JOIN auth_permission p ON p.id = g.permission_id {who} AND u.is_active"""
_OWN = "JOIN access_user u ON u.id = g.user_id WHERE u.id = %(user)s"
_SHARED = "JOIN access_membership m USING (group_id) JOIN access_user u ON u.id = m.user_id WHERE u.id = %(user)s"
# Grants live on two models: Portfolio here and Customer one room up, so its tables are named, not imported.
GRANT_TABLES = (
    ("portfolio", "access_portfoliousergrant", _OWN),
    ("portfolio", "access_portfoliogroupgrant", _SHARED),
    ("customer", "customers_customerusergrant", _OWN),
    ("customer", "customers_customergroupgrant", _SHARED),
)
_READ = _ROLES + "".join(_GRANTS.format(kind=kind, table=table, who=who) for kind, table, who in GRANT_TABLES)


@dataclass(frozen=True)
class Rights:
    """What one person may do, and where. Empty for somebody inactive or without a grant.

    ``may`` holds the roles' permissions, ``portfolios`` and ``customers`` map keys to VIEW or MANAGE (single
    customer grants: at most 1,000), ``everywhere`` is a level that holds for all portfolios, or None. ``roles`` are the
    names of the roles, for words and defaults: what they allow is in ``may``.
    """

    may: frozenset[str] = frozenset()
    portfolios: Mapping[UUID, str] = field(default_factory=dict)
    customers: Mapping[UUID, str] = field(default_factory=dict)
    everywhere: str | None = None
    roles: frozenset[str] = frozenset()

    def allow(self, permission: str, target: Any) -> bool:
        """Seeing needs a grant; all else a role's permission as well and, unless it only looks, MANAGE.

        ``target`` is a customer or portfolio, or None for permissions that have no place (settings, dimensions).
        """
        if target is None:
            return permission in self.may
        level = self.reach(target)
        if permission == SEE:
            return level is not None
        looks = permission.split(".")[1].startswith(LOOKING)
        return permission in self.may and (level == MANAGE or (level == VIEW and looks))

    def reach(self, target: Any) -> str | None:
        """The level of the grant on ``target``; a deleted one exists for auditors only."""
        if getattr(target, "is_deleted", False) and SEE_DELETED not in self.may:
            return None
        levels = {self.everywhere, self.portfolios.get(target.portfolio_id), self.customers.get(target.pk)}
        return MANAGE if MANAGE in levels else VIEW if VIEW in levels else None


def read_rights(user: Any) -> Rights:
    """Read a person's rights now, in one statement. A token's scopes narrow them."""
    may: set[str] = set()
    roles: set[str] = set()
    places: dict[str, dict[UUID, str]] = {"portfolio": {}, "customer": {}}
    if user.pk is None:
        return Rights()
    with connection.cursor() as cursor:
        cursor.execute(_READ, {"user": user.pk})
        for kind, name, key in cursor:
            if kind == "may":
                may.add(name)
            elif kind == "role":
                roles.add(name)
            elif places[kind].get(key) != MANAGE:
                places[kind][key] = MANAGE if name.startswith(MANAGE) else VIEW
    everywhere = next((level for level, name in EVERYWHERE.items() if name in may), None)
    if getattr(user, "scopes", None) is not None:
        may &= user.scopes
    return Rights(frozenset(may), places["portfolio"], places["customer"], everywhere, frozenset(roles))


def rights_of(user: Any) -> Rights:
    """The rights as they stood when this request first asked: for pages, buttons and lists."""
    if not hasattr(user, "_rights"):
        user._rights = read_rights(user)
    return user._rights


def read_again(user: Any) -> Rights:
    """Forget the rights remembered for ``user`` and read them: between the steps of work that outlasts a request."""
    user._rights = read_rights(user)
    return user._rights


def allows(user: Any, permission: str, target: Any) -> bool:
    """Whether a button is drawn. A courtesy: ``require`` is the gate."""
    return rights_of(user).allow(permission, _guardian_of(target))


def require(user: Any, permission: str, target: Any) -> None:
    """Raise PermissionDenied unless ``user`` may, at this moment. First line of every operation.

    Call it again after waiting for a lock: a right revoked meanwhile is refused.
    """
    if not read_rights(user).allow(permission, _guardian_of(target)):
        raise PermissionDenied(permission)


def _guardian_of(target: Any) -> Any:
    return None if target is None else target.guarded_by()


def may_manage_any(user: Any, permission: str) -> bool:
    """Whether ``user`` holds ``permission`` together with a managing grant somewhere: for the navigation."""
    rights = rights_of(user)
    managed = MANAGE in {rights.everywhere, *rights.portfolios.values(), *rights.customers.values()}
    return permission in rights.may and managed

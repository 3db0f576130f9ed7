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

# Grants live on two models: Portfolio here and Customer one room up, so its tables are named, not imported.
GRANT_TABLES = (
    ("portfolio", "access_portfoliousergrant", "user_id = (SELECT id FROM own)"),
    ("portfolio", "access_portfoliogroupgrant", "group_id = ANY(ARRAY(SELECT group_id FROM held))"),
    ("customer", "customers_customerusergrant", "user_id = (SELECT id FROM own)"),
    ("customer", "customers_customergroupgrant", "group_id = ANY(ARRAY(SELECT group_id FROM held))"),
)
_GRANTS = " UNION ALL ".join(
    f"SELECT '{kind}' AS kind, permission_id, content_object_id AS place FROM {table} WHERE {whose}"  # noqa: S608
    for kind, table, whose in GRANT_TABLES
)
# Joined in small parts: the roles' permissions and four kinds of grants, planned at once, took longer than their rows.
_READ = f"""
 WITH own AS MATERIALIZED (SELECT id FROM access_user WHERE id = %(user)s AND is_active),
     held AS MATERIALIZED (SELECT m.group_id FROM access_membership m JOIN own ON own.id = m.user_id)
 SELECT 'may', t.app_label || '.' || p.codename, NULL::uuid FROM auth_group_permissions r
   JOIN auth_permission p ON p.id = r.permission_id JOIN django_content_type t ON t.id = p.content_type_id
  WHERE r.group_id = ANY(ARRAY(SELECT group_id FROM held))
 UNION ALL SELECT 'role', name, NULL::uuid FROM auth_group WHERE id = ANY(ARRAY(SELECT group_id FROM held))
 UNION ALL SELECT g.kind, p.codename, g.place FROM ({_GRANTS}) g
   JOIN auth_permission p ON p.id = g.permission_id"""  # noqa: S608 - our own words


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

"""What an installation needs before anybody signs in: the one who acts where nobody does, and the built-in roles."""

from django.contrib.auth.models import Group, Permission

from access.models import User
from access.roles import ROLES
from audit.history import acting
from audit.models import Channel

SYSTEM = "system"


def system_user() -> User:
    """The inactive person, without password, grant or role, in whose name set-up and schedule act; made when needed."""
    found = User.objects.filter(username=SYSTEM).first()
    if found is not None:
        return found
    system = User(username=SYSTEM, is_active=False)
    system.set_unusable_password()
    with acting(actor=None, kind="access.add_system_user", channel=Channel.COMMAND, about=system):
        system.save(force_insert=True)
    return system


def write_roles(*, actor: User) -> list[str]:
    """Give each built-in role exactly its permissions, taking stray ones away; returns the roles that differed.

    Raises LookupError for a permission that no model declares or that was not migrated yet. Other groups stay.
    """
    differing = [name for name in ROLES if set(ROLES[name]) != _permissions_of(name)]
    if not differing:
        return []
    declared = {_name_of(permission): permission for permission in Permission.objects.select_related("content_type")}
    with acting(actor=actor, kind="access.write_roles", channel=Channel.COMMAND, details={"roles": differing}):
        for name in differing:
            if unknown := set(ROLES[name]) - declared.keys():
                raise LookupError(f"{name}: {', '.join(sorted(unknown))} is not there; run manage.py migrate first.")
            role, _made = Group.objects.get_or_create(name=name)
            role.permissions.set([declared[permission] for permission in ROLES[name]])
    return differing


def _permissions_of(role: str) -> set[str] | None:
    """The permissions a role has now, as ``app.codename``; None where there is no such role."""
    group = Group.objects.filter(name=role).first()
    if group is None:
        return None
    return {_name_of(permission) for permission in group.permissions.select_related("content_type")}


def _name_of(permission: Permission) -> str:
    return f"{permission.content_type.app_label}.{permission.codename}"

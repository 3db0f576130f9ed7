"""Who may see a customer, and by which grant: for those who look after it (S15)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext as _

from access.models import PortfolioGroupGrant, PortfolioUserGrant, User
from access.permissions import EVERYWHERE, MANAGE, VIEW, rights_of
from access.roles import in_words
from customers.models import Customer, CustomerGroupGrant, CustomerUserGrant


@dataclass(frozen=True, order=True)
class Viewer:
    """A person or role, whether they look after the customer or only see it, and where that comes from."""

    name: str
    manages: bool
    way: str


def of(customer: Customer, user: Any) -> list[Viewer]:
    """Those whose grants reach ``customer``, by name. Raises PermissionDenied unless ``user`` looks after it."""
    if rights_of(user).reach(customer) != MANAGE:
        raise PermissionDenied("customers.manage_customer")
    portfolio = _("portfolio %(code)s") % {"code": customer.portfolio.code}
    itself = _("this customer alone")
    return sorted(
        [
            *_people(PortfolioUserGrant.objects.filter(content_object=customer.portfolio_id), portfolio),
            *_people(CustomerUserGrant.objects.filter(content_object=customer), itself),
            *_roles(PortfolioGroupGrant.objects.filter(content_object=customer.portfolio_id), portfolio),
            *_roles(CustomerGroupGrant.objects.filter(content_object=customer), itself),
            *_everywhere(),
        ]
    )


def role_words(role: Group) -> str:
    """A role's name in the language in use."""
    return in_words(role.name)


def _people(grants: Any, way: str) -> Iterator[Viewer]:
    for grant in grants.filter(user__is_active=True).select_related("user", "permission"):
        yield Viewer(grant.user.get_username(), _manages(grant), way)


def _roles(grants: Any, way: str) -> Iterator[Viewer]:
    for grant in grants.select_related("group", "permission"):
        yield Viewer(_("role %(name)s") % {"name": role_words(grant.group)}, _manages(grant), way)


def _manages(grant: Any) -> bool:
    return grant.permission.codename.startswith(MANAGE)


def _everywhere() -> Iterator[Viewer]:
    """The people whose role reaches every portfolio."""
    names = {level: EVERYWHERE[level].split(".")[1] for level in (MANAGE, VIEW)}
    holds = Q(groups__permissions__codename__in=names.values(), groups__permissions__content_type__app_label="access")
    reach = User.objects.filter(holds, is_active=True)
    for username, codename in reach.values_list("username", "groups__permissions__codename").distinct():
        yield Viewer(username, codename == names[MANAGE], _("all customers, by role"))

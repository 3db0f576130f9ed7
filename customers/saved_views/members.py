"""What a reader gets of a saved view: conditions, columns and order they know; what they may not see is not there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from access import preferences
from access.permissions import rights_of
from audit.refusals import Refused, declare
from customers.filters import CustomerFilter
from customers.saved_views.models import SavedView
from customers.saved_views.of_roles import of_roles
from customers.saved_views.saving import DEFAULT

VIEW_UNKNOWN = declare("view_unknown", _("There is no view or filter “%(slug)s” for you."), status=400)
MEMBER_UNKNOWN = declare(
    "view_member_unknown",
    _("The saved filter “%(slug)s” has a condition on “%(name)s” that you may not see or that is gone."),
    status=400,
)
PAGING = ("cursor", "count", "panel", "totals")


@dataclass(frozen=True)
class Usable:
    """The filter of an address and a saved view together; ``left_out`` names the view's conditions that are gone."""

    filters: CustomerFilter
    query: QueryDict
    left_out: tuple[str, ...] = ()


def named(slug: str, user: Any, *, member: str = "view") -> SavedView:
    """The view ``slug`` if it is ``user``'s or shared. Raises Refused ``view_unknown``."""
    view = None if "\0" in slug else SavedView.objects.visible_to(user).filter(slug=slug).first()
    if view is None:
        raise Refused(VIEW_UNKNOWN, field=member, slug=slug[:64].replace("\0", "\ufffd"))
    return view


def opening(user: Any) -> SavedView | None:
    """The view the list opens with: the person's choice, else that of a role of theirs."""
    roles = rights_of(user).roles
    own, of_role = preferences.get(user, DEFAULT), next((slug for role, slug in of_roles() if role in roles), None)
    wanted = [slug for slug in (own, of_role) if slug]
    found = {view.slug: view for view in SavedView.objects.visible_to(user).filter(slug__in=wanted)} if wanted else {}
    return next((found[slug] for slug in wanted if slug in found), None)


def merged(query: QueryDict, view: SavedView | None) -> QueryDict:
    """The address with the conditions of ``view``; what the address itself says of a name replaces the view's."""
    if view is None:
        return query
    whole = query.copy()
    for name, values in view.filters.items():
        if name not in query:
            whole.setlist(name, values)
    return whole


def usable(query: QueryDict, view: SavedView | None, request: HttpRequest) -> Usable:
    """The filter to apply; conditions of ``view`` that mean nothing to the reader are left out.

    Raises Refused for what the address itself says wrong.
    """
    whole = merged(query, view)
    try:
        return Usable(CustomerFilter(whole, request=request), whole)
    except Refused:
        if view is None:
            raise
    CustomerFilter(query, request=request)  # is it the address that is wrong?
    left_out = []
    for name, values in view.filters.items():
        if name not in query:
            good = [value for value in values if _is_known(name, value, request)]
            if good:
                whole.setlist(name, good)
            else:
                del whole[name]
            left_out += [name] * (len(values) - len(good))
    return Usable(CustomerFilter(whole, request=request), whole, tuple(left_out))


def strictly(query: QueryDict, slug: str | None, request: Any) -> CustomerFilter:
    """The filter of an address that may name a saved filter, for machines: nothing is left out, it is refused by name.

    Raises Refused ``view_unknown``, ``view_member_unknown``, or what the address itself says wrong.
    """
    view = named(slug, request.user, member="filter") if slug else None
    found = usable(query, view, request)
    if found.left_out:
        raise Refused(MEMBER_UNKNOWN, field="filter", slug=slug, name=found.left_out[0])
    return found.filters


def _is_known(name: str, value: str, request: HttpRequest) -> bool:
    one = QueryDict(mutable=True)
    one[name] = value
    try:
        CustomerFilter(one, request=request)
    except Refused:
        return False
    return True


def conditions(filters: CustomerFilter, query: QueryDict) -> Mapping[str, list[str]]:
    """The conditions of an address as a view keeps them: the names that are filters, without empty values."""
    found = {name: [value for value in query.getlist(name) if value.strip()] for name in filters.filters}
    return {name: values for name, values in found.items() if values}

"""Which customers a file is about: those a list shows, or those picked from it; always within what a person sees."""

from collections.abc import Iterable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from access.encryption import HIDDEN
from access.masks import mask_person_name, personal_data_in
from audit.refusals import Refused, declare
from customers.filters import NOT_FILTERS, CustomerFilter
from customers.identifiers import CODE
from customers.models import Customer
from customers.querysets import CustomerQuerySet
from customers.saved_views import members

MAX_CODES = 200
SEARCH = "q"
SAVED = ("view", "filter")  # what names a saved view in the address of a list

CODES_TOO_MANY = declare("codes_too_many", _("At most %(limit)d customers can be picked one by one."), status=400)
CODE_UNKNOWN = declare("code_unknown", _("There is no customer “%(customer)s”."), status=400)


@dataclass(frozen=True)
class Scope:
    """``query`` is a query string of the list; with ``codes`` it is about these customers only."""

    query: str = ""
    codes: tuple[str, ...] = ()

    @classmethod
    def of(cls, query: QueryDict, codes: Iterable[str], user: Any) -> "Scope":
        """The scope as ``user`` typed it. Raises Refused for codes that are none and views they have not."""
        picked = tuple(dict.fromkeys(code.strip().upper() for code in codes if code.strip()))
        if len(picked) > MAX_CODES:
            raise Refused(CODES_TOO_MANY, "codes", limit=MAX_CODES)
        for code in picked:
            if not CODE.fullmatch(code):
                raise Refused(CODE_UNKNOWN, "codes", customer=code[:40].replace("\0", "\ufffd"))
        return cls("" if picked else written_out(query, user).urlencode(), picked)

    def asked_of(self, user: Any) -> "Asked":
        """The scope as a query of ``user``. Raises Refused like the list itself."""
        if self.codes:
            return Asked(Customer.objects.filter(code__in=self.codes).exclude_deleted(), walks=False)
        filters = CustomerFilter(QueryDict(self.query), request=SimpleNamespace(user=user))
        return Asked(filters.applied_to(Customer.objects.all()), walks=not filters.term)

    def recorded(self) -> dict[str, Any]:
        """What the journal keeps of it: no search term as it was typed, nor anything else that looks personal."""
        if self.codes:
            return {"codes": list(self.codes)}
        return {
            name: [_recorded(name, value) for value in values if value.strip()]
            for name, values in QueryDict(self.query).lists()
            if name not in NOT_FILTERS and any(value.strip() for value in values)
        }


def written_out(query: QueryDict, user: Any) -> QueryDict:
    """The query with the conditions of the saved view or filter it names.

    Raises Refused where one of them is not for ``user``: a file never holds more than the name of the view promises.
    """
    slug = query.get("view") or query.get("filter")
    if not slug:
        return query
    reader: Any = SimpleNamespace(user=user)
    found = members.usable(query, members.named(slug, user), reader)
    if found.left_out:
        raise Refused(members.MEMBER_UNKNOWN, "filter", slug=slug[:64], name=found.left_out[0])
    full = found.query.copy()
    for name in SAVED:
        full.pop(name, None)
    return full


def _recorded(name: str, value: str) -> str:
    if personal_data_in(value) or (any(letter.isdigit() for letter in value) and name == SEARCH):
        return HIDDEN
    return mask_person_name(value) if name == SEARCH else value


@dataclass(frozen=True)
class Asked:
    """Customers before it is said who sees them; ``walks`` says that they come in order by an index of theirs."""

    customers: CustomerQuerySet
    walks: bool

    def count(self, user: Any) -> int:
        """How many ``user`` sees."""
        return self.customers.visible_to(user).order_by().count()

    def rows(self, user: Any, names: tuple[str, ...], *, after: str, size: int) -> list[tuple[Any, ...]]:
        """At most ``size`` of them as tuples of ``names``, in the order of their codes, from behind ``after`` on."""
        rows: Any = self.customers.order_by("code").values_list(*names)
        if after:
            rows = rows.filter(code__gt=after)
        if self.walks:
            return list(rows.first_visible_to(user, ("code",), size))
        return list(rows.visible_to(user)[:size])

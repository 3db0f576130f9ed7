"""A number that another customer has is refused here as well (E11)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from access.models import User
from audit.refusals import Refused
from customers.dossier import numbers
from customers.models import Customer, IdentifierType
from customers.refusals import taken


def refuse_taken(found: Iterable[Mapping[str, Any]], *, customer: Customer | None, actor: User) -> None:
    """Raise Refused ``duplicate`` where another living customer than ``customer`` has one of these numbers.

    ``found`` holds the members of identifiers. Who may not see that customer is not told which it is. The numbers stay
    locked until the transaction ends, so that two people cannot give the same one at the same time.
    """
    values = list(found)
    tokens = sorted(token for one in values for token in _tokens(one))
    _lock(tokens)
    others = Customer.objects.exclude_deleted().filter(search__tokens__overlap=tokens) if tokens else None
    others = others.exclude(pk=customer.pk) if others is not None and customer else others
    other = others.order_by("code").first() if others is not None else None
    if other is not None:
        raise _refusal(other, actor)


def _tokens(values: Mapping[str, Any]) -> list[str]:
    """How another customer may have the number: as a further one, or a firm's as its USCC."""
    found = [numbers.token(values)]
    if values["type"] == IdentifierType.TAX:
        found.append(f"t:{values['number']}")
    return found


def _lock(tokens: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for token in tokens:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [token])


def _refusal(other: Customer, actor: User) -> Refused:
    what = _("document number")
    if not Customer.objects.visible_to(actor).filter(pk=other.pk).exists():
        return taken(what, "identifiers")
    found = [{"code": other.code, "name": other.name}]
    who = f"{other.name} ({other.code})"
    return taken(what, "identifiers", who=who, remedy=_("Open that customer instead."), matches=found)

"""What became of a customer since somebody last looked: for the screen that shows two people's changes (S30)."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from access.encryption import Encrypted
from audit.models import Action
from audit.protection import past_of
from customers.models import Classification, Customer
from customers.parts import MODELS

UNTOLD = frozenset({"version", "updated_at"})
PARTS: dict[str, Any] = {**MODELS, "categories": Classification}


def since(customer: Customer, version: int) -> list[dict[str, Any]]:
    """The saves after ``version``, oldest first: ``by`` (username), ``at`` and ``fields``, names only.

    Twins of encrypted fields go by the field's own name.
    """
    rows = list(customer.history.filter(version__gte=version).order_by("version", "history_id"))
    acts = {row.action_id for row in rows if row.version > version}
    who = dict(Action.objects.filter(pk__in=acts).values_list("pk", "actor__username"))
    touched = _parts(customer, acts)
    return [
        {
            "by": who[later.action_id] or "",
            "at": later.history_date,
            "fields": sorted({*_changed(earlier, later), *touched.get(later.action_id, ())}),
        }
        for earlier, later in pairwise(rows)
        if later.action_id in acts
    ]


def _changed(earlier: Any, later: Any) -> Iterable[str]:
    for field in past_of(Customer).tracked_fields:
        if field.name not in UNTOLD and _raw(earlier, field.attname) != _raw(later, field.attname):
            yield field.name.removesuffix("_encrypted")


def _raw(row: Any, name: str) -> Any:
    value = getattr(row, name)
    return value.ciphertext if isinstance(value, Encrypted) else value


def _parts(customer: Customer, acts: set[int]) -> dict[int, set[str]]:
    """The lists each act touched."""
    touched: dict[int, set[str]] = {}
    for name, model in PARTS.items() if acts else ():
        rows = past_of(model).objects.filter(customer=customer.pk, action_id__in=acts)
        for act in rows.values_list("action_id", flat=True).distinct():
            touched.setdefault(act, set()).add(name)
    return touched

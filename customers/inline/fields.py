"""Which fields are edited where they stand: harmless ones, in force at once (ux 20). The others ask a second person."""

from typing import Any

from django.http import QueryDict

from access.forms import refuse_unknown
from customers.changes import CREDIT_GRADE
from customers.forms import CustomerForm
from customers.models import Customer
from customers.sheet import initial_of

PLAIN = frozenset({"short_name", "mnemonic", "external_id", "portfolio"})
PREFIX = "category_"
BESIDE = frozenset({"base_version"})


def is_harmless(name: str) -> bool:
    """Whether the field ``name`` may be one that is edited in place."""
    return name in PLAIN or (name.startswith(PREFIX) and name != PREFIX + CREDIT_GRADE)


def form_of(name: str, customer: Customer, actor: Any, data: QueryDict | None = None) -> CustomerForm | None:
    """The customer's form cut to the one field ``name``; None where that field does not exist for ``actor``."""
    initial = initial_of(customer, actor) if data is None else None
    form = CustomerForm(data, actor=actor, customer=customer, initial=initial)
    if not is_harmless(name) or name not in form.fields:
        return None
    for other in [field for field in form.fields if field != name]:
        del form.fields[other]
    if data is not None:
        refuse_unknown(form, known={name, f"initial-{name}", *BESIDE})
    return form

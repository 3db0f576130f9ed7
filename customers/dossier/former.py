"""The names a customer had: written where a change of name is applied, never where a mistyped one is corrected."""

from datetime import date
from typing import Any

from access.data_keys import Keyring, conceal
from customers.models import Customer, FormerName


def remember(customer: Customer, name: str, ring: Keyring, *, today: date) -> None:
    """Keep ``name`` as the one the customer had until ``today``, inside the caller's ``acting``.

    It began when the one before it ended; without one that is not known.
    """
    known: list[Any] = list(customer.former_names.order_by("position", "pk"))
    begins = max((row.valid_to for row in known if row.valid_to), default=None)
    position = max((row.position for row in known), default=-1) + 1
    row = FormerName(customer=customer, valid_from=begins, valid_to=today, position=position)
    conceal(row, ring=ring, name=name)
    row.save(force_insert=True)

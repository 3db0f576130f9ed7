"""How a customer is found by what its file holds: former names, further numbers, codes of other systems."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from access.data_keys import Keyring, text_of
from customers.dossier import numbers
from customers.dossier.reading import files_of
from customers.models import Customer
from customers.names import normal_form, search_words


@dataclass(frozen=True)
class Traces:
    """What the search row of a customer holds of its file; ``former`` the normal forms of its former names."""

    words: frozenset[str] = frozenset()
    former: str = ""


def traces_of(customers: Sequence[Customer], ring: Keyring) -> dict[UUID, Traces]:
    """The traces of stored customers, by key."""
    files = files_of(customers, ring)
    return {customer.pk: traces(customer, files[customer.pk]) for customer in customers}


def traces(customer: Customer, lists: Mapping[str, Sequence[Any]]) -> Traces:
    """The traces of one customer with opened rows, by list."""
    former = [text_of(row.name) for row in lists.get("former_names", ())]
    words = {word for name in former for word in search_words(name)}
    words |= {word for row in lists.get("external_codes", ()) for word in search_words("", code=row.code)}
    words |= {word for row in lists.get("identifiers", ()) for word in _number_words(row, customer)}
    return Traces(frozenset(words), "\n".join(map(normal_form, former)))


def _number_words(row: Any, customer: Customer) -> Iterator[str]:
    """A public number is found like a code, by everybody; each one by its digest, where two are compared."""
    number = text_of(row.number)
    yield numbers.token({"type": row.type, "country": row.country, "number": number})
    if not numbers.is_secret(row.type, individual=customer.is_individual):
        yield f"c:{number}"

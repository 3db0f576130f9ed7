"""What the API answers of a customer's file: cut to what the caller may see, secret numbers masked (E12)."""

from collections.abc import Iterator
from typing import Any

from access.data_keys import Keyring, text_of
from access.fields import IDENTITY, may_see
from customers.dossier import numbers
from customers.dossier.reading import File, file_of
from customers.models import Customer, ExternalCode, FormerName

Shape = dict[str, Any]


def shape_of(customer: Customer, user: Any, ring: Keyring) -> Shape:
    """The members of the record that its file fills. Secret numbers do not exist for who may not see identities."""
    file = file_of(customer, ring)
    return {
        "identifiers": list(_identifiers(customer, user, file)),
        "former_names": [_former_name(row) for row in file["former_names"]],
        "external_codes": [_external_code(row) for row in file["external_codes"]],
    }


def _identifiers(customer: Customer, user: Any, file: File) -> Iterator[Shape]:
    sees, individual = may_see(user, IDENTITY, customer), customer.is_individual
    for row in file["identifiers"]:
        secret = numbers.is_secret(row.type, individual=individual)
        if sees or not secret:
            number = numbers.shown(text_of(row.number), row.type, individual=individual)
            yield {
                "id": str(row.pk),
                "type": row.type,
                "country": row.country,
                ("number_masked" if secret else "number"): number,
                **_days(row),
            }


def _former_name(row: FormerName) -> Shape:
    return {"id": str(row.pk), "name": text_of(row.name), **_days(row)}


def _external_code(row: ExternalCode) -> Shape:
    return {"id": str(row.pk), "system": row.system, "code": row.code}


def _days(row: Any) -> Shape:
    return {"valid_from": row.valid_from, "valid_to": row.valid_to}

"""The full last image of a customer, kept encrypted in its tombstone (E6, S36)."""

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from access.data_keys import Keyring, open_rows
from access.encryption import Encrypted
from customers.models import Customer, Tombstone
from customers.parts import MODELS


def image_of(customer: Customer) -> dict[str, Any]:
    """Every field of ``customer`` and of its parts in plain text, and its categories with their dates."""
    ring = Keyring()
    open_rows([customer], ring=ring)
    image: dict[str, Any] = {"customer": _row(customer) | {"portfolio": str(customer.portfolio)}}
    for name in MODELS:
        rows = getattr(customer, name).order_by("position", "pk")
        image[name] = [_row(row) for row in open_rows(rows, ring=ring)]
    papers = customer.attachments.order_by("filed_at", "pk")
    image["attachments"] = [_row(row) for row in open_rows(papers, ring=ring)]  # without their content
    for name in ("notes", "verifications"):
        image[name] = [_row(row) for row in open_rows(getattr(customer, name).order_by("pk"), ring=ring)]
    given = customer.classifications.select_related("dimension", "category").order_by("pk")
    return image | {"categories": [_row(row) | _names(row) for row in given]}


def _row(row: models.Model) -> dict[str, Any]:
    """Stored values by field; the encrypted twin of a live name would only say it twice."""
    fields = [field for field in row._meta.concrete_fields if not field.name.endswith("_encrypted")]
    return {field.attname: _plain(getattr(row, field.attname)) for field in fields}


def _plain(value: Any) -> Any:
    return value.text if isinstance(value, Encrypted) else value


def _names(row: Any) -> dict[str, str]:
    return {"dimension": row.dimension.code, "category": row.category.code}


def written(image: dict[str, Any]) -> str:
    """The image as the text that is encrypted."""
    return json.dumps(image, cls=DjangoJSONEncoder, ensure_ascii=False)


def read_image(tombstone: Tombstone) -> dict[str, Any]:
    """The image in ``tombstone``, in plain text: mask before showing. Empty where the person was erased."""
    open_rows([tombstone])
    return json.loads(tombstone.image.text or "{}")

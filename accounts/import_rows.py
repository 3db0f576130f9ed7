"""What a row of a file says of an entry, as the members that ``drafts.read`` takes."""

from collections.abc import Mapping
from typing import Any

from exchange.files import Fields

TEXTS = ("customer", "side", "currency", "kind", "reference", "memo")
DATES = ("document_date", "posting_date", "due_date")
SETTLED = "settled_on"
FIELDS = Fields(
    names=frozenset({*TEXTS, *DATES, SETTLED, "amount", "tax_amount", "applies_to"}),
    dates=frozenset({*DATES, SETTLED}),
    texts=frozenset({*TEXTS, "applies_to"}),
)
DIRECT = (*DATES, "side", "currency", "kind", "amount", "reference", "tax_amount", "memo")


def raw_of(values: Mapping[str, str]) -> dict[str, Any]:
    """The members a row states. ``applies_to`` is one reference or several, with ``;`` between them.

    What is settled on a day of its own row is left alone by the entry: its receipt is to find all of it open.
    """
    raw: dict[str, Any] = {name: values[name] for name in DIRECT if name in values}
    if "posting_date" not in raw and "document_date" in raw:
        raw["posting_date"] = raw["document_date"]
    if named := [name.strip() for name in values.get("applies_to", "").split(";") if name.strip()]:
        raw["applies_to"] = [{"reference": name} for name in named]
    return raw | ({"allocate": "none"} if SETTLED in values else {})


def receipt_of(values: Mapping[str, str], entry: str) -> dict[str, Any]:
    """The receipt of the full amount on the day the row says, applied to ``entry`` (its number; "" while unposted)."""
    shared = {name: values[name] for name in ("side", "currency", "amount") if name in values}
    return {
        **shared,
        "kind": "receipt",
        "posting_date": values[SETTLED],
        "applies_to": [{"entry": entry}] if entry else [],
        "allocate": "none",
    }


def field_of(path: str) -> str:
    """The field of a file behind a member path such as ``applies_to.0.reference``."""
    return path.partition(".")[0]

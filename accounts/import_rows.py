"""What a row of a file says of an entry, as the members that ``drafts.read`` takes."""

from collections.abc import Mapping
from typing import Any

from exchange.files import Fields

PAID_BY = ("instrument", "instrument_number", "drawer", "acceptor")
TEXTS = ("customer", "side", "currency", "kind", "reference", "memo", *PAID_BY)
DATES = ("document_date", "posting_date", "due_date", "maturity")
SETTLED = "settled_on"
FIELDS = Fields(
    names=frozenset({*TEXTS, *DATES, SETTLED, "amount", "tax_amount", "applies_to"}),
    dates=frozenset({*DATES, SETTLED}),
    texts=frozenset({*TEXTS, "applies_to"}),
)
MADE_WITH = (*PAID_BY, "maturity")
DIRECT = (*DATES, "side", "currency", "kind", "amount", "reference", "tax_amount", "memo", *PAID_BY)


def raw_of(values: Mapping[str, str]) -> dict[str, Any]:
    """The members a row states. ``applies_to`` is one reference or several, with ``;`` between them.

    What is settled on a day of its own row is left alone by the entry: its receipt is to find all of it open, and the
    receipt is what was made with the instrument.
    """
    taken = [name for name in DIRECT if name in values and not (SETTLED in values and name in MADE_WITH)]
    raw: dict[str, Any] = {name: values[name] for name in taken}
    if "posting_date" not in raw and "document_date" in raw:
        raw["posting_date"] = raw["document_date"]
    if named := [name.strip() for name in values.get("applies_to", "").split(";") if name.strip()]:
        raw["applies_to"] = [{"reference": name} for name in named]
    return raw | ({"allocate": "none"} if SETTLED in values else {})


def receipt_of(values: Mapping[str, str], entry: str) -> dict[str, Any]:
    """The receipt, or payment, of the full amount on the day the row says, applied to ``entry``.

    ``entry`` is its number, "" while it is unposted.
    """
    shared = {name: values[name] for name in ("side", "currency", "amount", *MADE_WITH) if name in values}
    return {
        **shared,
        "kind": "payment" if values.get("side") == "payable" else "receipt",
        "posting_date": values[SETTLED],
        "applies_to": [{"entry": entry}] if entry else [],
        "allocate": "none",
    }


def field_of(path: str) -> str:
    """The field of a file behind a member path such as ``applies_to.0.reference``."""
    return path.partition(".")[0]

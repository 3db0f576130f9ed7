"""A batch among the requests of the API: one item, decided as one (contract.md)."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from access.batches.cards import BatchCard, cards_of
from access.batches.models import Batch
from access.models import RequestStatus


def shape_of(card: BatchCard) -> dict[str, Any]:
    """A batch as an item of the list of requests; ``rows`` are its control totals, by status."""
    batch = card.batch
    return {
        "id": str(batch.pk),
        "kind": batch.kind,
        "status": card.status,
        "target": {"type": batch._meta.label_lower, "code": "", "name": ""},
        "portfolio": batch.portfolio.code,
        "maker": batch.maker.username,
        "reason": "",
        "fields": sorted(card.fields),
        "levels": 1,
        "created_at": batch.created_at,
        "expires_at": card.expires_at,
        "closed_at": None if card.waits else card.closed_at,
        "batch": None,
        "rows": {status: card.statuses[status] for status in RequestStatus.values if card.statuses[status]},
        "may_decide": card.awaited > 0,
        "stale": False,
    }


def shapes_by_key(keys: Iterable[UUID | None], user: Any) -> dict[UUID, dict[str, Any]]:
    """The batches of these keys as ``user`` may see them."""
    wanted = {key for key in keys if key}
    batches = Batch.objects.filter(pk__in=wanted).select_related("maker", "portfolio") if wanted else ()
    return {card.batch.pk: shape_of(card) for card in cards_of(batches, user)} if wanted else {}


def detail_of(batch: Batch, card: BatchCard) -> dict[str, Any]:
    """A batch by itself: also how many rows set each field; its rows are listed by ``?batch=``."""
    return shape_of(card) | {"lines": [], "decisions": [], "totals": dict(card.fields)}

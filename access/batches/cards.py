"""Batches as one person finds them in the inbox: counted over the rows they may see."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Func, QuerySet
from django.utils.functional import Promise

from access.approvals import KINDS
from access.batches.models import Batch
from access.inbox import awaiting
from access.models import Request, RequestStatus

SHOWN = 20


@dataclass(frozen=True)
class BatchCard:
    """A batch with its control totals: rows by status, rows by field; ``awaited`` of them the person may decide."""

    batch: Batch
    is_mine: bool
    statuses: Counter[str] = field(default_factory=Counter)
    fields: Mapping[str, int] = field(default_factory=dict)
    awaited: int = 0

    @property
    def label(self) -> str | Promise:
        kind = KINDS.get(self.batch.kind)
        return kind.label if kind else self.batch.kind

    @property
    def rows(self) -> int:
        return self.statuses.total()

    @property
    def pending(self) -> int:
        return self.statuses[RequestStatus.PENDING]

    @property
    def waits(self) -> bool:
        return bool(self.pending)

    @property
    def state(self) -> str:
        """As components/state.html draws it."""
        return "open" if self.waits else "approved" if self.statuses[RequestStatus.APPROVED] else "rejected"

    @property
    def counts(self) -> list[dict[str, Any]]:
        """Rows by status, in words."""
        return [
            {"label": status.label, "value": self.statuses[status]} for status in RequestStatus if self.statuses[status]
        ]


def rows_of(batch: Batch, user: Any) -> QuerySet[Request]:
    """The rows of ``batch`` that exist for ``user``, in the order of the file."""
    return Request.objects.visible_to(user).filter(batch=batch).order_by("batch_row")


def card_of(batch: Batch, user: Any) -> BatchCard:
    """One batch, as ``user`` may see it."""
    rows = Request.objects.visible_to(user).filter(batch=batch).order_by()
    statuses = rows.values_list("status").annotate(rows=Count("pk"))
    fields = rows.annotate(name=Func("fields", function="unnest")).values_list("name").annotate(rows=Count("pk"))
    return BatchCard(
        batch,
        is_mine=batch.maker_id == user.pk,
        statuses=Counter(dict(statuses)),
        fields=dict(fields),
        awaited=awaiting(user).filter(batch=batch).count(),
    )


def cards_among(rows: QuerySet[Request], user: Any) -> list[BatchCard]:
    """The newest batches that have a request among ``rows``."""
    keys = rows.filter(batch__isnull=False).order_by().values("batch")
    batches = Batch.objects.filter(pk__in=keys).select_related("maker", "portfolio").order_by("-created_at", "-pk")
    return [card_of(batch, user) for batch in batches[:SHOWN]]

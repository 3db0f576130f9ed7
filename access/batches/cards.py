"""Batches as one person finds them in the inbox: counted over the rows they may see."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, Func, Max, Min, OuterRef, Q, QuerySet
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
    fields: Counter[str] = field(default_factory=Counter)
    awaited: int = 0
    expires_at: datetime | None = None  # of the row that does so first
    closed_at: datetime | None = None  # of the row that was decided last

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
    def status(self) -> str:
        """Pending as long as a row is; then what came of most rows."""
        return RequestStatus.PENDING if self.waits else self.statuses.most_common(1)[0][0]

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

    @property
    def field_counts(self) -> list[dict[str, Any]]:
        """Rows by field, in words."""
        kind = KINDS.get(self.batch.kind)
        labels = kind.fields if kind else {}
        return [{"label": labels.get(name, name), "value": self.fields[name]} for name in sorted(self.fields)]


def rows_of(batch: Batch, user: Any) -> QuerySet[Request]:
    """The rows of ``batch`` that exist for ``user``, in the order of the file."""
    return Request.objects.visible_to(user).filter(batch=batch).order_by("batch_row")


def one_per_card(rows: QuerySet[Request]) -> QuerySet[Request]:
    """Of ``rows`` those that stand alone and, of each batch, the first one."""
    earlier = rows.filter(batch=OuterRef("batch"), batch_row__lt=OuterRef("batch_row"))
    return rows.filter(Q(batch=None) | ~Exists(earlier.order_by()))


def card_of(batch: Batch, user: Any) -> BatchCard:
    """One batch, as ``user`` may see it."""
    return cards_of([batch], user)[0]


def cards_of(batches: Iterable[Batch], user: Any) -> list[BatchCard]:
    """Batches as ``user`` may see them, in a few statements however many they are."""
    found = list(batches)
    rows = Request.objects.visible_to(user).filter(batch__in=found).order_by()
    statuses = _counts(rows.values_list("batch", "status"))
    fields = _counts(rows.annotate(name=Func("fields", function="unnest")).values_list("batch", "name"))
    awaited = _counts(awaiting(user).filter(batch__in=found).order_by().values_list("batch", F("kind")))
    ends = {key: days for key, *days in rows.values_list("batch").annotate(Min("expires_at"), Max("closed_at"))}
    return [
        BatchCard(
            batch,
            batch.maker_id == user.pk,
            statuses[batch.pk],
            fields[batch.pk],
            awaited[batch.pk].total(),
            *ends.get(batch.pk, ()),
        )
        for batch in found
    ]


def _counts(rows: Any) -> dict[UUID, Counter[str]]:
    """How many rows have each value, by batch."""
    found: dict[UUID, Counter[str]] = defaultdict(Counter)
    for batch, value, count in rows.annotate(rows=Count("pk")):
        found[batch][value] = count
    return found


def cards_among(rows: QuerySet[Request], user: Any) -> list[BatchCard]:
    """The newest batches that have a request among ``rows``."""
    keys = rows.filter(batch__isnull=False).order_by().values("batch")
    batches = Batch.objects.filter(pk__in=keys).select_related("maker", "portfolio").order_by("-created_at", "-pk")
    return cards_of(batches[:SHOWN], user)

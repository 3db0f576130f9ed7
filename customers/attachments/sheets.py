"""Papers as pages show them: names in plain only to who may open them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.timezone import localdate

from access.data_keys import open_rows, text_of
from access.encryption import HIDDEN
from customers.attachments.kinds import may_read, needs_reason
from customers.models import Attachment, AttachmentStatus, Customer

SOON = timedelta(days=60)
OLD_SHOWN = 100


@dataclass(frozen=True)
class Row:
    """One paper: ``name`` as filed or dots, ``due`` one of "", "soon", "over"; whether it opens, and with a reason."""

    paper: Attachment
    name: str
    due: str
    readable: bool
    asks_reason: bool


def rows_of(papers: Iterable[Attachment], user: Any) -> list[Row]:
    """The papers as rows, in their order; keys are fetched once, and only names are opened."""
    today = localdate()
    return [_row(paper, user, today) for paper in open_rows(papers)]


def _row(paper: Attachment, user: Any, today: date) -> Row:
    readable = may_read(user, paper.kind, paper.customer)
    name = text_of(paper.name) if readable else HIDDEN
    return Row(paper, name, due(paper, today), readable, needs_reason(paper.kind))


def due(paper: Attachment, today: date) -> str:
    """Whether a paper in force has ended, or ends soon."""
    if paper.expires_on is None or not paper.is_current or paper.expires_on > today + SOON:
        return ""
    return "over" if paper.expires_on < today else "soon"


def in_force(customer: Customer, user: Any) -> list[Row]:
    """The customer's papers in force, the kinds in their order and the newest first."""
    found = Attachment.objects.visible_to(user).filter(customer=customer).current()
    return rows_of(_with_customer(found.order_by("kind", "-filed_at", "pk"), customer), user)


def ended(customer: Customer, user: Any) -> list[Row]:
    """The latest of those replaced or withdrawn."""
    found = Attachment.objects.visible_to(user).filter(customer=customer).exclude(status=AttachmentStatus.CURRENT)
    return rows_of(_with_customer(found.order_by("-filed_at", "pk")[:OLD_SHOWN], customer), user)


def _with_customer(papers: Iterable[Attachment], customer: Customer) -> Iterable[Attachment]:
    for paper in papers:
        paper.customer = customer
        yield paper

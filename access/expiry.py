"""Requests nobody decided in time close by themselves (E7: after 30 days)."""

from datetime import datetime

from django.utils import timezone

from access.installing import system_user
from access.models import Request, RequestedField, RequestStatus
from audit.history import acting
from audit.models import Channel


def expire_requests(*, now: datetime | None = None) -> int:
    """Close every pending request whose time is over, each as an act of its own; returns how many.

    Repeating it changes nothing; one that somebody decides at this moment is skipped.
    """
    now = now or timezone.now()
    over = Request.objects.pending().filter(expires_at__lte=now).order_by("expires_at", "pk")
    return sum(_expire(asked, now) for asked in over.iterator(chunk_size=500))


def _expire(asked: Request, now: datetime) -> bool:
    with acting(actor=system_user(), kind="access.expire", channel=Channel.TASK, about=asked, approval=asked.pk):
        pending = Request.objects.select_for_update(skip_locked=True).filter(pk=asked.pk).pending()
        if not pending.exists():
            return False
        RequestedField.objects.filter(request=asked).delete()
        return bool(pending.update(status=RequestStatus.EXPIRED, closed_at=now))

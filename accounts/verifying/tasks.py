"""The verification in the background: each night, and whenever somebody asks."""

from datetime import datetime, time, timedelta

from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from access.models import User
from access.permissions import require, rights_of
from accounts.models import Verification
from accounts.periods.operations import CLOSE
from accounts.verifying.keeping import verify_and_keep
from audit.history import note
from audit.models import Channel
from audit.refusals import Refused

NIGHT = time(2)  # in the ledger's time zone
BEHIND = -60  # whatever else waits comes first
LOST_AFTER = timedelta(hours=6)  # of a worker that was stopped in the middle
VIEW_MONEY = "accounts.view_money"


def start_nightly() -> None:
    """Let a worker verify the ledger where the last night's is missing. A job of the schedule; twice does no harm."""
    if not Verification.objects.filter(begun_at__gte=last_night()).exists() and not is_under_way():
        verify.enqueue()


def last_night() -> datetime:
    """The last two o'clock that has passed, by the ledger's clock."""
    now = timezone.localtime(timezone=timezone.get_default_timezone())
    night = datetime.combine(now.date(), NIGHT, now.tzinfo)
    return night if night <= now else night - timedelta(days=1)


def is_under_way() -> bool:
    """Whether one waits or is at work."""
    found = DBTaskResult.objects.filter(task_path=verify.module_path, status__in=["READY", "RUNNING"])
    return found.filter(enqueued_at__gt=timezone.now() - LOST_AFTER).exists()


def may_ask(user: User) -> bool:
    """Who closes months, and who reads the whole ledger."""
    rights = rights_of(user)
    return CLOSE in rights.may or (VIEW_MONEY in rights.may and bool(rights.everywhere))


def ask(*, actor: User, channel: Channel) -> None:
    """Let a worker verify the ledger now; where one is under way, that one serves. Raises PermissionDenied."""
    if not may_ask(actor):
        require(actor, CLOSE, None)
    note(actor=actor, kind="accounts.ask_verification", channel=channel)
    if not is_under_way():
        verify.enqueue()


@task(priority=BEHIND)
def verify() -> None:
    """Verify the ledger; while somebody posts without end, the next round of the schedule tries it again."""
    try:
        verify_and_keep(channel=Channel.TASK)
    except Refused:
        return

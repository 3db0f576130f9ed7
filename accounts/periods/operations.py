"""Closing a month of a side, and reopening the last closed one by request (E15)."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from access import approvals
from access.models import Request, User
from access.permissions import require, rights_of
from access.settings import setting
from access.settings.own import SETUP
from accounts.choices import Side
from accounts.drafts import ledger_today
from accounts.kinds import ADJUSTMENTS
from accounts.models import Books, Closing, Entry, PendingEntry, Verification
from accounts.periods import refusals
from accounts.periods.guard import hold_postings
from accounts.periods.months import end_of, month_of
from accounts.verifying.keeping import faults_in, latest, still_serves, touched_since
from audit.history import acting
from audit.models import Channel
from audit.refusals import Refused

CLOSE = "accounts.close_period"
KIND = "accounts.reopen_period"
DECEMBER = 12
# An account at 0.00 is left out; the equation takes a missing row for that.
CARRY_FORWARD = """
INSERT INTO accounts_yearbalance (account_id, year, balance, closing_id)
SELECT a.id, %(year)s, sum(e.effect), %(closing)s FROM accounts_account a JOIN accounts_entry e ON e.account_id = a.id
 WHERE a.side = %(side)s AND e.posting_date <= %(last)s GROUP BY a.id HAVING sum(e.effect) <> 0"""


def next_month(side: Side) -> date:
    """The month that is closed next: the one after the last closed, else that of the first entry, else the last one."""
    closed = Books.objects.filter(side=side).values_list("closed_through", flat=True).first()
    if closed is not None:
        return closed + timedelta(days=1)
    days = Entry.objects.filter(account__side=side).order_by("posting_date").values_list("posting_date", flat=True)
    return month_of(days.first() or month_of(ledger_today()) - timedelta(days=1))


def waiting_in(side: Side, last: date) -> int:
    """How many requests that still wait would post on ``last`` or before."""
    return PendingEntry.objects.waiting().filter(side=side, posting_date__lte=last).count()


def close(*, side: Side, month: date, actor: User, channel: Channel) -> Books:
    """Close the month that begins on ``month``; the first one closed takes with it all before it.

    The last verification of the ledger serves, if it found nothing and is young; accounts touched since are asked
    again, those touched meanwhile once nobody posts (docs/decisions/031). Raises PermissionDenied, Refused
    ``period_not_over``, ``period_out_of_order``, ``period_set_up``, ``period_requests``, ``period_unverified``,
    ``period_faults`` or ``period_busy``; then nothing is closed.
    """
    require(actor, CLOSE, None)
    details = {"side": str(side), "month": f"{month:%Y-%m}"}
    with acting(actor=actor, kind="accounts.close_period", channel=channel, details=details):
        _check(side, month)
        start = _verified()
        seen = touched_since(start)
        _require_sound(seen)
        hold_postings()
        require(actor, CLOSE, None)  # again: it may have waited
        _check(side, month)
        _require_sound({account: rows for account, rows in touched_since(start).items() if seen.get(account) != rows})
        with acting(actor=actor, kind="accounts.close_month", channel=channel, details=details) as action:
            closing = Closing.objects.create(side=side, month=month, action_id=action)
            if month.month == DECEMBER:
                _carry_forward(closing)
            books, _made = Books.objects.get_or_create(side=side)
            return _write(books, end_of(month))


def _check(side: Side, month: date) -> None:
    period, last = f"{month:%Y-%m}", end_of(month)
    if setting(SETUP):
        raise Refused(refusals.PERIOD_SET_UP)
    if last >= ledger_today():
        raise Refused(refusals.PERIOD_NOT_OVER, field="month", period=period, last_day=last)
    books = Books.objects.filter(side=side).first()
    if books and books.first_open_day and month != books.first_open_day:
        raise Refused(refusals.PERIOD_OUT_OF_ORDER, field="month", period=f"{books.first_open_day:%Y-%m}")
    if count := waiting_in(side, last):
        raise Refused(refusals.PERIOD_REQUESTS, field="month", period=period, count=count)


def _verified() -> Verification:
    """The last verification. Raises Refused where there is none of late, or where it found something."""
    kept = latest()
    if kept is None or not still_serves(kept):
        raise Refused(refusals.PERIOD_UNVERIFIED)
    if kept.broken:
        raise Refused(refusals.PERIOD_FAULTS, fault=kept.faults[0])
    return kept


def _require_sound(accounts: Iterable[int]) -> None:
    """Raise Refused where a row of these accounts breaks an equation."""
    if faults := faults_in(sorted(accounts)):
        raise Refused(refusals.PERIOD_FAULTS, fault=str(faults[0]))


def _carry_forward(closing: Closing) -> None:
    values: dict[str, Any] = {
        "year": closing.month.year, "closing": closing.pk, "side": str(closing.side), "last": end_of(closing.month),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(CARRY_FORWARD, values)


def _write(books: Books, closed_through: date) -> Books:
    books.closed_through = closed_through
    books.version += 1
    books.save()
    return books


def ask_to_reopen(*, side: Side, month: date, reason: str, actor: User, channel: Channel) -> Request:
    """Ask to reopen the last closed month; who may close periods decides.

    Raises PermissionDenied unless ``actor`` may ask for adjustments or close, Refused ``nothing_closed``,
    ``not_last_closed`` or ``request_open``.
    """
    require(actor, may_ask(actor), None)
    details = {"side": str(side), "month": f"{month:%Y-%m}"}
    books = Books.objects.filter(side=side).first()
    with acting(
        actor=actor, kind="accounts.ask_to_reopen", channel=channel, reason=reason, about=books, details=details
    ):
        books = Books.objects.select_for_update().filter(side=side).first()
        if books is None or books.closed_through is None:
            raise Refused(refusals.NOTHING_CLOSED, field="side")
        _require_last(books, month)
        payload = {"month": month.isoformat()}
        return approvals.ask(
            kind=KIND, target=books, maker=actor, payload=payload, fields=["closed_through"], reason=reason
        )


def may_ask(actor: User) -> str:
    """The permission by which ``actor`` may ask for a reopening."""
    return CLOSE if CLOSE in rights_of(actor).may else ADJUSTMENTS


def _require_last(books: Books, month: date) -> None:
    last = month_of(books.closed_through) if books.closed_through else None
    if last != month:
        period = f"{last:%Y-%m}" if last else ""
        raise Refused(refusals.NOT_LAST_CLOSED, field="month", period=period)


def _find(asked: Request) -> Books:
    return Books.objects.select_for_update().get(pk=asked.target_id)


def _describe(asked: Request, payload: dict[str, Any]) -> Iterator[approvals.Line]:
    month = f"{date.fromisoformat(payload['month']):%Y-%m}"
    yield approvals.Line(
        _("month"), gettext("%(month)s closed") % {"month": month}, gettext("%(month)s open again") % {"month": month}
    )


def _apply(asked: Request, payload: dict[str, Any], actor: User, channel: Channel) -> None:
    books, month = _find(asked), date.fromisoformat(payload["month"])
    with acting(
        actor=actor, kind="accounts.reopen_period", channel=channel, reason=asked.reason, about=books,
        approval=asked.pk, details={"side": books.side, "month": f"{month:%Y-%m}"},
    ):  # fmt: skip
        _require_last(books, month)
        _write(books, month - timedelta(days=1))


def register() -> None:
    """Tell the inbox; called in AccountsConfig.ready()."""
    approvals.register(approvals.Kind(KIND, _("reopening of a month"), CLOSE, _find, _describe, _apply))

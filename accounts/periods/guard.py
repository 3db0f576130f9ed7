"""Whether a day is open. The posting statement asks the same of its own (accounts/statement.py).

Who closes a month holds the table of balances against all who post, allocate, clear or ask (``hold_postings``); they
take it in passing, before they read how far the books are closed. So nothing lands in a month that was closed.
"""

from datetime import date, timedelta

from django.db import OperationalError, connection

from accounts.models import Books
from accounts.periods import refusals
from audit.refusals import Refused

WAIT_S = 10  # for postings that go on; all others queue behind who waits


def closed_through(side: str) -> date | None:
    """The last day of the last closed month of ``side``."""
    return Books.objects.filter(side=side).values_list("closed_through", flat=True).first()


def require_open(side: str, *, day: date, field: str) -> None:
    """Raise Refused ``period_closed`` unless ``day`` is open, and keep it open until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE accounts_balance IN ROW SHARE MODE")
    closed = closed_through(side)
    if closed is not None and day <= closed:
        first = closed + timedelta(days=1)
        raise Refused(refusals.PERIOD_CLOSED, field=field, period=f"{day:%Y-%m}", first_open_day=first)


def hold_postings() -> None:
    """Wait until nobody posts, and let nobody post until this transaction ends. Raises Refused ``period_busy``."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{WAIT_S}s'")
            cursor.execute("LOCK TABLE accounts_balance IN EXCLUSIVE MODE")
    except OperationalError as error:
        raise Refused(refusals.PERIOD_BUSY) from error

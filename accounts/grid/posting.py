"""Many entries in one transaction: all of them, or those that are sound, as the person says; once (E1, E2)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction

from access.models import User
from accounts.drafts import EntryDraft
from accounts.locks import lock_balances, lock_customers
from accounts.models import Account
from accounts.posting import Posted, post
from audit.history import acting, note
from audit.models import Channel
from audit.refusals import Refused
from customers.models import Customer

KIND = "accounts.post_batch"


@dataclass(frozen=True)
class Row:
    """One entry to post. ``place`` is where it stands on the page, from 0."""

    place: int
    customer: Customer
    draft: EntryDraft


class RowsRefused(Exception):
    """Not every row could be posted, so none was; ``by_place`` says why, row by row."""

    def __init__(self, by_place: dict[int, Refused | PermissionDenied]) -> None:
        super().__init__(f"{len(by_place)} rows")
        self.by_place = by_place


def post_rows(*, rows: Sequence[Row], whole: bool, actor: User, channel: Channel) -> int:
    """Post ``rows`` in one transaction and return the key of the Action that names what was made.

    ``whole``: one row that is refused leaves nothing. Otherwise such rows are passed by. Each row asks what a single
    entry asks; its right is required for its own customer. Raises RowsRefused, also where no row is sound.
    """
    with acting(actor=actor, kind=KIND, channel=channel, details={"rows": len(rows)}):
        made, refused = _post_each(rows, actor, channel)
        if refused and (whole or not made):
            raise RowsRefused(refused)
        details = {
            "places": sorted(made),
            "entries": [one.entry.pk for one in made.values() if one.entry],
            "requests": [str(one.request.pk) for one in made.values() if one.request],
        }
        return note(actor=actor, kind=KIND, channel=channel, details=details)


def rehearse(*, rows: Sequence[Row], actor: User, channel: Channel) -> dict[int, Refused | PermissionDenied]:
    """What would be refused, by place, were ``rows`` posted now; nothing stays."""
    with transaction.atomic():
        _made, refused = _post_each(rows, actor, channel)
        transaction.set_rollback(True)
    return refused


def _post_each(
    rows: Sequence[Row], actor: User, channel: Channel
) -> tuple[dict[int, Posted], dict[int, Refused | PermissionDenied]]:
    """Post row by row, as they stand, under locks taken by key beforehand, so that two batches never wait in a ring."""
    lock_customers(row.customer.pk for row in rows)
    lock_balances(Account.objects.filter(customer__in={row.customer.pk for row in rows}))
    made: dict[int, Posted] = {}
    refused: dict[int, Refused | PermissionDenied] = {}
    for row in rows:
        try:
            made[row.place] = post(customer=row.customer, draft=row.draft, actor=actor, channel=channel)
        except (Refused, PermissionDenied) as refusal:
            refused[row.place] = refusal
    return made, refused

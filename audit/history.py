"""One door for writing: ``acting`` names who acts, and the database records what changes meanwhile."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection, models, transaction
from simple_history.models import HistoricalRecords

from audit.context import Origin, origin
from audit.models import Channel
from audit.refusals import Refused

_OPEN = """
WITH act AS (
  INSERT INTO audit_action (actor_id, on_behalf_of_id, kind, channel, reason, request_id, address, approval,
                            about_type, about_id, details)
  VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id)
SELECT act.id, current_setting('kehu.action', true), set_config('kehu.action', act.id::text, true) FROM act"""


class HistoryRow(models.Model):
    """What each history row carries beside the columns it copies: the Action it happened in (Action.id)."""

    action_id = models.BigIntegerField(db_index=True)

    class Meta:
        abstract = True


class Recorded(HistoricalRecords):
    """History of a model, in simple-history's own table, written by triggers (audit/protection.py).

    ``unrecorded`` names columns that never enter history; ``within`` a foreign key by which a parent's page finds
    the rows.
    """

    def __init__(self, *, unrecorded: tuple[str, ...] = (), within: str | None = None, **others: Any):
        self.within = within
        super().__init__(
            bases=[HistoryRow],
            excluded_fields=list(unrecorded),
            history_id_field=models.BigAutoField(),
            history_change_reason_field=models.TextField(null=True),
            user_db_constraint=False,
            **others,
        )

    def get_meta_options(self, model: type[models.Model]) -> dict[str, Any]:
        options = super().get_meta_options(model)
        table = model._meta.db_table[:22]
        options["indexes"] = [models.Index(fields=[model._meta.pk.name, "-history_date"], name=f"{table}_past")]
        if self.within:
            options["indexes"].append(models.Index(fields=[self.within, "action_id"], name=f"{table}_within"))
        return options


@contextmanager
def acting(
    *,
    actor: Any,
    kind: str,
    channel: Channel | str,
    reason: str = "",
    about: models.Model | None = None,
    approval: UUID | None = None,
    details: dict[str, Any] | None = None,
) -> Iterator[int]:
    """Run one transaction whose every change is recorded as done by ``actor`` (E13); yields the Action's id.

    ``actor`` is a User, or None where nobody is known yet (a failed sign-in). Nested calls record their changes
    under their own kind. When a rule refuses, the transaction is rolled back and the refusal itself is recorded.
    """
    act = {"actor": actor, "kind": kind, "channel": channel, "reason": reason, "about": about, "approval": approval}
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_OPEN, _values(**act, details=details or {}))
            action, outer, _ = cursor.fetchone()
            yield action
            cursor.execute("SELECT set_config('kehu.action', %s, true)", [outer or ""])
    except (Refused, PermissionDenied) as refusal:
        if not connection.in_atomic_block or not _inside():
            note(**act, details={**(details or {}), "refused": getattr(refusal, "code", "forbidden")})
        raise


def note(**act: Any) -> int:
    """Record an Action that changes nothing, such as a reveal or a refusal; same arguments as ``acting``."""
    details = act.pop("details", None) or {}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_OPEN, _values(**{"reason": "", "about": None, "approval": None, **act}, details=details))
        action, outer, _ = cursor.fetchone()
        cursor.execute("SELECT set_config('kehu.action', %s, true)", [outer or ""])
    return action


def _inside() -> bool:
    """Whether another Action is open in this transaction, which will record the refusal itself."""
    if connection.needs_rollback:
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('kehu.action', true), '') <> ''")
        return cursor.fetchone()[0]


def _values(
    *,
    actor: Any,
    kind: str,
    channel: str,
    reason: str,
    about: models.Model | None,
    approval: UUID | None,
    details: dict[str, Any],
) -> list[Any]:
    came = origin.get() or Origin()
    place = (about._meta.label_lower, str(about.pk)) if about is not None else ("", "")
    who = actor.pk if actor is not None else None
    behalf = getattr(actor, "acts_for_id", None)
    return [who, behalf, kind, channel, reason, came.request_id, came.address, approval, *place, json.dumps(details)]


def current() -> int:
    """The id of the Action now open. Raises RuntimeError outside ``acting``."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nullif(current_setting('kehu.action', true), '')::bigint")
        action = cursor.fetchone()[0]
    if action is None:
        raise RuntimeError("A change needs audit.history.acting().")
    return action

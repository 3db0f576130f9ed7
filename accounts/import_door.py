"""The kind of run that takes in entries; a row is posted under the rights its kind needs (accounts/importing.py)."""

from django.utils.translation import gettext_lazy as _

from access.models import User
from access.permissions import may_manage_any
from accounts.import_rows import FIELDS
from accounts.importing import import_entries
from accounts.kinds import SINGLE
from audit.models import Channel
from exchange.imports import carrying, doors
from exchange.runs import kinds
from exchange.runs.working import Work

IMPORT = "accounts.import"


def work(work: Work) -> None:
    """Take in the run's file."""
    carrying.carry_out(work, FIELDS, lambda course: import_entries(course, actor=work.actor, channel=Channel.IMPORT))


def may_post_any(user: User) -> bool:
    """Whether ``user`` posts some kind of entry for some customer."""
    return any(may_manage_any(user, permission) for permission in {rule.permission for rule in SINGLE.values()})


def register() -> None:
    """Add the kind; called in AppConfig.ready()."""
    kinds.register(kinds.Kind(name=IMPORT, label=_("import of entries"), work=work))
    doors.register(doors.Door(name="entries", run=IMPORT, fields=FIELDS, may=may_post_any))

"""Large exports: written by the worker, encrypted with their run, fetched by their maker while they still may."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from access.arrays import any_of
from access.models import User
from access.permissions import read_again
from audit.history import acting
from audit.models import Channel
from audit.refusals import Refused, declare
from customers.exports import exporting
from customers.exports.asking import Wanted
from customers.exports.batch import Batch
from customers.exports.choice import EXPORT, still_named
from customers.exports.exporting import BEGUN, EXPORTED, Export
from customers.exports.scope import Scope
from customers.models import Customer
from exchange.files import MAX_ROWS
from exchange.runs import files, starting
from exchange.runs.kinds import Kind
from exchange.runs.models import FileRole, Run, RunFile
from exchange.runs.starting import Source
from exchange.runs.working import END, Work

KEPT = timedelta(hours=24)
# The two hidden files of a run: what it is about, and which columns and customers are in its file.
SCOPE, CONTENT = "application/json", "application/octet-stream"
LINE_END = b"\n"
ROWS_TOO_MANY = declare(
    "rows_too_many", _("A workbook holds %(limit)d rows, these are %(count)d. Choose CSV, or filter the list.")
)
KEY_BYTES, CHECKED = 16, 20_000  # of a customer's key; keys looked up together


def order(*, wanted: Wanted, actor: User, channel: Channel) -> Run:
    """Have the worker write the file. Raises PermissionDenied, Refused, ValidationError like the export itself."""
    export = Export(wanted, actor, channel).check()
    scope = json.dumps({"query": wanted.scope.query, "codes": wanted.scope.codes}).encode()
    source = Source(exporting.file_name(wanted), [scope], SCOPE)
    act: Any = {"actor": actor, "kind": BEGUN, "channel": channel, "reason": wanted.reason}
    with acting(**act, details=export.recorded() | {"background": True}) as action:
        exporting.require_rights(wanted, actor)
        total, options = _fitting(export), wanted.options() | {"begun": action}
        return starting.start(EXPORTED, actor=actor, channel=channel, parameters=options, file=source, total=total)


def _fitting(export: Export) -> int:
    """How many rows there will be. Raises Refused for more than a sheet has."""
    total = export.count()
    if total > MAX_ROWS and not export.wanted.format.encoding:
        raise Refused(ROWS_TOO_MANY, "format", limit=MAX_ROWS, count=total)
    return total


def write(work: Work) -> None:
    """Write the file, in one transaction: a run that was lost begins anew, as nothing of it was there."""
    if work.mark == END:
        return
    details = {"run": str(work.run.pk), "begun": work.parameters["begun"]}
    export = Export(wanted_of(work.run), work.actor, Channel.TASK, details=details).check()
    exporting.require_rights(export.wanted, work.actor)
    keys = bytearray()

    def watch(batch: Batch) -> None:
        keys.extend(b"".join(key.bytes for key in batch.keys))
        work.show(len(keys) // KEY_BYTES)

    export.watch = watch
    name = exporting.file_name(export.wanted)
    with work.batch() as results:
        content_type = export.wanted.format.content_type
        files.write(work.run, role=FileRole.RESULT, name=name, parts=export.parts(), content_type=content_type)
        head = json.dumps([one.name for one in export.chosen]).encode()
        files.write(
            work.run, role=FileRole.SOURCE, name=name, parts=[head, LINE_END, bytes(keys)], content_type=CONTENT
        )
        results.tally("exported", export.rows)
        results.mark = END


def wanted_of(run: Run) -> Wanted:
    """What ``run`` was asked for."""
    scope = json.loads(b"".join(files.read(_hidden(run, SCOPE))))
    return Wanted.from_options(run.parameters, Scope(scope["query"], tuple(scope["codes"])))


def _hidden(run: Run, content_type: str) -> RunFile:
    return RunFile.objects.get(run=run, role=FileRole.SOURCE, content_type=content_type)


def release(run: Run, user: Any) -> None:
    """Let ``user`` fetch the file if they might export the same today. Raises PermissionDenied.

    Every column must still be theirs in the form it has, and every customer in the file still be visible to them.
    """
    read_again(user)
    exporting.require_rights(wanted_of(run), user)
    columns, _end, keys = b"".join(files.read(_hidden(run, CONTENT))).partition(LINE_END)
    if not still_named(json.loads(columns), user) or not all(_sees(part, user) for part in _parts(keys)):
        raise PermissionDenied(EXPORT)


def _sees(keys: list[UUID], user: Any) -> bool:
    """Whether ``user`` sees all these customers."""
    return Customer.objects.visible_to(user).filter(pk__in=any_of(keys)).count() == len(keys)


def _parts(content: bytes) -> Iterator[list[UUID]]:
    """Yield the keys of the customers in a file, some at a time."""
    places = range(0, len(content), KEY_BYTES)
    for first in places[::CHECKED]:
        end = min(first + CHECKED * KEY_BYTES, len(content))
        yield [UUID(bytes=content[place : place + KEY_BYTES]) for place in range(first, end, KEY_BYTES)]


KIND = Kind(
    name=EXPORTED,
    label=_("export of customers"),
    work=write,
    permission=EXPORT,
    outcomes={"exported": _("exported")},
    template="customers/exports/run.html",
    release=release,
    kept=KEPT,
)

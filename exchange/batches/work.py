"""The kind of run that decides the rows of a batch."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from access.batches import deciding
from access.batches.deciding import Outcome, waiting_rows
from access.batches.models import Batch
from access.inbox import cards
from access.models import Request, RequestStatus, User, Verdict
from audit.models import Channel
from exchange.runs import files, kinds, starting
from exchange.runs.models import FileRole, Run
from exchange.runs.results import Results
from exchange.runs.working import END, Stopped, Work

DECIDE = "access.decide_batch"
TOGETHER = 25  # rows decided in one transaction
OUTCOMES = {
    RequestStatus.APPROVED.value: _("approved"),
    RequestStatus.REJECTED.value: _("rejected"),
    RequestStatus.WITHDRAWN.value: _("withdrawn"),
    RequestStatus.STALE.value: _("out of date"),
    deciding.REFUSED: _("refused"),
    RequestStatus.PENDING.value: _("approved once, one more needed"),
}


def start(*, batch: Batch, actor: User, verdict: Verdict, channel: Channel, comment: str) -> Run:
    """Have the worker decide the rows of ``batch`` that wait; the comment, which is typed, goes encrypted."""
    parameters = {"batch": str(batch.pk), "verdict": str(verdict)}
    total = waiting_rows(batch, actor, verdict).count()
    source = starting.Source("comment", [comment.encode()]) if comment else None
    return starting.start(DECIDE, actor=actor, channel=channel, parameters=parameters, file=source, total=total)


def work(work: Work) -> None:
    """Decide row after row; one that is refused stays as it is, with the reason. Then record the decision, once."""
    batch, verdict = Batch.objects.get(pk=work.parameters["batch"]), Verdict(work.parameters["verdict"])
    how: dict[str, Any] = {"actor": work.actor, "verdict": verdict, "channel": Channel(work.run.channel)}
    how["comment"] = _comment(work.run)
    try:
        for rows in _chunks(work, batch, verdict):
            with work.batch() as results:
                _tell(results, deciding.decide_rows(rows, **how), work.actor)
                results.mark = str(rows[-1].batch_row)
    except Stopped:
        _note(work, batch, how)
        raise
    _note(work, batch, how)


def _note(work: Work, batch: Batch, how: dict[str, Any]) -> None:
    if work.mark == END:
        return
    with work.batch() as results:
        deciding.note_decision(batch=batch, counts=Counter(work.run.counts), **how)
        results.mark = END


def _comment(run: Run) -> str:
    file = files.of(run, FileRole.SOURCE)
    return b"".join(files.read(file)).decode() if file else ""


def _chunks(work: Work, batch: Batch, verdict: Verdict) -> Iterator[list[Request]]:
    while work.mark != END:
        waiting = waiting_rows(batch, work.actor, verdict).filter(batch_row__gt=int(work.mark or 0))
        rows = list(waiting[:TOGETHER])
        if not rows:
            return
        yield rows


def _tell(results: Results, done: list[Outcome], reader: User) -> None:
    shown = cards([one.asked for one in done], reader)
    for one, card in zip(done, shown, strict=True):
        results.add(one.asked.batch_row or 0, one.counts_as, code=card.code, reason=one.reason, cause=one.cause)


def register() -> None:
    """Add the kind, and take over large batches; called in AppConfig.ready()."""
    kinds.register(kinds.Kind(name=DECIDE, label=_("decision on a batch"), work=work, outcomes=OUTCOMES))
    deciding.defer_to(start)

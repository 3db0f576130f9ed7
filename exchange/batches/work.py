"""The kind of run that decides the rows of a batch."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from access.batches import deciding
from access.batches.deciding import Outcome
from access.batches.models import Batch
from access.inbox import awaiting, cards
from access.models import Request, RequestStatus, User, Verdict
from access.querysets import RequestQuerySet
from audit.models import Channel
from exchange.runs import files, kinds, starting
from exchange.runs.models import FileRole, Run
from exchange.runs.results import Results
from exchange.runs.working import Work

DECIDE = "access.decide_batch"
TOGETHER = 25  # rows decided in one transaction
AT_ONCE = 50  # rows decided while the page waits
OUTCOMES = {
    RequestStatus.APPROVED.value: _("approved"),
    RequestStatus.REJECTED.value: _("rejected"),
    RequestStatus.WITHDRAWN.value: _("withdrawn"),
    RequestStatus.STALE.value: _("out of date"),
    "refused": _("refused"),
    RequestStatus.PENDING.value: _("approved once, one more needed"),
}


def start(*, batch: Batch, actor: User, verdict: Verdict, channel: Channel, comment: str) -> Run:
    """Have the worker decide the rows of ``batch`` that wait; the comment, which is typed, goes encrypted."""
    parameters = {"batch": str(batch.pk), "verdict": str(verdict)}
    total = waiting_rows(batch, actor, verdict).count()
    deciding.note_decision(batch=batch, actor=actor, verdict=verdict, channel=channel, comment=comment, rows=total)
    source = starting.Source("comment", [comment.encode()]) if comment else None
    return starting.start(DECIDE, actor=actor, channel=channel, parameters=parameters, file=source, total=total)


def waiting_rows(batch: Batch, actor: User, verdict: Verdict) -> RequestQuerySet:
    """The rows of ``batch`` that ``actor`` may give this verdict on, as far as a list can tell, in the file's order."""
    if verdict == Verdict.WITHDRAWN:
        return Request.objects.pending().filter(batch=batch, maker=actor).order_by("batch_row")
    return awaiting(actor).filter(batch=batch).order_by("batch_row")


def work(work: Work) -> None:
    """Decide row after row; one that is refused stays as it is, with the reason."""
    batch, verdict = Batch.objects.get(pk=work.parameters["batch"]), Verdict(work.parameters["verdict"])
    comment = _comment(work.run)
    for rows in _chunks(work, batch, verdict):
        with work.batch() as results:
            done = deciding.decide_rows(
                rows, actor=work.actor, verdict=verdict, channel=Channel(work.run.channel), comment=comment
            )
            _tell(results, done, work.actor)
            results.mark = str(rows[-1].batch_row)


def _comment(run: Run) -> str:
    file = files.of(run, FileRole.SOURCE)
    return b"".join(files.read(file)).decode() if file else ""


def _chunks(work: Work, batch: Batch, verdict: Verdict) -> Iterator[list[Request]]:
    while rows := list(waiting_rows(batch, work.actor, verdict).filter(batch_row__gt=int(work.mark or 0))[:TOGETHER]):
        yield rows


def _tell(results: Results, done: list[Outcome], reader: User) -> None:
    shown = cards([one.asked for one in done], reader)
    for one, card in zip(done, shown, strict=True):
        stays = one.status == RequestStatus.PENDING and one.cause
        outcome = "refused" if stays else one.status
        results.add(one.asked.batch_row or 0, outcome, code=card.code, reason=one.reason, cause=one.cause)


def register() -> None:
    """Add the kind; called in AppConfig.ready()."""
    kinds.register(kinds.Kind(name=DECIDE, label=_("decision on a batch"), work=work, outcomes=OUTCOMES))

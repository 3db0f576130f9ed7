"""The kinds of work there are; each room registers its own in AppConfig.ready()."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from exchange.runs.models import Run
    from exchange.runs.working import Work

KEPT = timedelta(days=7)
OUTCOMES: dict[str, str | Promise] = {
    "created": _("created"),
    "updated": _("updated"),
    "unchanged": _("unchanged"),
    "proposed": _("sent for approval"),
    "review": _("for review"),
    "refused": _("refused"),
}


@dataclass(frozen=True)
class Kind:
    """A kind of run.

    ``work(work)`` does it, as ``work.actor``, in batches (exchange/runs/working.py). ``permission``, if any, is asked
    when the work begins and when a file is fetched; each act inside asks for its own. ``outcomes`` words what comes of
    rows, in the order in which they are shown. ``address`` names its page, ``also(run, user)`` gives that page more
    context, ``template`` shows it. ``release(run, user)`` raises PermissionDenied where a file may not be fetched any
    more in spite of the permission. ``kept``: how long rows and files stay.
    """

    name: str
    label: str | Promise
    work: "Callable[[Work], None]"
    permission: str = ""
    outcomes: Mapping[str, str | Promise] = field(default_factory=lambda: OUTCOMES)
    address: str = "runs:detail"
    template: str = "runs/after.html"
    also: "Callable[[Run, Any], dict[str, Any]]" = lambda run, user: {}
    release: "Callable[[Run, Any], None]" = lambda run, user: None
    kept: timedelta = KEPT


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Add a kind; called in AppConfig.ready()."""
    KINDS[kind.name] = kind


def label_of(run: "Run") -> str | Promise:
    """What a run is called; its bare name where its kind is gone."""
    kind = KINDS.get(run.kind)
    return kind.label if kind else run.kind


def outcome_label(run: "Run", outcome: str) -> str | Promise:
    """What an outcome is called in this kind of run."""
    kind = KINDS.get(run.kind)
    return (kind.outcomes if kind else OUTCOMES).get(outcome, outcome)

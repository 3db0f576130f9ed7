"""What the page of a run shows: progress, counts, rows and reasons; cut to its reader."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from access.data_keys import open_rows, text_of
from exchange.pages import keyset_page
from exchange.runs import files
from exchange.runs.kinds import KINDS, label_of, outcome_label
from exchange.runs.models import FileRole, Run, RunFile, RunRow, RunState

CAUSES_SHOWN = 50
STATES = {  # as components/state.html draws them
    RunState.DRAFT: "draft",
    RunState.WAITING: "pending",
    RunState.RUNNING: "open",
    RunState.DONE: "approved",
    RunState.FAILED: "rejected",
    RunState.STOPPED: "withdrawn",
}


@dataclass(frozen=True)
class Shown:
    """A run as one person may see it; ``is_mine`` opens rows and files."""

    run: Run
    user: Any

    @property
    def label(self) -> str | Promise:
        return label_of(self.run)

    @property
    def state(self) -> str:
        return STATES[RunState(self.run.state)]

    @property
    def is_mine(self) -> bool:
        return self.run.actor_id == self.user.pk

    @property
    def counts(self) -> list[dict[str, Any]]:
        """What came of the rows so far, in the order of the kind."""
        counts = self.run.counts
        known = KINDS[self.run.kind].outcomes if self.run.kind in KINDS else counts
        names = [*(name for name in known if name in counts), *(name for name in counts if name not in known)]
        return [{"name": name, "label": outcome_label(self.run, name), "value": counts[name]} for name in names]

    @cached_property
    def words(self) -> str:
        """Why it failed."""
        open_rows([self.run])
        return text_of(self.run.words)

    @property
    def files(self) -> list[RunFile]:
        """The files that can be fetched: all but the one that was brought."""
        if not self.is_mine:
            return []
        found = RunFile.objects.filter(run=self.run).exclude(role=FileRole.SOURCE).order_by("created_at", "pk")
        return open_rows(found)

    @cached_property
    def source(self) -> str:
        """The name of the file that was brought; "" where there was none."""
        file = files.of(self.run, FileRole.SOURCE) if self.is_mine else None
        return files.name_of(file) if file else ""


def causes(run: Run) -> list[dict[str, Any]]:
    """Why rows were not taken in, the commonest reason first, each with one row's words as an example."""
    troubled = RunRow.objects.filter(run=run).exclude(reason=None)
    groups = troubled.values("outcome", "cause", "field").annotate(rows=Count("id"), first=Min("number"))
    found = list(groups.order_by("-rows", "first")[:CAUSES_SHOWN])
    examples = open_rows(troubled.filter(number__in=[group["first"] for group in found]))
    words = {row.number: row.reason.text for row in examples}
    return [
        {**group, "outcome": outcome_label(run, group["outcome"]), "words": words.get(group["first"], "")}
        for group in found
    ]


def rows_of(run: Run, outcome: str) -> QuerySet[RunRow]:
    rows = RunRow.objects.filter(run=run)
    return rows.filter(outcome=outcome) if outcome else rows


def page_of_rows(request: HttpRequest, run: Run) -> dict[str, Any]:
    """One page of the rows, of the outcome that ``?outcome=`` names. Raises Refused ``cursor_invalid``."""
    outcome = request.GET.get("outcome", "")
    page = keyset_page(rows_of(run, outcome), order=("number",), cursor=request.GET.get("cursor"))
    rows = [
        {"row": row, "outcome": outcome_label(run, row.outcome), "reason": text_of(row.reason)}
        for row in open_rows(page.rows)
    ]
    return {"page": page, "rows": rows, "outcome": outcome, "outcomes": _tabs(run, outcome, request.path)}


def _tabs(run: Run, current: str, path: str) -> list[dict[str, Any]]:
    found = RunRow.objects.filter(run=run).order_by().values("outcome").annotate(rows=Count("id"))
    counts = {group["outcome"]: group["rows"] for group in found}
    tabs = [{"label": _("All rows"), "url": f"{path}?#rows", "current": not current, "count": sum(counts.values())}]
    for name in sorted(counts, key=lambda name: -counts[name]):
        url = f"{path}?outcome={name}#rows"
        tabs.append({"label": outcome_label(run, name), "url": url, "current": name == current, "count": counts[name]})
    return tabs

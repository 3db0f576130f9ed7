"""What the page of an act on many customers shows: counts, reasons, and each customer with before and after."""

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.bulk import undoing
from customers.bulk.acts import Act
from customers.bulk.models import BulkAct, BulkChange, BulkRow, BulkState, Outcome
from customers.models import Customer

CAUSES = 20
FORESEEN: dict[str, str | Promise] = {
    Outcome.DONE: gettext_lazy("will be changed"),
    Outcome.ASKED: gettext_lazy("will be sent for approval"),
    Outcome.UNCHANGED: gettext_lazy("is so already"),
    Outcome.REFUSED: gettext_lazy("is left out"),
}
SHOWN = 200  # rows on the page, those with a reason first
STATES = {  # as components/state.html draws them
    Outcome.DONE: "approved",
    Outcome.ASKED: "open",
    Outcome.UNCHANGED: "withdrawn",
    Outcome.REFUSED: "rejected",
}


def list_url(query: QueryDict) -> str:
    """The list that the act was chosen in."""
    url = reverse("customers:list")
    return f"{url}?{query.urlencode()}" if query else url


def preview_url(change: BulkChange, query: QueryDict) -> str:
    """The act's own page, which knows by ``query`` the list that the act was chosen in."""
    url = change.get_absolute_url()
    return f"{url}?{query.urlencode()}" if query else url


def crumbs(here: str | Promise, query: QueryDict) -> list[dict[str, str]]:
    """The way back to the list."""
    return [{"label": _("Customers"), "url": list_url(query)}, {"label": str(here), "url": ""}]


def page(request: HttpRequest, change: BulkChange) -> dict[str, Any]:
    """The context of customers/bulk/detail.html."""
    act = undoing.act_of(change, request.user)
    grouped = change.rows.order_by().values("outcome").annotate(count=Count("pk")).values_list("outcome", "count")
    counts = dict(grouped)
    return {
        "change": change,
        "label": undoing.label_of(change, act),
        "planned": change.state == BulkState.PLANNED,
        "counts": [{"label": words_of(change, one), "value": f"{counts.get(one, 0):,}"} for one in Outcome],
        "doable": counts.get(Outcome.DONE, 0) + counts.get(Outcome.ASKED, 0),
        "asked": counts.get(Outcome.ASKED, 0),
        "causes": causes(change),
        "rows": rows(request, change, act),
        "total": sum(counts.values()),
        "shown": SHOWN,
        "may_undo": undoing.may_undo(change, request.user),
        "undo_asks": undoing.needs_another(change),
        "crumbs": crumbs(BulkAct(change.act).label, request.GET),
        "list_url": list_url(request.GET),
    }


def words_of(change: BulkChange, outcome: str) -> str | Promise:
    """What an outcome is called: foreseen, or come about."""
    return FORESEEN[outcome] if change.state == BulkState.PLANNED else Outcome(outcome).label


def causes(change: BulkChange) -> list[dict[str, Any]]:
    """Why customers are left out, the commonest reason first."""
    left_out = change.rows.filter(outcome=Outcome.REFUSED).order_by()
    reasons = left_out.values("words").annotate(count=Count("pk")).order_by("-count", "words")
    return [{"words": words, "count": count} for words, count in reasons.values_list("words", "count")[:CAUSES]]


def rows(request: HttpRequest, change: BulkChange, act: Act) -> list[dict[str, Any]]:
    """The first rows, those with a reason before the others; a name only where the customer is visible now."""
    found = list(change.rows.order_by("-cause", "number")[:SHOWN])
    visible = Customer.objects.visible_to(request.user).filter(pk__in=[row.customer_id for row in found])
    named = {one.pk: one for one in visible.only("code", "name")}
    befores = act.words_of([row.before for row in found])
    afters = act.words_of([_goal(row, act) for row in found])
    return [
        {
            "row": row,
            "customer": named.get(row.customer_id) if row.customer_id else None,
            "before": before,
            "after": after,
            "outcome": words_of(change, row.outcome),
            "state": STATES[Outcome(row.outcome)],
        }
        for row, before, after in zip(found, befores, afters, strict=True)
    ]


def _goal(row: BulkRow, act: Act) -> Any:
    """What becomes of it, where something does."""
    if row.outcome not in (Outcome.DONE, Outcome.ASKED) or row.customer_id is None:
        return None
    return act.goal(row.customer_id, row.before)

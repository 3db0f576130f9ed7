"""Matches and what people said of them, as pages show them."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from audit.models import Action
from customers.duplicates.matches import Match
from customers.duplicates.review import KINDS
from customers.models import Customer, LookAlike, Verdict

VERDICTS = {kind: verdict for verdict, kind in KINDS.items()}


def similar_words(match: Match) -> dict[str, Any]:
    """A similar customer and why it was found."""
    customer = match.customer
    return {
        "name": customer.name,
        "code": customer.code,
        "url": customer.get_absolute_url(),
        "why": _why(match.why),
        "hard": match.hard,
    }


def _why(why: str) -> str:
    numbers = {"tax_id": _("the same unified social credit code"), "id_number": _("the same identity number")}
    return numbers.get(why) or str(LookAlike.Why(why).label)


def said_of(pairs: Iterable[LookAlike]) -> dict[int, list[dict[str, Any]]]:
    """What was said of each pair, by its key, the latest first: when, by whom, what, and why."""
    by_codes = {(str(pair.one_id), pair.other.code): pair.pk for pair in pairs}
    found: dict[int, list[dict[str, Any]]] = {key: [] for key in by_codes.values()}
    acts = Action.objects.filter(
        about_type=Customer._meta.label_lower, about_id__in={one for one, _code in by_codes}, kind__in=VERDICTS
    )
    for act in acts.select_related("actor").order_by("-pk"):
        key = by_codes.get((act.about_id, act.details.get("other", "")))
        if key is not None and "refused" not in act.details:
            who = act.actor.get_username() if act.actor else ""
            label = Verdict(VERDICTS[act.kind]).label
            found[key].append({"at": act.at, "who": who, "verdict": label, "reason": act.reason})
    return found

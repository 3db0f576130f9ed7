"""The mark 已核实 in the head of a customer: what of it was verified, and what changed since."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from customers.models import Fact, Verification, VerificationWay
from customers.verification.verifying import facts_for

VERIFIED, LAPSED, NOT = "verified", "lapsed", "not"


@dataclass(frozen=True)
class Line:
    """One verified fact in words; ``lapsed`` where it changed since."""

    fact: str
    way: str
    who: str
    at: Any
    remark: str
    lapsed: bool


def told() -> ArraySubquery:
    """The verifications of a customer, to be read with the customer itself: no query of their own."""
    rows = Verification.objects.filter(customer=OuterRef("pk")).order_by("fact")
    said = JSONObject(
        fact="fact", way="way", who=F("verified_by__username"), at="verified_at", remark="remark", lapsed="lapsed_at"
    )
    return ArraySubquery(rows.values(said=said))


def lines(customer: Any, user: Any) -> list[Line]:
    """What was verified of a ``customer`` read with ``told``, as far as ``user`` may know of it."""
    seen = facts_for(user, customer)
    return [
        Line(
            fact=str(Fact(row["fact"]).label),
            way=str(VerificationWay(row["way"]).label),
            who=row["who"],
            at=parse_datetime(row["at"]),
            remark=row["remark"],
            lapsed=row["lapsed"] is not None,
        )
        for row in customer.verified
        if row["fact"] in seen
    ]


def mark(shown: Iterable[Line]) -> dict[str, Any]:
    """The mark as the head draws it: ``state`` verified or lapsed, its words, and which facts; {} for none."""
    rows = list(shown)
    if not rows:
        return {}
    over = [row for row in rows if row.lapsed]
    names = _(", ").join(row.fact for row in over or rows)
    words = _("to be verified anew") if over else _("verified")
    return {"state": LAPSED if over else VERIFIED, "words": words, "facts": names}


def filtered(customers: Any, values: Iterable[str], user: Any) -> Any:
    """The ``customers`` that bear one of these marks for ``user``."""
    rows = Verification.objects.filter(customer=OuterRef("pk"), fact__in=facts_for(user))
    some, over = Exists(rows), Exists(rows.exclude(lapsed_at=None))
    conditions = {VERIFIED: Q(some) & ~Q(over), LAPSED: Q(over), NOT: ~Q(some)}
    return customers.filter(reduce(or_, (conditions[value] for value in values)))


def choices() -> list[tuple[str, str]]:
    """The values of the list's filter, in words."""
    return [(VERIFIED, _("verified")), (LAPSED, _("to be verified anew")), (NOT, _("not verified"))]


def read_with(customers: Any) -> Any:
    """``customers``, each with what was verified of it."""
    return customers.annotate(verified=told())

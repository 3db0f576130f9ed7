"""What the first page shows at once: what waits, where one works, what changed. Bounded whatever the size."""

from typing import Any

from access.fields import MONEY, may_see
from access.inbox import Card, awaiting, cards
from access.models import Portfolio, Request
from customers.models import Customer
from exchange.pages import capped_count

WAITING, RECENT, PORTFOLIOS = 8, 8, 12
MOST_SUMMED = 10_000  # customers whose figures are added up while the page waits; of more they come after it


def page(user: Any) -> dict[str, Any]:
    """The dashboard's context for ``user``."""
    return {
        "waiting": waiting_for(user),
        "mine": asked_by(user),
        "portfolios": list(Portfolio.objects.visible_to(user).order_by("code")[: PORTFOLIOS + 1]),
        "most_portfolios": PORTFOLIOS,
        "recent": list(Customer.objects.first_visible_to(user, ("-updated_at", "code"), RECENT)),
        "sees_money": may_see(user, MONEY),
        "few": may_see(user, MONEY) and are_few(user),
    }


def waiting_for(user: Any) -> list[Card]:
    """Requests of others that ``user`` may decide, oldest first."""
    return _shown(awaiting(user), user)


def asked_by(user: Any) -> list[Card]:
    """The requests of ``user`` that others still have to decide, oldest first."""
    return _shown(Request.objects.filter(maker=user).pending(), user)


def _shown(requests: Any, user: Any) -> list[Card]:
    return cards(requests.select_related("maker").order_by("created_at", "pk")[:WAITING], user)


def are_few(user: Any) -> bool:
    """Whether the customers of ``user`` are few enough to have their figures with the page."""
    return not capped_count(Customer.objects.visible_to(user), MOST_SUMMED)[1]

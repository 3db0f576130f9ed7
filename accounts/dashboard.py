"""What the first page shows: what waits, where one works, what changed, what is owed. Bounded whatever the size."""

from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from access.fields import MONEY, may_see
from access.inbox import Card, awaiting, cards
from access.models import Portfolio, Request
from accounts.models import Account, Side
from customers.models import Customer
from exchange.pages import capped_count

WAITING, RECENT, PORTFOLIOS = 8, 8, 12
MOST_SUMMED = 10_000  # customers whose balances are added up while the page waits; more are left to the reports
ZERO = Decimal("0.00")


def page(user: Any) -> dict[str, Any]:
    """The dashboard's context for ``user``."""
    return {
        "waiting": waiting_for(user),
        "mine": asked_by(user),
        "portfolios": list(Portfolio.objects.visible_to(user).order_by("code")[: PORTFOLIOS + 1]),
        "most_portfolios": PORTFOLIOS,
        "recent": list(Customer.objects.first_visible_to(user, ("-updated_at", "code"), RECENT)),
        "sees_money": may_see(user, MONEY),
        "totals": totals_for(user) if may_see(user, MONEY) else None,
    }


def waiting_for(user: Any) -> list[Card]:
    """Requests of others that ``user`` may decide, oldest first."""
    return _shown(awaiting(user), user)


def asked_by(user: Any) -> list[Card]:
    """The requests of ``user`` that others still have to decide, oldest first."""
    return _shown(Request.objects.filter(maker=user).pending(), user)


def _shown(requests: Any, user: Any) -> list[Card]:
    return cards(requests.select_related("maker").order_by("created_at", "pk")[:WAITING], user)


def totals_for(user: Any) -> list[dict[str, Any]] | None:
    """Receivables and advances for each currency (E3), as tiles; None where there are too many customers to add up."""
    visible = Customer.objects.visible_to(user)
    if capped_count(visible, MOST_SUMMED)[1]:
        return None
    found = Account.objects.visible_to(user).filter(side=Side.RECEIVABLE).exclude(standing__balance=0)
    sums = found.order_by("currency").values("currency").annotate(
        receivable=Sum("standing__balance", filter=Q(standing__balance__gt=0), default=ZERO),
        advance=Sum("standing__balance", filter=Q(standing__balance__lt=0), default=ZERO),
    )  # fmt: skip
    return [tile for row in sums for tile in _tiles(row)]


def _tiles(row: Any) -> list[dict[str, Any]]:
    """What customers owe in one currency, and what they paid ahead where anything was."""
    currency = row["currency"]
    owed = {"label": _("Receivable"), "value": f"{row['receivable']:,.2f}", "note": currency}
    ahead = {"label": _("Advances"), "value": f"{row['advance']:,.2f}", "note": currency, "negative": True}
    return [owed, ahead] if row["advance"] else [owed]

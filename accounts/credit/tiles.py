"""What an account's page, and the credit of a customer, say in figures."""

import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.credit.figures import Standing, standings
from accounts.credit.modes import in_words
from accounts.drafts import ledger_today
from accounts.models import Account, Side
from customers.models import Customer


def credit_tiles(account: Account, today: datetime.date) -> list[dict[str, Any]]:
    """One tile, as components/tiles.html takes it: what is left, of which limit, in which band; none where nothing
    limits. The account is one that its reader may see."""
    if not account.is_receivable:
        return []
    now = standings([account.customer_id], account.currency, today, today=today)[account.customer_id]
    if now.available is None:
        return []
    note = _("of %(limit)s %(currency)s, %(band)s") % {
        "limit": f"{now.effective_limit:,.2f}",
        "currency": account.currency,
        "band": now.band.label,
    }
    tile = {"label": _("Available credit"), "value": f"{now.available:,.2f}", "note": note}
    return [tile | {"percent": now.utilisation, "negative": now.available < 0}]


def standing_tiles(customer: Customer, user: Any) -> list[dict[str, Any]]:
    """A tile for each receivable account ``user`` sees: the mode, or what is left of which limit."""
    accounts = Account.objects.visible_to(user).filter(customer=customer, side=Side.RECEIVABLE).order_by("currency")
    today = ledger_today()
    tiles = []
    for account in accounts:
        now = standings([customer.pk], account.currency, today, today=today)[customer.pk]
        tiles.append(_unlimited(now) if now.available is None else credit_tiles(account, today)[0])
        tiles[-1]["url"] = reverse("accounts:account", args=[account.pk])
    return tiles


def _unlimited(now: Standing) -> dict[str, Any]:
    note = _("%(currency)s, exposure %(exposure)s") % {"currency": now.currency, "exposure": f"{now.exposure:,.2f}"}
    return {"label": _("Credit mode"), "value": in_words(now.mode, None, ""), "note": note}

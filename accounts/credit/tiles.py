"""What an account's page says of its credit."""

import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.credit.figures import standings
from accounts.models import Account


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

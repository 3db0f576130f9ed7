"""The parts of one account's page: entries, open items, detail ledger, allocation for who may allocate."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from access.permissions import allows
from accounts.models import Account


def tabs_of(account: Account, current: str, user: Any) -> list[dict[str, Any]]:
    """The tabs, as components/tabs.html takes them."""
    may_allocate = allows(user, "accounts.allocate", account.customer)
    labels = {"account": _("Entries"), "open_items": _("Open items"), "subledger": _("Detail ledger")}
    if may_allocate:
        labels["allocation"] = _("Allocate")
    return [
        {"label": label, "url": reverse(f"accounts:{name}", args=[account.pk]), "current": name == current}
        for name, label in labels.items()
    ]


def crumbs_of(account: Account, here: str) -> list[dict[str, str]]:
    """The way back to the customer and the account."""
    return [
        {"label": account.customer.name, "url": account.customer.get_absolute_url()},
        {"label": str(account), "url": reverse("accounts:account", args=[account.pk])},
        {"label": here},
    ]

"""The tabs of a customer: one address each, and only those that exist for the reader (ux 16)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from access.fields import BANK, CONTACT, IDENTITY, MONEY, may_see
from customers.finding import carrying
from customers.models import Customer
from customers.notes.writing import may_read

See = Callable[[Any, Customer], bool]


def sees_money(user: Any, customer: Customer) -> bool:
    """Whether the ledger of ``customer`` exists for ``user``."""
    return may_see(user, MONEY, customer)


def sees_people(user: Any, customer: Customer) -> bool:
    """Whether any of what stands among the contacts exists for ``user``."""
    return any(may_see(user, kind, customer) for kind in (CONTACT, IDENTITY, BANK))


def everybody(user: Any, customer: Customer) -> bool:
    """Who sees the customer sees this."""
    return True


@dataclass(frozen=True)
class Tab:
    """One tab: the name of its address, what it is called, and for whom it is there."""

    name: str
    label: str | Promise
    exists_for: See = everybody


TABS = (
    Tab("detail", _("Overview")),
    Tab("ledger", _("Ledger"), sees_money),
    Tab("contacts", _("Contacts"), sees_people),
    Tab("notes", _("Notes"), may_read),
    Tab("categories", _("Categories")),
    Tab("attachments", _("Papers")),
    Tab("approvals", _("Approvals")),
    Tab("history", _("History")),
)


def tabs(customer: Customer, request: HttpRequest, current: str) -> list[dict[str, Any]]:
    """The tabs as components/tabs.html takes them; each keeps the list that the page was opened from."""
    carried = carrying.again(request)
    return [
        {"label": tab.label, "url": reverse(f"customers:{tab.name}", args=[customer.code]) + carried,
         "current": tab.name == current}
        for tab in TABS
        if tab.exists_for(request.user, customer)
    ]  # fmt: skip

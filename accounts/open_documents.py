"""What a customer has open on one side, as choices of a form: documents, not single instalments."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from accounts.choices import EntryKind, Side
from accounts.models import Entry, OpenItem
from customers.models import Customer

DOCUMENTS = 50  # offered to settle, oldest due first


class DocumentsInput(forms.CheckboxSelectMultiple):
    """Open documents to tick; each says whether it raises the balance, so that the page shows what a kind settles."""

    debits: frozenset[str] = frozenset()

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"]["data-raises"] = "yes" if str(value) in self.debits else "no"
        return option


@dataclass(frozen=True)
class Documents:
    """Choices by direction, and the numbers of those that raise the balance."""

    choices: list[tuple[Any, list[tuple[str, str]]]]
    raising: frozenset[str]

    def of_direction(self, *, raises: bool) -> list[tuple[str, str]]:
        """The documents that raise the balance, or those that lower it, without heads."""
        pairs = [pair for _head, pairs in self.choices for pair in pairs]
        return [pair for pair in pairs if (pair[0] in self.raising) == raises]


def open_documents(actor: Any, customer: Customer, side: Side) -> Documents:
    """What is open by direction: entry number and what of it is open, oldest due first."""
    items = OpenItem.objects.visible_to(actor).filter(account__customer=customer, account__side=side, open__gt=0)
    items = items.exclude(entry__kind=EntryKind.REVERSAL).select_related("entry__account")
    found: dict[bool, dict[Entry, list[OpenItem]]] = {True: {}, False: {}}
    for item in items.order_by("due_date", "pk")[:DOCUMENTS]:
        item.entry.account.customer = customer
        found[item.is_debit].setdefault(item.entry, []).append(item)
    up, down = _heads(side)
    groups = ((up, found[True]), (down, found[False]))
    choices = [(label, [_choice(*one) for one in entries.items()]) for label, entries in groups if entries]
    return Documents(choices, frozenset(map(str, found[True])))


def _heads(side: Side) -> tuple[str, str]:
    if side == Side.RECEIVABLE:
        return _("Invoices and what else is owed"), _("Receipts and other credits")
    return _("Bills and what else we owe"), _("Payments and what else lowers it")


def _choice(entry: Entry, items: list[OpenItem]) -> tuple[str, str]:
    left = sum(item.open for item in items)
    name = entry.reference or str(entry)
    words = _("%(name)s · %(kind)s of %(day)s · due %(due)s · open %(open)s %(currency)s") % {
        "name": name,
        "kind": entry.get_kind_display(),
        "day": entry.posting_date,
        "due": items[0].due_date,
        "open": f"{left:,.2f}",
        "currency": entry.account.currency,
    }
    return str(entry), words

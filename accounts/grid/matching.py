"""Who is meant and what is settled: looked for in what the person sees, offered with its reason, never guessed (E2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.choices import Side
from accounts.kinds import UNTARGETED
from accounts.models import Entry, OpenItem
from customers.matching import BEST_FIRST
from customers.models import Customer

NAMED = 5  # named where several fit
LOOKED_AT = 200  # open items of a customer, oldest due first


@dataclass(frozen=True)
class Offer:
    """A document a row may settle. ``name`` is empty where several fit: then ``reason`` names them."""

    name: str
    reason: str


def customers_meant(text: str, actor: Any) -> list[Customer]:
    """The customers ``actor`` sees that ``text`` may mean: the one of this code, else of this name, else all found.

    At most one more than are named, so that several are told from one.
    """
    visible = Customer.objects.visible_to(actor)
    by_code = list(visible.filter(code=text.upper())[:1])
    if by_code:
        return by_code
    found = list(visible.matching(text, person=actor).first_matching(text, actor, BEST_FIRST, NAMED + 1))
    same = [one for one in found if text in (one.name, one.short_name)]
    return same or found


def offer(customer: Customer, currency: str, amount: Decimal, words: str, actor: Any) -> Offer | None:
    """The document a receipt of ``amount`` seems to pay: one whose number stands in ``words``, else of this amount."""
    items = OpenItem.objects.visible_to(actor).filter(
        account__customer=customer, account__side=Side.RECEIVABLE, account__currency=currency, is_debit=True, open__gt=0
    )
    items = items.exclude(entry__kind__in=UNTARGETED).select_related("entry__account__customer")
    found = list(items.order_by("due_date", "entry__posting_date", "pk")[:LOOKED_AT])
    named = _entries(item for item in found if item.entry.reference and _stands_in(item.entry.reference, words))
    if named:
        return _of(named, _("its number stands in the row"))
    exact = _entries(item for item in found if item.open == amount)
    return _of(exact, _("open by exactly this amount")) if exact else None


def _stands_in(reference: str, words: str) -> bool:
    """Whether the number stands in ``words`` by itself: INV-1 is not in INV-12."""
    before, found, after = words.casefold().partition(reference.casefold())
    return bool(found) and not any(end.isascii() and end.isalnum() for end in (before[-1:], after[:1]))


def _entries(items: Any) -> list[Entry]:
    return list({item.entry_id: item.entry for item in items}.values())


def _of(entries: Sequence[Entry], why: str) -> Offer:
    names = [entry.reference or str(entry) for entry in entries]
    if len(names) == 1:
        return Offer(names[0], why)
    return Offer("", _("%(count)d documents: %(names)s") % {"count": len(names), "names": ", ".join(names[:NAMED])})

"""What the ledger has against closing or deleting a customer (E6): net zero is not enough."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from access.fields import MONEY
from accounts.drafts import ledger_today
from accounts.models import Account, Commitment, Entry, Instrument, Override
from customers.lifecycle import POSTED, Blocker, objections
from customers.models import Customer
from exchange.money import format_money

BALANCE, OPEN_ITEMS, UNCLEARED, OVERRIDE, COMMITMENT = "balance", "open_items", "uncleared", "override", "commitment"


def object_to(customer: Customer) -> Iterator[Blocker]:
    """A blocker for each account with a balance, each with open items, for uncleared bills, for reserved credit, for
    an override that may still be used, and one where anything was ever posted."""
    still_open = Count("items", filter=~Q(items__open=0))
    for account in Account.objects.filter(customer=customer).select_related("standing").annotate(waiting=still_open):
        if account.standing.balance:
            yield _of_balance(account)
        if account.waiting:
            yield _of_items(account)
    if bills := Instrument.objects.filter(customer=customer).uncleared().count():
        words = _("%(count)d bills or cheques are uncleared.") % {"count": bills}
        yield Blocker(UNCLEARED, words, _("Wait until the bank has paid or refused them."), MONEY)
    if Commitment.objects.filter(customer=customer).live(ledger_today()).exists():
        detail = _("Credit is reserved for what is not invoiced yet.")
        yield Blocker(COMMITMENT, detail, _("Invoice or release what was reserved."), MONEY)
    if Override.objects.filter(customer=customer, use=None, last_day__gte=ledger_today()).exists():
        detail = _("An override of its credit may still be used.")
        yield Blocker(OVERRIDE, detail, _("Wait until it ends, with the next working day."), MONEY)
    if Entry.objects.filter(account__customer=customer).exists():
        detail = _("Entries were posted to its accounts.")
        yield Blocker(POSTED, detail, _("Give another reason than entered by mistake."), MONEY)


def _of_balance(account: Account) -> Blocker:
    facts = {"account": str(account), "balance": format_money(account.standing.balance), "currency": account.currency}
    detail = _("The balance of %(account)s is %(balance)s %(currency)s, not 0.00.") % facts
    return Blocker(BALANCE, detail, _("Have it paid, or reverse what was posted wrongly."), MONEY)


def _of_items(account: Any) -> Blocker:
    detail = _("%(account)s has %(count)d open items.") % {"account": str(account), "count": account.waiting}
    return Blocker(OPEN_ITEMS, detail, _("Settle what is open, one against the other."), MONEY)


def register() -> None:
    """Let the lifecycle ask; called in AccountsConfig.ready()."""
    if object_to not in objections:
        objections.append(object_to)

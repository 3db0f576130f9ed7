"""The ledger's part of another room's page; each tag starts from what the reader may see."""

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse

from access.fields import MONEY, may_see
from access.permissions import allows, rights_of
from accounts.credit.panel import panel
from accounts.models import Account, Entry
from accounts.rows import account_tiles, direction_of, entry_rows
from accounts.statements.answers.recording import last_statements
from accounts.verifying.keeping import latest
from customers.models import Customer

RECENT = 10
register = template.Library()


@register.inclusion_tag("accounts/verified.html", takes_context=True)
def verified(context: Context) -> dict[str, Any]:
    """Render what the last verification found; nothing at all for who may not see money."""
    user = context["request"].user
    if not may_see(user, MONEY):
        return {"shown": False}
    found = latest()
    first = found.faults[0] if found and found.faults and rights_of(user).everywhere else ""
    return {"shown": True, "found": found, "first": first}


@register.inclusion_tag("accounts/panel.html", takes_context=True)
def accounts_panel(context: Context, customer: Customer) -> dict[str, Any]:
    """Render the balances of ``customer``; nothing at all for who may not see money."""
    user = context["request"].user
    accounts = _accounts(user, customer)
    return {
        "tiles": account_tiles(accounts),
        "stated": last_statements(accounts, user),
        "post_url": _post_url(user, customer),
    }


@register.inclusion_tag("accounts/line.html", takes_context=True)
def ledger_line(context: Context, customer: Customer) -> dict[str, Any]:
    """Render the balances of ``customer`` as words of its head; nothing at all for who may not see money."""
    accounts = _accounts(context["request"].user, customer)
    return {"balances": [_balance_words(account) for account in accounts]}


def _balance_words(account: Account) -> dict[str, Any]:
    balance = account.standing.balance
    way = direction_of(balance, account.side)
    return {"label": str(account), "text": f"{balance:,.2f} {account.currency} {way}", "negative": balance < 0}


@register.inclusion_tag("accounts/recent.html", takes_context=True)
def recent_entries(context: Context, customer: Customer) -> dict[str, Any]:
    """Render the latest entries of ``customer``; nothing at all for who may not see money."""
    user = context["request"].user
    accounts = _accounts(user, customer)
    return {
        "rows": entry_rows(_latest(user, accounts), user=user, customer=customer),
        "sees_money": allows(user, "accounts.view_money", customer),
        "accounts": [_ways(account) for account in accounts],
        "post_url": _post_url(user, customer),
    }


@register.inclusion_tag("accounts/credit/panel.html", takes_context=True)
def credit_panel(context: Context, customer: Customer) -> dict[str, Any]:
    """Render what was agreed with ``customer`` and what waits; nothing at all for who may not see money."""
    return panel(customer, context["request"].user)


def _ways(account: Account) -> dict[str, str]:
    names = {"url": "account", "items_url": "open_items", "ledger_url": "subledger"}
    ways = {key: reverse(f"accounts:{name}", args=[account.pk]) for key, name in names.items()}
    return {"label": str(account), **ways}


def _accounts(user: Any, customer: Customer) -> list[Account]:
    """The accounts, read once for both tags of a page."""
    if not hasattr(customer, "_ledger_accounts"):
        found = Account.objects.visible_to(user).filter(customer=customer).select_related("standing")
        customer._ledger_accounts = list(found.order_by("side", "currency"))  # type: ignore[attr-defined]
        for account in customer._ledger_accounts:  # type: ignore[attr-defined]
            account.customer = customer
    return customer._ledger_accounts  # type: ignore[attr-defined]


def _latest(user: Any, accounts: list[Account]) -> list[Entry]:
    """The latest entries over all accounts: one short index walk for each, whatever their size."""
    if not accounts:
        return []
    by_key = {account.pk: account for account in accounts}
    whole = Entry.objects.visible_to(user).whole()
    if len(accounts) > 1:
        walks = [Entry.objects.filter(account=key).order_by("-number").values("pk")[:RECENT] for key in by_key]
        whole = whole.filter(pk__in=walks[0].union(*walks[1:], all=True)).order_by("-pk")
    else:
        whole = whole.filter(account=accounts[0]).order_by("-number")
    found = list(whole[:RECENT])
    for entry in found:
        entry.account = by_key[entry.account_id]
    return found


def _post_url(user: Any, customer: Customer) -> str:
    if not allows(user, "accounts.post_receipt", customer) or customer.is_deleted:
        return ""
    return f"{reverse('accounts:new_entry')}?customer={customer.code}"

"""What the ledger adds to the customers' pages: a column of the list, an act, words for its kinds of Action."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Sum
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from access.fields import MONEY
from accounts.models import Account, Side
from accounts.opening import OPENS_FOR
from customers import history_words, tables
from customers.models import Customer
from customers.querysets import CustomerQuerySet

AMOUNT = '<div class="money">{}&nbsp;<abbr>{}</abbr></div>'
BELOW_ZERO = AMOUNT.replace(">", " data-negative>", 1)
KINDS = {
    "accounts.open": _("opened an account"),
    "accounts.post": _("posted an entry"),
    "accounts.post_batch": _("posted many entries at once"),
    "accounts.reverse": _("reversed an entry"),
    "accounts.clear": _("cleared a bill or cheque"),
    "accounts.ask_credit_note": _("asked for a credit note"),
    "accounts.ask_reversal": _("asked for a reversal"),
    "accounts.import": _("imported entries"),
    "accounts.ask_credit": _("asked for other credit"),
    "accounts.change_credit": _("changed the credit"),
    "accounts.reserve": _("reserved credit"),
    "accounts.release": _("released reserved credit"),
    "accounts.ask_override": _("asked to override the credit once"),
    "accounts.agree_override": _("agreed to override the credit once"),
    "accounts.allocate": _("allocated"),
    "accounts.undo_allocation": _("undid an allocation"),
    "accounts.close_period": _("closed a period"),
    "accounts.close_month": _("closed a month"),
    "accounts.ask_to_reopen": _("asked to reopen a month"),
    "accounts.reopen_period": _("reopened a month"),
    "accounts.record_answer": _("recorded an answer to a statement"),
    "accounts.compare_ledgers": _("compared a customer's ledger with ours"),
    "accounts.issue_statement": _("issued a statement"),
    "accounts.print_statement": _("printed a statement"),
    "accounts.print_statements": _("fetched the statements of a run"),
    "accounts.draft_statement": _("printed a draft statement"),
    "accounts.set_control_total": _("typed a control total"),
    "accounts.list_openings": _("listed opening items"),
    "accounts.strike_opening": _("took an opening item off the list"),
    "accounts.post_openings": _("posted the opening items"),
    "accounts.reconcile": _("compared a list of the general ledger"),
    "accounts.export_vouchers": _("exported the vouchers of a month"),
    "accounts.verify_ledger": _("verified the ledger"),
    "accounts.ledger_broken": _("found rows that break an equation of the ledger"),
    "accounts.ask_verification": _("asked to verify the ledger"),
    "accounts.report_export": _("exported a report of the ledger"),
}


def register() -> None:
    """Add column, act and words; called in AppConfig.ready()."""
    column = tables.Column(_("Receivable"), balances, MONEY, numeric=True, key="receivable", phone="bottom")
    tables.columns.append(column)
    tables.totals.append(tables.Total(_("Receivable"), total, MONEY))
    permissions = ("accounts.post_receipt", "accounts.post_invoice")
    tables.acts.append(tables.Act("report-money", _("Post an entry"), permissions, _post_url, _takes_entries))
    history_words.KINDS.update(KINDS)


def balances(customers: Sequence[Customer], user: Any) -> Mapping[UUID, str]:
    """The receivable balances of each, one line a currency, by one query."""
    found = Account.objects.belonging_to(customers).filter(side=Side.RECEIVABLE)
    lines: dict[UUID, SafeString] = defaultdict(SafeString)
    rows = found.order_by("currency").values_list("customer_id", "standing__balance", "currency")
    for key, balance, currency in rows:
        cell = BELOW_ZERO if balance < 0 else AMOUNT
        lines[key] += format_html(cell, f"{balance:,.2f}", currency)
    return lines


def total(customers: CustomerQuerySet, user: Any) -> str:
    """The sum of the receivable balances of ``customers``, one amount a currency: currencies are never added (E0)."""
    found = Account.objects.visible_to(user).filter(customer__in=customers.values("pk"), side=Side.RECEIVABLE)
    held = found.filter(standing__isnull=False).order_by("currency")
    sums = held.values("currency").annotate(sum=Sum("standing__balance"))
    lines = ((BELOW_ZERO if one["sum"] < 0 else AMOUNT, f"{one['sum']:,.2f}", one["currency"]) for one in sums)
    return format_html_join(" ", "{}", ((format_html(line, amount, currency),) for line, amount, currency in lines))


def _post_url(customer: Customer) -> str:
    return f"{reverse('accounts:new_entry')}?customer={customer.code}"


def _takes_entries(customer: Customer) -> bool:
    return customer.status in OPENS_FOR

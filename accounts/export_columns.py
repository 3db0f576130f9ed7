"""What the ledger adds to exports of customers: a receivable balance for each currency (S7, S56)."""

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from access.fields import MONEY, may_see
from accounts.models import Account, Side
from customers.exports.batch import Batch, aligned
from customers.exports.columns import MONEY_GROUP, Column, sources
from exchange.files import Form
from exchange.money import currency_codes

NAME = re.compile(r"receivable:([A-Z]{3})")


class Balances:
    """A column for each currency; none for who may not see money."""

    def offered(self, user: Any) -> Iterable[Column]:
        """Those of the currencies in which somebody the person sees has an account."""
        found = Account.objects.visible_to(user).filter(side=Side.RECEIVABLE).order_by("currency")
        return [column_of(currency) for currency in found.values_list("currency", flat=True).distinct()]

    def named(self, name: str, user: Any) -> Column | None:
        found = NAME.fullmatch(name)
        known = found and found[1] in currency_codes() and may_see(user, MONEY)
        return column_of(found[1]) if found and known else None

    def heads(self) -> Iterable[tuple[str, str]]:
        return [(column.name, str(column.label)) for column in map(column_of, currency_codes())]


def register() -> None:
    """Add the columns; called in AppConfig.ready()."""
    sources.append(Balances())


def column_of(currency: str) -> Column:
    """The receivable balance in one currency; empty where the customer has no account in it."""
    label = _("Receivable %(currency)s") % {"currency": currency}
    return Column(f"receivable:{currency}", label, _cells(currency), MONEY_GROUP, MONEY, Form.AMOUNT)


def _cells(currency: str) -> Callable[[Batch], Sequence[Decimal | None]]:
    return lambda batch: [found.get(currency) for found in aligned(batch, batch.once(_balances), {})]


def _balances(batch: Batch) -> dict[Any, dict[str, Decimal]]:
    """The receivable balances of the batch's customers by currency, in one statement."""
    accounts = Account.objects.visible_to(batch.reader.user).filter(customer__in=batch.listed, side=Side.RECEIVABLE)
    found: dict[Any, dict[str, Decimal]] = {}
    for key, currency, balance in accounts.values_list("customer_id", "currency", "standing__balance"):
        found.setdefault(key, {})[currency] = balance
    return found

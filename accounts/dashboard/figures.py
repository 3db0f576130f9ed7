"""The figures of the first page, as of a day and in one currency, by few statements (E3, E4, E14)."""

import datetime
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts.ageing import asking
from accounts.ageing.asking import Ageing
from accounts.ageing.cutoffs import Basis
from accounts.credit.figures import standings
from accounts.credit.modes import CAPPED, Band
from accounts.dashboard.flows import Flow, Flows, Turn, accounts_of
from accounts.drafts import ledger_today
from accounts.models import Account, Instrument, Side
from exchange.money import round_half_up

DSO_DAYS, MONTHS, DEBTORS, MOST_LIMITED = 90, 6, 10, 5_000
ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Board:
    """What the first page says of one currency on ``as_of``; ``bands`` is None where too many have a limit."""

    as_of: datetime.date
    currency: str
    ageing: Ageing
    months: list[datetime.date]
    flows: dict[tuple[datetime.date, str], Turn]
    bands: Counter[Band] | None
    bills: Decimal

    @property
    def sales_of_days(self) -> Decimal:
        """Sales of the last DSO_DAYS including tax."""
        return sum((turn.recent for (_month, flow), turn in self.flows.items() if flow == Flow.SALES), ZERO)

    @property
    def days_outstanding(self) -> Decimal | None:
        """Σ positive balances / sales of 90 days including tax × 90, one decimal; None without sales (E14)."""
        return days_outstanding(self.ageing.totals.positive, self.sales_of_days)

    @property
    def overdue_ratio(self) -> Decimal | None:
        """Overdue / Σ open debits in percent, one decimal; None where nothing is open."""
        row = self.ageing.totals.row
        debits = sum(row.figures, ZERO)
        return round_half_up(row.overdue / debits * 100, 1) if debits else None

    def turn(self, month: datetime.date, flow: Flow) -> Turn:
        return self.flows.get((month, str(flow)), Turn())


def days_outstanding(receivable: Decimal, sales: Decimal) -> Decimal | None:
    """Days sales outstanding (E14); None without sales.

    >>> days_outstanding(Decimal("300000.00"), Decimal("450000.00"))
    Decimal('60.0')
    """
    return round_half_up(receivable / sales * DSO_DAYS, 1) if sales > 0 else None


def board(user: Any, as_of: datetime.date, currency: str) -> Board:
    """The figures of what ``user`` sees."""
    wanted = asking.Wanted(user, as_of, Side.RECEIVABLE, currency, Basis.DUE, asking.CUSTOMER)
    months = months_to(as_of)
    begins = min(months[0], as_of - datetime.timedelta(days=DSO_DAYS - 1))
    flows = Flows(accounts_of(user, currency), begins, as_of)
    return Board(
        as_of,
        currency,
        asking.ageing(wanted, size=DEBTORS, ordering="-total"),
        months,
        flows.by_month(as_of - datetime.timedelta(days=DSO_DAYS)),
        _bands(user, as_of, currency),
        _bills(user, as_of, currency),
    )


def months_to(day: datetime.date) -> list[datetime.date]:
    """The first days of the last MONTHS months, that of ``day`` last."""
    last = day.year * 12 + day.month - 1
    return [datetime.date(one // 12, one % 12 + 1, 1) for one in range(last - MONTHS + 1, last + 1)]


def _bands(user: Any, day: datetime.date, currency: str) -> Counter[Band] | None:
    """How many customers with a limit are in each band (E4)."""
    limited = Account.objects.visible_to(user).filter(
        side=Side.RECEIVABLE, currency=currency, credit_mode__in=sorted(CAPPED)
    )
    keys = list(limited.values_list("customer_id", flat=True)[: MOST_LIMITED + 1])
    if len(keys) > MOST_LIMITED:
        return None
    found = standings(keys, currency, day, today=ledger_today()) if keys else {}
    return Counter(one.band for one in found.values())


def _bills(user: Any, day: datetime.date, currency: str) -> Decimal:
    """Receipts by bills and cheques that no bank had paid on ``day``."""
    found = Instrument.objects.visible_to(user).filter(entry__account__currency=currency)
    return found.received().uncleared_on(day).amount()

"""The figures of the first page as its template and its charts take them; each with the way to what it is made of."""

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.credit.modes import Band
from accounts.dashboard.figures import DSO_DAYS, Board, board
from accounts.dashboard.flows import Flow
from accounts.models import Side
from accounts.reports.asked import Asked
from accounts.reports.scope import currencies
from accounts.reports.views import day_field, select

PLACES = 6  # colours of ages


def figures(raw: Any, user: Any) -> dict[str, Any]:
    """The context of the figures that ``raw`` asks for by ``as_of`` and ``currency``. Raises ValidationError."""
    asked = Asked({name: value for name, value in raw.items() if name in ("as_of", "currency")})
    day, currency = asked.day(), asked.currency(user, Side.RECEIVABLE)
    asked.done()
    made = board(user, day, currency)
    months = list(_months(made))
    ages = list(_ages(made))
    return {
        "board": made,
        "fields": fields(user, day, currency),
        "tiles": list(_tiles(made)),
        "ages": ages,
        "months": months,
        "untaxed": any(turn.untaxed for turn in made.flows.values()),
        "debtors": list(_debtors(made)),
        "bands": _bands(made),
        "chart": {"ages": ages, "months": months, "words": _words(currency), "locale": _locale()},
    }


def fields(user: Any, day: datetime.date, currency: str) -> list[dict[str, Any]]:
    codes = sorted({*currencies(user, Side.RECEIVABLE), currency})
    return [
        day_field("as_of", _("As of"), day),
        select("currency", _("Currency"), [(code, code) for code in codes], currency),
    ]


def flow_url(made: Board, flow: Flow, first: datetime.date, last: datetime.date) -> str:
    """Where the entries of a flow stand one by one."""
    return f"{reverse('accounts:flows')}?flow={flow}&currency={made.currency}&from={first}&to={last}"


def ageing_url(made: Board, ordering: str = "") -> str:
    query = f"?as_of={made.as_of}&currency={made.currency}&side={Side.RECEIVABLE}"
    return reverse("accounts:ageing") + query + (f"&ordering={ordering}" if ordering else "")


def _tiles(made: Board) -> Iterator[dict[str, Any]]:
    totals, currency = made.ageing.totals, made.currency
    yield _tile(_("Receivable"), totals.positive, currency, ageing_url(made, "-total"))
    if totals.negative:
        yield _tile(_("Advances"), totals.negative, currency, ageing_url(made, "total"))
    ratio = made.overdue_ratio
    note = currency if ratio is None else _("%(currency)s · %(ratio)s %% of what is open")
    words = note if ratio is None else note % {"currency": currency, "ratio": ratio}
    yield _tile(_("Overdue"), totals.row.overdue, words, ageing_url(made, "-overdue"))
    yield _outstanding(made)
    for flow in (Flow.RECEIPTS, Flow.PAYMENTS):
        turn, month = made.turn(made.months[-1], flow), made.months[-1]
        note = f"{currency} {month:%Y-%m}"
        yield _tile(str(flow.label).capitalize(), turn.gross, note, flow_url(made, flow, month, made.as_of))
    if made.bills:
        yield _tile(_("Bills and cheques in hand"), made.bills, currency, reverse("accounts:instruments"))


def _tile(label: str, amount: Decimal, note: str, url: str) -> dict[str, Any]:
    return {"label": label, "value": f"{amount:,.2f}", "note": note, "url": url, "negative": amount < 0}


def _outstanding(made: Board) -> dict[str, Any]:
    """Days sales outstanding with how they come about."""
    begins = made.as_of - datetime.timedelta(days=DSO_DAYS - 1)
    days = made.days_outstanding
    sums = {"owed": f"{made.ageing.totals.positive:,.2f}", "sales": f"{made.sales_of_days:,.2f}", "days": DSO_DAYS}
    note = _("%(owed)s / %(sales)s × %(days)d") % sums if days is not None else _("no sales in %(days)d days") % sums
    value = "—" if days is None else str(days)
    url = flow_url(made, Flow.SALES, begins, made.as_of)
    return {"label": _("Days sales outstanding"), "value": value, "note": note, "url": url}


def _ages(made: Board) -> Iterator[dict[str, Any]]:
    for place, (column, amount) in enumerate(zip(made.ageing.columns, made.ageing.totals.row.figures, strict=True)):
        yield {
            "label": column.label,
            "amount": f"{amount:.2f}",
            "text": f"{amount:,.2f}",
            "place": min(place, PLACES),
            "url": ageing_url(made),
        }


def _months(made: Board) -> Iterator[dict[str, Any]]:
    for month in made.months:
        last = min((month + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1), made.as_of)
        row: dict[str, Any] = {"label": f"{month:%Y-%m}"}
        for flow in Flow:
            turn = made.turn(month, flow)
            amount = turn.net if flow == Flow.SALES else turn.gross
            url = flow_url(made, flow, month, last)
            row[str(flow)] = {"amount": f"{amount:.2f}", "text": f"{amount:,.2f}", "url": url, "negative": amount < 0}
        yield row


def _debtors(made: Board) -> Iterator[dict[str, Any]]:
    for row in made.ageing.page.rows:
        if row.total > 0:
            items = reverse("accounts:open_items", args=[row.account]) + f"?as_of={made.as_of}"
            yield {
                "name": row.label,
                "code": row.key,
                "url": reverse("customers:detail", args=[row.key]),
                "total": f"{row.total:,.2f}",
                "items_url": items,
                "overdue": f"{row.overdue:,.2f}",
                "overdue_url": f"{items}&column=overdue" if row.overdue else "",
            }


def _bands(made: Board) -> list[dict[str, Any]] | None:
    states = {Band.NORMAL: "approved", Band.WARNING: "pending", Band.OVER: "rejected"}
    if made.bands is None:
        return None
    return [{"label": band.label, "state": states[band], "count": made.bands[band]} for band in Band]


def _words(currency: str) -> dict[str, str]:
    flows = {str(flow): str(flow.label) for flow in (Flow.RECEIPTS, Flow.PAYMENTS)}
    return flows | {"open": _("Open debits"), "currency": currency}


def _locale() -> str:
    return "ZH" if (get_language() or "").startswith("zh") else "EN"

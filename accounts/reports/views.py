"""What the pages of reports share: for whom they exist, their addresses, the figures of their tables."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from access.fields import MONEY, may_see
from access.models import Portfolio
from access.permissions import rights_of
from accounts.models import Side
from accounts.reports.scope import currencies
from accounts.rows import Cell
from customers.exports.choice import EXPORT
from customers.facets import address

MOST_ON_PAPER = 2_000  # rows a page shows at once for printing
View = Callable[..., HttpResponseBase]


def for_money(view: View) -> View:
    """Refuse who may not see money anywhere (403)."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_see(request.user, MONEY):
            raise PermissionDenied("accounts.view_money")
        return view(request, *args, **kwargs)

    return guarded


@dataclass(frozen=True)
class Figure:
    """A cell of a report: an amount as printed, and where it leads."""

    text: str
    negative: bool
    url: str = ""
    label: str = ""
    zero: bool = False


def figures(amounts: Sequence[Decimal], labels: Sequence[str], urls: Iterable[str] = ()) -> list[Figure]:
    """Cells of ``amounts`` below their heads; what is nothing leads nowhere."""
    ways = list(urls) or [""] * len(amounts)
    return [
        Figure(f"{amount:,.2f}", amount < 0, url if amount else "", label, not amount)
        for amount, label, url in zip(amounts, labels, ways, strict=True)
    ]


def cell_of(amount: Decimal) -> Cell:
    return Cell(f"{amount:,.2f}", amount < 0)


def options(choices: Iterable[tuple[str, Any]], current: str) -> list[dict[str, Any]]:
    """Choices of a select."""
    return [{"value": value, "label": label, "selected": value == current} for value, label in choices]


def day_field(name: str, label: str, value: object) -> dict[str, Any]:
    return {"name": name, "label": label, "type": "date", "value": str(value)}


def select(name: str, label: str, choices: Iterable[tuple[str, Any]], current: str) -> dict[str, Any]:
    return {"name": name, "label": label, "options": options(choices, current)}


def scope_fields(user: Any, side: Side, currency: str, portfolio: str) -> list[dict[str, Any]]:
    """The inputs every report has: side, currency, portfolio."""
    known = currencies(user, side)
    codes = sorted({*known, currency})
    seen = Portfolio.objects.visible_to(user).order_by("code")[:200]
    portfolios = [("", _("all")), *((one.code, f"{one.code} {one.name}") for one in seen)]
    return [
        select("side", _("Side"), Side.choices, side),
        select("currency", _("Currency"), [(code, code) for code in codes], currency),
        select("portfolio", _("Portfolio"), portfolios, portfolio),
    ]


def problems(error: ValidationError) -> list[str]:
    """Every message, for the note above a form whose address was wrong."""
    return [str(message) for message in error.messages]


def here(query: QueryDict, **changes: str) -> str:
    """The same address with changes, from the first page on."""
    return address(query, **changes)


def page_urls(query: QueryDict, following: str | None, previous: str | None) -> dict[str, str]:
    return {
        "next_url": here(query, cursor=following) if following else "",
        "previous_url": here(query, cursor=previous) if previous else "",
    }


def file_url(request: HttpRequest, name: str, *about: Any) -> str:
    """Where the file of this report is asked for; empty for who may not export."""
    if EXPORT not in rights_of(request.user).may:
        return ""
    return reverse(name, args=about) + here(request.GET, whole="")

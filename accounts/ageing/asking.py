"""What an ageing is asked for, and the ageing itself: rows of customers, portfolios or categories with their sums."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.ageing.cutoffs import Basis, Column, columns
from accounts.ageing.statement import Row, Statement, Totals
from accounts.models import Account, Side
from accounts.open_items.listing import ZERO
from accounts.reports.asked import TEXT, Asked
from accounts.reports.paging import WHOLE, Part, Walk
from accounts.reports.scope import scope_of
from categories.labels import label_key
from categories.models import Category, Dimension
from categories.naming import meanings
from categories.queries import tree_of
from customers.models import Classification
from exchange.pages import PAGE_SIZE, KeysetPage

CUSTOMER, PORTFOLIO, UNCATEGORISED = "customer", "portfolio", "uncategorised"
NAMES = frozenset({"as_of", "currency", "side", "by", "customer", "portfolio", "category", "basis"})
ORDERINGS = {"code": "code", "total": "total", "overdue": "overdue"}


@dataclass(frozen=True)
class Wanted:
    """One ageing: of one side and currency, as of a day, for some customers or all that its reader sees."""

    user: Any
    as_of: datetime.date
    side: Side
    currency: str
    basis: Basis
    by: str | Dimension
    customer: str = ""
    portfolio: str = ""
    category: tuple[Dimension, Category | None] | None = None

    def columns(self) -> list[Column]:
        return columns(self.basis, self.as_of)

    def accounts(self) -> QuerySet[Account]:
        """The accounts it adds up; categories are those of the day (E9)."""
        found = Account.objects.visible_to(self.user).filter(side=self.side, currency=self.currency)
        if self.customer:
            found = found.filter(customer__code=self.customer)
        if self.portfolio:
            found = found.filter(customer__portfolio__code=self.portfolio)
        return found.filter(self._classified()) if self.category else found

    def _classified(self) -> Any:
        assert self.category  # noqa: S101 - asked by the caller
        dimension, category = self.category
        begun = Q(valid_from=None) | Q(valid_from__lte=self.as_of)
        not_over = Q(valid_to=None) | Q(valid_to__gt=self.as_of)
        held = Classification.objects.filter(begun, not_over, customer=OuterRef("customer"), dimension=dimension)
        if category is None:
            return ~Exists(held)
        return Exists(held.filter(category__in=tree_of(dimension).nodes[category.pk].keys()))

    def statement(self) -> Statement:
        grouped = self.by if isinstance(self.by, str) else "dimension"
        dimension = None if isinstance(self.by, str) else self.by.pk
        return Statement(scope_of(self.accounts()), self.as_of, self.basis, self.columns(), grouped, dimension)

    def for_customers(self) -> "Wanted":
        """The same by customer, for who wants to see whom a figure is about."""
        return replace(self, by=CUSTOMER)


@dataclass(frozen=True)
class Ageing:
    """Rows of one page, and the sums of all; ``parents`` are the categories above each row's, by key."""

    page: KeysetPage
    totals: Totals
    columns: list[Column]
    parents: Mapping[str, str | None]


def read(raw: Mapping[str, str], user: Any) -> Wanted:
    """What parameters ask for. Raises ValidationError by name."""
    asked = Asked({name: value for name, value in raw.items() if name in NAMES})
    side = asked.side()
    wanted = Wanted(
        user=user,
        as_of=asked.day(),
        side=side,
        currency=asked.currency(user, side),
        basis=asked.choice("basis", {str(one): one for one in Basis}, Basis.DUE),
        by=asked.take("by", lambda text: _by(TEXT(text), user), default=CUSTOMER),
        customer=asked.take("customer", TEXT, default="").upper(),
        portfolio=asked.take("portfolio", TEXT, default=""),
        category=asked.take("category", lambda text: _category(TEXT(text), user)),
    )
    asked.done()
    return wanted


def _by(text: str, user: Any) -> str | Dimension:
    if text in (CUSTOMER, PORTFOLIO):
        return text
    return _dimension(text, user)


def _dimension(code: str, user: Any) -> Dimension:
    found: Dimension | None = Dimension.objects.visible_to(user).filter(code=code).first()  # codes are unique
    if found is None:
        raise ValidationError(_("There is no dimension “%(code)s”."), "dimension_unknown", {"code": code[:40]})
    return found


def _category(text: str, user: Any) -> tuple[Dimension, Category | None]:
    code, _colon, name = text.partition(":")
    dimension = _dimension(code, user)
    if name == UNCATEGORISED:
        return dimension, None
    found = meanings(dimension).get(label_key(name))
    if found is None:
        raise ValidationError(_("There is no category “%(name)s”."), "category_unknown", {"name": name[:40]})
    return dimension, found


def walk_of(ordering: str | None) -> Walk:
    """The order of customers: by code, or by a figure, the greatest first with ``-``. Raises ValidationError."""
    name = (ordering or "code").removeprefix("-")
    if name not in ORDERINGS:
        message = _("This is one of %(choices)s.") % {"choices": ", ".join(ORDERINGS)}
        raise ValidationError({"ordering": [message]})
    falling = (ordering or "").startswith("-")
    keys = (("code", "text"),) if name == "code" else ((ORDERINGS[name], "numeric"), ("code", "text"))
    return Walk("ageing", keys, falling)


def ageing(wanted: Wanted, *, cursor: str | None = None, size: int = PAGE_SIZE, ordering: str | None = None) -> Ageing:
    """The ageing: a page of customers, or every portfolio or category. Raises Refused ``cursor_invalid``."""
    statement, totals = wanted.statement(), []

    def fetch(part: Part) -> list[Row]:
        sums, rows = statement.run(part)
        totals.append(sums)
        return rows

    if wanted.by == CUSTOMER:
        walk = walk_of(ordering)
        page = walk.page(fetch, key_of=lambda row: _keys(walk, row), cursor=cursor, size=size)
        return Ageing(page, totals[-1], wanted.columns(), {})
    rows = fetch(WHOLE)
    if isinstance(wanted.by, Dimension):
        rows, parents = _in_tree(rows, wanted.by, len(statement.columns))
        return Ageing(KeysetPage(rows, None, None), totals[-1], wanted.columns(), parents)
    return Ageing(KeysetPage(rows, None, None), totals[-1], wanted.columns(), {})


def everyone(wanted: Wanted) -> tuple[list[Row], Totals]:
    """Every row, for a file."""
    totals, rows = wanted.statement().run(WHOLE)
    if isinstance(wanted.by, Dimension):
        rows, _parents = _in_tree(rows, wanted.by, len(wanted.columns()))
    return rows, totals


def _keys(walk: Walk, row: Row) -> list[Any]:
    return [row.key if name == "code" else getattr(row, name) for name, _kind in walk.keys]


def _in_tree(rows: list[Row], dimension: Dimension, width: int) -> tuple[list[Row], dict[str, str | None]]:
    """Name the categories and put them into the order of their tree; what has none is last, and always there."""
    found, parents = {row.key: row for row in rows}, {}
    named, nodes = [], list(tree_of(dimension).walk())
    codes = {node.category.pk: node.category.code for node in nodes}
    for node in nodes:
        category = node.category
        if row := found.get(str(category.pk)):
            named.append(row._replace(key=category.code, label=str(category)))
            parents[category.code] = codes[category.parent_id] if category.parent_id else None
    rest = found.get("", Row("", "", None, (ZERO,) * width, ZERO, ZERO, ZERO))
    parents[UNCATEGORISED] = None
    return [*named, rest._replace(key=UNCATEGORISED, label=_("Uncategorised"))], parents

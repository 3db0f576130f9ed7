"""The customer list as data: its columns, cells and acts, ready before the template meets them.

Columns are registered in AppConfig.ready(): the customers' own (customers/lists/cells.py) and those of other rooms. A
page asks for a fixed number of queries, whatever the number of its rows.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.fields import BUSINESS, FieldClass, may_see
from access.permissions import allows, rights_of
from customers import addresses
from customers.models import Classification, Customer
from customers.querysets import CustomerQuerySet

Cells = Callable[[Sequence[Customer], Any], Mapping[UUID, str]]
NOTHING = "—"


@dataclass(frozen=True)
class Column:
    """A column of the list beside the name, which is always there.

    ``cells(customers, user)`` returns a cell by customer key, for all of them at once: text, or safe HTML. ``kind`` is
    the class of field it shows: without the right to it the column does not exist. ``key`` names it in addresses,
    settings and views; ``fields`` are the columns of Customer it reads; ``shipped``: shown until somebody chooses;
    ``position`` is its place from the left. ``sort``: the ordering its heading asks for. ``phone``: its place on a
    card (top, bottom, no; else below, with its label). ``style``: the class of its cells.
    """

    label: str | Promise
    cells: Cells
    kind: FieldClass = BUSINESS
    numeric: bool = False
    key: str = ""
    fields: tuple[str, ...] = ()
    shipped: bool = True
    position: int = 50
    sort: str = ""
    phone: str = ""
    style: str = ""

    @property
    def css(self) -> str:
        """The classes of its cells."""
        return " ".join(filter(None, ("num" if self.numeric else "", self.style)))


@dataclass(frozen=True)
class Total:
    """A sum over the whole filtered list, that another room adds to the list's foot; ``kind`` as of a Column.

    ``sum_of(customers, user)`` returns safe HTML; ``customers`` are visible ones already.
    """

    label: str | Promise
    sum_of: Callable[[CustomerQuerySet, Any], str]
    kind: FieldClass = BUSINESS


@dataclass(frozen=True)
class Act:
    """Something to do with a customer from its row or its page, drawn where one of ``permissions`` allows it.

    ``takes(customer)`` says whether the customer is in a state for it, ``key`` what to press on its page.
    """

    icon: str
    label: str | Promise
    permissions: tuple[str, ...]
    url: Callable[[Customer], str]
    takes: Callable[[Customer], bool] = lambda customer: not customer.is_deleted
    key: str = ""

    def offered(self, user: Any, customer: Customer) -> bool:
        """Whether to draw it."""
        return self.takes(customer) and any(allows(user, name, customer) for name in self.permissions)


columns: list[Column] = []
totals: list[Total] = []
acts: list[Act] = [
    Act(
        "pencil",
        gettext_lazy("Edit"),
        ("customers.change_customer",),
        lambda customer: addresses.of("customers:edit", customer.code),
        key="e",
    )
]


@dataclass
class Row:
    """One customer as the list shows it: every value is text already, ``cells`` in the order of the columns."""

    url: str
    name: str
    code: str
    key: str
    cells: list[tuple[Column, str]] = field(default_factory=list)
    acts: list[dict[str, Any]] = field(default_factory=list)
    openings: Sequence[str] = ()

    @property
    def drawn(self) -> SafeString:
        """Its cells as HTML: a template takes longer for three hundred of them than the database for their rows."""
        words = (cell if isinstance(cell, SafeString) else escape(cell) for _column, cell in self.cells)
        pairs = zip(self.openings, words, strict=True)
        return mark_safe("".join(f"{opening}{cell or NOTHING}</td>" for opening, cell in pairs))  # noqa: S308 - escaped


def totals_for(user: Any) -> list[Total]:
    """The sums that exist for ``user``."""
    return [total for total in totals if may_see(user, total.kind)]


def acts_on(customer: Customer, user: Any) -> list[dict[str, Any]]:
    """The acts ``user`` may do with ``customer``: icon, label, url, key."""
    return _offered(acts_of(user), customer, user)


def acts_of(user: Any) -> list[Act]:
    """The acts that ``user`` may do with some customers: the others need not be asked about each."""
    may = rights_of(user).may
    return [act for act in acts if not may.isdisjoint(act.permissions)]


def _offered(known: Iterable[Act], customer: Customer, user: Any) -> list[dict[str, Any]]:
    return [
        {"icon": act.icon, "label": act.label, "url": act.url(customer), "key": act.key}
        for act in known
        if act.offered(user, customer)
    ]


def rows_of(customers: Iterable[Customer], user: Any, shown: Sequence[Column]) -> list[Row]:
    """One page of customers as rows, in their order, with the columns ``shown``."""
    page = list(customers)
    cells = [(column, column.cells(page, user)) for column in shown] if page else []
    openings, known = [_opening(column) for column in shown], acts_of(user)
    return [
        Row(
            url=customer.get_absolute_url(),
            name=customer.name,
            code=code_words(customer),
            key=customer.code,
            cells=[(column, found.get(customer.pk, "")) for column, found in cells],
            acts=_offered(known, customer, user),
            openings=openings,
        )
        for customer in page
    ]


def _opening(column: Column) -> str:
    """The tag that begins each cell of a column."""
    css = format_html(' class="{}"', column.css) if column.css else ""
    phone = format_html(' data-phone="{}"', column.phone) if column.phone else ""
    return format_html('<td{} data-label="{}"{}>', css, column.label, phone)


def code_words(customer: Customer) -> str:
    """Code and mnemonic, as they stand below a name: ``KH-000412 · GZMT``."""
    return " · ".join(filter(None, (customer.code, customer.mnemonic)))


def classifications_today(user: Any) -> Any:
    """The classifications in force today that ``user`` may see, with category and dimension."""
    return held_today(Classification.objects.visible_to(user), user)


def held_today(rows: Any, user: Any) -> Any:
    """Those of ``rows`` that are in force today, in dimensions that exist for ``user``, with category and dimension."""
    today = localdate()
    held = (
        rows.filter(Q(valid_from=None) | Q(valid_from__lte=today), Q(valid_to=None) | Q(valid_to__gt=today))
        .select_related("category__dimension")
        .order_by("category__dimension__position", "category__dimension_id", "category__position", "id")
    )
    return held if may_see_money(user) else held.filter(dimension__from_money=False)


def may_see_money(user: Any) -> bool:
    """Whether dimensions made from money exist for ``user``."""
    return may_see(user, FieldClass.MONEY)


def list_heads(ordering: str, address: Callable[[str], str]) -> list[dict[str, Any]]:
    """The headings that sort: label, url of the click (ascending, then descending) and present direction."""
    heads = (("name", _("Name")), ("code", _("Code · mnemonic")), ("updated_at", _("Changed")))
    return [_head(name, label, ordering, address) for name, label in heads]


def _head(name: str, label: str, ordering: str, address: Callable[[str], str]) -> dict[str, Any]:
    direction = {name: "ascending", f"-{name}": "descending"}.get(ordering, "")
    wanted = f"-{name}" if direction == "ascending" else name
    return {"name": name, "label": label, "direction": direction, "url": address(wanted)}

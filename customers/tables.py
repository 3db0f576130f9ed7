"""The customer list as data: its columns, cells and acts, ready before the template meets them.

Other rooms add columns and acts in their AppConfig.ready(). A page asks for a fixed number of queries, whatever the
number of its rows.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.data_keys import open_rows, text_of
from access.fields import BUSINESS, CONTACT, FieldClass, may_see
from access.masks import mask_person_name, mask_phone
from access.permissions import allows
from customers.models import Classification, Contact, Customer

Cells = Callable[[Sequence[Customer], Any], Mapping[UUID, str]]
TAGS_SHOWN = 2


@dataclass(frozen=True)
class Column:
    """A column another room adds to the list.

    ``cells(customers, user)`` returns a cell, safe HTML, by customer key, for all of them at once; ``kind`` is the
    class of field it shows: without the right to it the column does not exist.
    """

    label: str | Promise
    cells: Cells
    kind: FieldClass = BUSINESS
    numeric: bool = False


@dataclass(frozen=True)
class Act:
    """Something to do with a customer from its row or its page, drawn where one of ``permissions`` allows it.

    ``takes(customer)`` says whether the customer is in a state for it.
    """

    icon: str
    label: str | Promise
    permissions: tuple[str, ...]
    url: Callable[[Customer], str]
    takes: Callable[[Customer], bool] = lambda customer: not customer.is_deleted

    def offered(self, user: Any, customer: Customer) -> bool:
        """Whether to draw it."""
        return self.takes(customer) and any(allows(user, name, customer) for name in self.permissions)


columns: list[Column] = []
acts: list[Act] = [
    Act(
        "pencil",
        gettext_lazy("Edit"),
        ("customers.change_customer",),
        lambda customer: reverse("customers:edit", args=[customer.code]),
    )
]


@dataclass
class Row:
    """One customer as the list shows it; every value is text already."""

    url: str
    name: str
    code: str
    state: str
    state_label: str
    portfolio: str
    changed: str
    contact: str = ""
    tags: list[str] = field(default_factory=list)
    more_tags: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    acts: list[dict[str, Any]] = field(default_factory=list)


def columns_for(user: Any) -> list[Column]:
    """The added columns that exist for ``user``."""
    return [column for column in columns if may_see(user, column.kind)]


def acts_on(customer: Customer, user: Any) -> list[dict[str, Any]]:
    """The acts ``user`` may do with ``customer``: icon, label, url."""
    return [
        {"icon": act.icon, "label": act.label, "url": act.url(customer)} for act in acts if act.offered(user, customer)
    ]


def rows_of(customers: Iterable[Customer], user: Any) -> list[Row]:
    """One page of customers as rows, in their order."""
    page = list(customers)
    contacts, tags = contacts_of(page, user), tags_of(page, user)
    added = [column.cells(page, user) for column in columns_for(user)] if page else []
    return [
        Row(
            url=customer.get_absolute_url(),
            name=customer.name,
            code=code_words(customer),
            state=customer.status,
            state_label=customer.get_status_display(),
            portfolio=customer.portfolio.name,
            changed=localdate(customer.updated_at).isoformat(),
            contact=contacts.get(customer.pk, ""),
            tags=tags[customer.pk][:TAGS_SHOWN],
            more_tags=tags[customer.pk][TAGS_SHOWN:],
            cells=[cells.get(customer.pk, "") for cells in added],
            acts=acts_on(customer, user),
        )
        for customer in page
    ]


def code_words(customer: Customer) -> str:
    """Code and mnemonic, as they stand below a name: ``KH-000412 · GZMT``."""
    return " · ".join(filter(None, (customer.code, customer.mnemonic)))


def contacts_of(customers: Sequence[Customer], user: Any) -> dict[UUID, str]:
    """The masked primary contact of each, or the first one; nothing for who may not see contacts."""
    if not (customers and may_see(user, CONTACT)):
        return {}
    found = (
        Contact.objects.visible_to(user)
        .filter(customer__in=[customer.pk for customer in customers])
        .order_by("customer_id", "-is_primary", "position", "id")
        .distinct("customer_id")
    )
    return {contact.customer_id: contact_words(contact) for contact in open_rows(found)}


def contact_words(contact: Contact) -> str:
    """Name and number of an opened contact, masked: ``王* 138****5678``."""
    name, number = text_of(contact.name), text_of(contact.mobile) or text_of(contact.phone)
    return " ".join(filter(None, (mask_person_name(name) if name else "", mask_phone(number) if number else "")))


def tags_of(customers: Sequence[Customer], user: Any) -> dict[UUID, list[str]]:
    """The names of the categories each has today, by the order of their dimensions."""
    found = classifications_today(user).filter(customer__in=[customer.pk for customer in customers])
    tags: dict[UUID, list[str]] = defaultdict(list)
    for held in found if customers else ():
        tags[held.customer_id].append(str(held.category))
    return tags


def classifications_today(user: Any) -> Any:
    """The classifications in force today in the dimensions ``user`` may see, with category and dimension."""
    today = localdate()
    held = (
        Classification.objects.visible_to(user)
        .filter(Q(valid_from=None) | Q(valid_from__lte=today), Q(valid_to=None) | Q(valid_to__gt=today))
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

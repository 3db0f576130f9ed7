"""The customers' own columns of the list. Each asks once for the whole page, for what it shows and no more."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from html import escape
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from access.data_keys import KEY, Keyring, with_keys
from access.encryption import encrypted_fields, text_at
from access.fields import CONTACT, class_of
from access.masks import mask_person_name, mask_phone
from categories.models import name_column
from customers import tables
from customers.models import Address, Classification, Contact, Customer, Status
from customers.tables import Cells, Column
from customers.terms import Terms

TAGS_SHOWN = 2
HELD = "_held_today"  # where a page keeps what its customers are classified as
SHOWN_OF_CONTACT = ("name", "phone", "mobile")  # in the order of the model
MASKED = '<span class="masked" translate="no">{}</span>'


class Held(NamedTuple):
    """One category a customer has today: its dimension's code, and its name in the active language."""

    dimension: str
    name: str


def register() -> None:
    """Add the columns; called in AppConfig.ready()."""
    tables.columns += COLUMNS


def contacts(customers: Sequence[Customer], user: Any) -> Mapping[UUID, str]:
    """The masked primary contact of each, or the first one; no more is opened of it than is shown."""
    found = (
        Contact.objects.belonging_to(customers)
        .order_by("customer_id", "-is_primary", "position", "id")
        .distinct("customer_id")
    )
    rows = with_keys(found, "customer_id").values_list("id", "customer_id", *KEY, *SHOWN_OF_CONTACT)
    ring, shown = Keyring(), {}
    fields = [field for field in encrypted_fields(Contact) if field.name in SHOWN_OF_CONTACT]
    for key, owner, master, wrapped, *values in rows:
        ring.take([(owner, master, wrapped)])
        pairs = zip(fields, values, strict=True)
        name, phone, mobile = (text_at(field, key, value, ring.get(owner)) for field, value in pairs)
        shown[owner] = format_html(MASKED, contact_words(name, mobile or phone))
    return shown


def contact_words(name: str, number: str) -> str:
    """Name and number of a contact, masked: ``王* 138****5678``."""
    return " ".join(filter(None, (mask_person_name(name) if name else "", mask_phone(number) if number else "")))


def held_today(customers: Sequence[Customer], user: Any) -> Mapping[UUID, list[Held]]:
    """What each is classified as today, by the order of the dimensions; asked once for all columns of a page."""
    if customers and not hasattr(customers[0], HELD):
        rows = tables.held_today(Classification.objects.belonging_to(customers), user)
        held: dict[UUID, list[Held]] = defaultdict(list)
        for key, *row in rows.values_list("customer_id", "category__dimension__code", f"category__{name_column()}"):
            held[key].append(Held(*row))
        for customer in customers:
            setattr(customer, HELD, held[customer.pk])
    return {customer.pk: getattr(customer, HELD) for customer in customers}


def tags(customers: Sequence[Customer], user: Any) -> Mapping[UUID, str]:
    """The categories of each: the first few, and how many more."""
    held = held_today(customers, user)
    return {key: _tags([row.name for row in rows]) for key, rows in held.items()}


def _tags(names: Sequence[str]) -> SafeString:
    shown = "".join(f'<span class="tag">{escape(name)}</span>' for name in names[:TAGS_SHOWN])
    if more := names[TAGS_SHOWN:]:
        shown += f'<span class="muted" title="{escape("、".join(more))}">+{len(more)}</span>'
    return mark_safe(shown)  # noqa: S308 - every name in it is escaped here


def in_dimension(code: str) -> Cells:
    """The cells of one dimension: its category, or several."""

    def cells(customers: Sequence[Customer], user: Any) -> Mapping[UUID, str]:
        held = held_today(customers, user)
        return {key: "、".join(row.name for row in rows if row.dimension == code) for key, rows in held.items()}

    return cells


def states(customers: Sequence[Customer], user: Any) -> Mapping[UUID, str]:
    """The status in words, with its mark."""
    mark = '<span class="state" data-state="{}">{}</span>'
    marks = {status: format_html(mark, status, Status(status).label) for status in {one.status for one in customers}}
    return {one.pk: marks[one.status] for one in customers}


def places(customers: Sequence[Customer], user: Any) -> Mapping[UUID, str]:
    """Province and city of the registered address, or of the first one."""
    found = (
        Address.objects.belonging_to(customers)
        .order_by("customer_id", "position", "id")
        .only("customer_id", "kind", "province", "city")
    )
    shown: dict[UUID, str] = {}
    for address in found:
        if address.customer_id not in shown or address.kind == "registered":
            shown[address.customer_id] = str(address)
    return shown


def each(words: Callable[[Customer], str]) -> Cells:
    """Cells made of the customer's own row."""
    return lambda customers, user: {customer.pk: words(customer) for customer in customers}


def _terms(customer: Customer) -> str:
    return Terms.parse(customer.terms).describe() if customer.terms else ""


def _own(key: str, label: str | Promise, words: Callable[[Customer], str], position: int, **options: Any) -> Column:
    """A column of the customer's row, of its field's class, shown to who chooses it."""
    return Column(
        label,
        each(words),
        class_of(Customer, key),
        key=key,
        fields=(key,),
        position=position,
        shipped=False,
        **options,
    )


def _day(name: str, customer: Customer) -> str:
    return localdate(getattr(customer, name)).isoformat()


COLUMNS: Iterable[Column] = [
    Column(_("Contact"), contacts, CONTACT, key="contact", position=10),
    Column(_("Category"), tags, key="categories", position=20),
    Column(_("Portfolio"), each(lambda c: c.portfolio.name), key="portfolio", position=30),
    Column(_("Status"), states, key="status", position=40, phone="top"),
    Column(
        _("Changed"),
        each(partial(_day, "updated_at")),
        key="updated_at",
        position=90,
        sort="updated_at",
        phone="no",
        style="code",
    ),
    _own("kind", _("Kind"), lambda c: c.get_kind_display(), 5),
    _own("short_name", _("Short name"), lambda c: c.short_name, 6),
    _own("tax_id", _("Tax id"), lambda c: c.tax_id, 7, style="code"),
    Column(_("City"), places, key="city", position=25, shipped=False),
    _own("terms", _("Terms of payment"), _terms, 45),
    _own("external_id", _("External id"), lambda c: c.external_id, 80, style="code"),
    _own("created_at", _("Entered"), partial(_day, "created_at"), 85, style="code"),
]

"""The customers' own columns of the list. Each asks once for the whole page."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from access.data_keys import open_rows, text_of
from access.fields import CONTACT, class_of
from access.masks import mask_person_name, mask_phone
from customers import tables
from customers.models import Address, Classification, Contact, Customer
from customers.tables import Cells, Column
from customers.terms import Terms

TAGS_SHOWN = 2
HELD = "_held_today"  # where a page keeps what its customers are classified as


def register() -> None:
    """Add the columns; called in AppConfig.ready()."""
    tables.columns += COLUMNS


def contacts(customers: Sequence[Customer], user: Any) -> Mapping[UUID, str]:
    """The masked primary contact of each, or the first one."""
    found = (
        Contact.objects.visible_to(user)
        .filter(customer__in=[customer.pk for customer in customers])
        .order_by("customer_id", "-is_primary", "position", "id")
        .distinct("customer_id")
    )
    shown = {contact.customer_id: contact_words(contact) for contact in open_rows(found)}
    return {key: format_html('<span class="masked" translate="no">{}</span>', words) for key, words in shown.items()}


def contact_words(contact: Contact) -> str:
    """Name and number of an opened contact, masked: ``王* 138****5678``."""
    name, number = text_of(contact.name), text_of(contact.mobile) or text_of(contact.phone)
    return " ".join(filter(None, (mask_person_name(name) if name else "", mask_phone(number) if number else "")))


def held_today(customers: Sequence[Customer], user: Any) -> Mapping[UUID, list[Classification]]:
    """What each is classified as today, by the order of the dimensions; asked once for all columns of a page."""
    if customers and not hasattr(customers[0], HELD):
        found = tables.classifications_today(user).filter(customer__in=[customer.pk for customer in customers])
        held: dict[UUID, list[Classification]] = defaultdict(list)
        for row in found:
            held[row.customer_id].append(row)
        for customer in customers:
            setattr(customer, HELD, held[customer.pk])
    return {customer.pk: getattr(customer, HELD) for customer in customers}


def tags(customers: Sequence[Customer], user: Any) -> Mapping[UUID, str]:
    """The categories of each: the first few, and how many more."""
    held = held_today(customers, user)
    return {key: _tags([str(row.category) for row in rows]) for key, rows in held.items()}


def _tags(names: Sequence[str]) -> str:
    words = format_html_join("", '<span class="tag">{}</span>', ((name,) for name in names[:TAGS_SHOWN]))
    more = names[TAGS_SHOWN:]
    return (
        words + format_html('<span class="muted" title="{}">+{}</span>', "、".join(more), len(more)) if more else words
    )


def in_dimension(code: str) -> Cells:
    """The cells of one dimension: its category, or several."""

    def cells(customers: Sequence[Customer], user: Any) -> Mapping[UUID, str]:
        held = held_today(customers, user)
        return {
            key: "、".join(str(row.category) for row in rows if row.category.dimension.code == code)
            for key, rows in held.items()
        }

    return cells


def states(customers: Sequence[Customer], user: Any) -> Mapping[UUID, str]:
    """The status in words, with its mark."""
    mark = '<span class="state" data-state="{}">{}</span>'
    return {one.pk: format_html(mark, one.status, one.get_status_display()) for one in customers}


def places(customers: Sequence[Customer], user: Any) -> Mapping[UUID, str]:
    """Province and city of the registered address, or of the first one."""
    found = (
        Address.objects.visible_to(user)
        .filter(customer__in=[customer.pk for customer in customers])
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

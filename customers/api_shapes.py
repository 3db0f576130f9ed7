"""Customers as the API answers them: cut to what the caller may see, personal and bank data masked (E12)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from access.data_keys import Keyring, open_rows, text_of
from access.encryption import HIDDEN, Encrypted
from access.fields import BANK, CONTACT, IDENTITY, may_see
from access.masks import mask_address, mask_bank_account, mask_email, mask_id_number, mask_person_name, mask_phone
from access.models import Request
from customers.dossier.api_shapes import shape_of
from customers.models import Address, BankAccount, Classification, Contact, Customer
from customers.tables import held_today

Shape = dict[str, Any]
CONTACT_MASKS = {"name": mask_person_name, "phone": mask_phone, "mobile": mask_phone, "email": mask_email}


def record_of(customer: Customer, user: Any) -> Shape:
    """The whole record. Parts of a class that ``user`` may not see are not even named."""
    ring = Keyring()
    open_rows([customer], ring=ring)
    return {
        **_head(customer),
        **_identity(customer, user),
        "terms": customer.terms,
        "external_id": customer.external_id,
        **_remarks(customer, user),
        **_contacts(customer, user, ring),
        "addresses": _addresses(customer, user, ring),
        **_bank_accounts(customer, user, ring),
        **shape_of(customer, user, ring),
        "categories": categories_of([customer], user)[customer.pk],
        **_version(customer),
    }


def lines_of(customers: Sequence[Customer], user: Any) -> list[Shape]:
    """One page of a list: three queries, whatever the number of its rows."""
    categories, contacts = categories_of(customers, user), _primary_contacts(customers, user)
    return [
        {
            **_head(customer),
            **({} if customer.is_individual else {"tax_id": customer.tax_id}),
            "external_id": customer.external_id,
            **({} if contacts is None else {"contact": contacts.get(customer.pk)}),
            "categories": categories[customer.pk],
            **_version(customer),
        }
        for customer in customers
    ]


def request_of(asked: Request | None) -> Shape | None:
    """A request that waits for a second person, as each answer names it."""
    return None if asked is None else {"id": str(asked.pk), "kind": asked.kind, "fields": list(asked.fields)}


def categories_of(customers: Sequence[Customer], user: Any) -> dict[UUID, dict[str, list[str]]]:
    """Codes of the categories in force today, by customer and dimension, in one query."""
    found: dict[UUID, dict[str, list[str]]] = defaultdict(dict)
    held = held_today(Classification.objects.belonging_to(customers), user)
    for key, dimension, code in held.values_list("customer_id", "category__dimension__code", "category__code"):
        found[key].setdefault(dimension, []).append(code)
    return found


def _head(customer: Customer) -> Shape:
    return {
        "code": customer.code,
        "name": customer.name,
        "short_name": customer.short_name,
        "mnemonic": customer.mnemonic,
        "kind": customer.kind,
        "portfolio": customer.portfolio.code,
        "status": customer.status,
    }


def _version(customer: Customer) -> Shape:
    return {"version": customer.version, "created_at": customer.created_at, "updated_at": customer.updated_at}


def _identity(customer: Customer, user: Any) -> Shape:
    """A firm's number is public (E10); a person's is shown masked to whoever may see it at all."""
    if not customer.is_individual:
        return {"tax_id": customer.tax_id}
    if not may_see(user, IDENTITY, customer):
        return {}
    return {"tax_id_masked": _masked(customer.id_number, mask_id_number)}


def _remarks(customer: Customer, user: Any) -> Shape:
    if not may_see(user, CONTACT, customer):
        return {}
    return {"remarks_masked": HIDDEN if text_of(customer.remarks) else ""}


def _contacts(customer: Customer, user: Any, ring: Keyring) -> Shape:
    if not may_see(user, CONTACT, customer):
        return {}
    return {"contacts": [_contact(contact) for contact in _parts(Contact, customer, user, ring)]}


def _contact(contact: Contact) -> Shape:
    masked = {f"{name}_masked": _masked(getattr(contact, name), mask) for name, mask in CONTACT_MASKS.items()}
    return {"id": str(contact.pk), **masked, "role": contact.role, "is_primary": contact.is_primary}


def _addresses(customer: Customer, user: Any, ring: Keyring) -> list[Shape]:
    lines = may_see(user, CONTACT, customer)
    return [
        {
            "id": str(address.pk),
            "kind": address.kind,
            "country": address.country,
            "province": address.province,
            "city": address.city,
            **({"line_masked": _masked(address.line, mask_address)} if lines else {}),
        }
        for address in _parts(Address, customer, user, ring)
    ]


def _bank_accounts(customer: Customer, user: Any, ring: Keyring) -> Shape:
    if not may_see(user, BANK, customer):
        return {}
    return {
        "bank_accounts": [
            {
                "id": str(account.pk),
                "bank": account.bank,
                "holder_masked": _masked(account.holder, mask_person_name),
                "number_masked": _masked(account.number, mask_bank_account),
                "currency": account.currency,
            }
            for account in _parts(BankAccount, customer, user, ring)
        ]
    }


def _parts(model: Any, customer: Customer, user: Any, ring: Keyring) -> list[Any]:
    found = model.objects.visible_to(user).filter(customer=customer).order_by("position", "id")
    return open_rows(found, ring=ring)


def _masked(value: Encrypted | None, mask: Any) -> str:
    text = text_of(value)
    return mask(text) if text else ""


def _primary_contacts(customers: Sequence[Customer], user: Any) -> dict[UUID, Shape] | None:
    """The primary contact of each, or the first one; None for who may not see contacts."""
    if not may_see(user, CONTACT):
        return None
    found = Contact.objects.belonging_to(customers).order_by("customer_id", "-is_primary", "position", "id")
    return {contact.customer_id: _contact(contact) for contact in _opened(found.distinct("customer_id"), customers)}


def _opened(found: Iterable[Contact], customers: Sequence[Customer]) -> list[Contact]:
    return open_rows(found) if customers else []

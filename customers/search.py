"""How customers are found: the words of each (customers/names.py), kept in an unrecorded row of its own.

Beside the words of its names a customer has ``c:`` and the key of each of its categories, ``in:`` and the key of its
portfolio, ``t:`` and its USCC, which is public, ``s:`` and the skeleton of a name with look-alike letters, and keyed
digests: ``phone``, ``id``, and ``last4`` of both, ``bank4`` of bank accounts.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from access.data_keys import Keyring, open_rows, text_of
from access.encryption import search_token
from customers.dossier.finding import Traces, traces_of
from customers.identifiers import last_four
from customers.models import BankAccount, Classification, Contact, Customer, CustomerSearch
from customers.names import FORM, fuzzy_key, normal_form, search_words
from exchange.text import skeleton

RENEWED_AT_ONCE = 500  # customers
NO_TRACES = Traces()


def index(customers: Iterable[Customer], *, ring: Keyring | None = None) -> None:
    """Rebuild the search rows of ``customers`` from what is stored, inside the caller's transaction."""
    ring = ring or Keyring()
    found = open_rows(customers, ring=ring)
    keys = [customer.pk for customer in found]
    contacts = _by_customer(open_rows(Contact.objects.filter(customer__in=keys), ring=ring))
    accounts = _by_customer(open_rows(BankAccount.objects.filter(customer__in=keys), ring=ring))
    classes = _by_customer(Classification.objects.filter(customer__in=keys, valid_to=None))
    beside = traces_of(found, ring)
    save(
        row_of(
            customer,
            contacts=contacts[customer.pk],
            bank_accounts=accounts[customer.pk],
            categories=[row.category_id for row in classes[customer.pk]],
            beside=beside[customer.pk],
        )
        for customer in found
    )


def save(rows: Iterable[CustomerSearch]) -> None:
    """Insert or replace search rows."""
    CustomerSearch.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["customer"],
        update_fields=["tokens", "normal", "fuzzy", "former", "form"],
        batch_size=2_000,
    )


def row_of(
    customer: Customer,
    *,
    contacts: Iterable[Contact],
    bank_accounts: Iterable[BankAccount],
    categories: Iterable[UUID],
    beside: Traces = NO_TRACES,
) -> CustomerSearch:
    """The search row of an opened customer with opened parts; ``beside`` is what its file adds."""
    tokens = {
        *search_words(customer.name, short_name=customer.short_name, mnemonic=customer.mnemonic, code=customer.code),
        f"in:{customer.portfolio_id}",
        *(f"c:{key}" for key in categories),
        *_number_tokens(customer),
        *(token for contact in contacts for token in _contact_tokens(contact)),
        *(search_token("bank4", last_four(text_of(account.number))) for account in bank_accounts),
        *beside.words,
    }
    normal = normal_form(customer.name)
    if (look := skeleton(normal)) != normal:
        tokens.add(f"s:{look}")
    return CustomerSearch(
        customer=customer,
        tokens=sorted(tokens),
        normal=normal,
        fuzzy=fuzzy_key(customer.name),
        former=beside.former,
        form=FORM,
    )


def renew(*, everything: bool = False, batch: int = RENEWED_AT_ONCE) -> Iterator[int]:
    """Build anew the search rows that are missing or of an older form, or all; yields how many after each batch.

    Each batch is a transaction of its own, in the order of keys: it may be stopped, and run beside people's work,
    since each customer is locked while its row is read and written.
    """
    done, after = 0, UUID(int=0)
    outdated = Customer.objects.exclude_deleted().order_by("pk")
    if not everything:
        outdated = outdated.filter(Q(search=None) | ~Q(search__form=FORM))
    while keys := list(outdated.filter(pk__gt=after).values_list("pk", flat=True)[:batch]):
        with transaction.atomic():
            index(Customer.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
        after, done = keys[-1], done + len(keys)
        yield done


def id_token(number: str) -> str:
    """The token of a person's id number."""
    return search_token("id", number)


def phone_token(number: str) -> str:
    """The token of a telephone number in E.164; its extension does not count."""
    return search_token("phone", number.partition(";")[0])


def _number_tokens(customer: Customer) -> Iterator[str]:
    if customer.tax_id:
        yield f"t:{customer.tax_id}"
    if number := text_of(customer.id_number):
        yield id_token(number)
        yield search_token("last4", last_four(number))


def _contact_tokens(contact: Contact) -> Iterator[str]:
    for number in filter(None, (text_of(contact.phone), text_of(contact.mobile))):
        yield phone_token(number)
        yield search_token("last4", last_four(number))


def _by_customer(rows: Iterable[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.customer_id].append(row)
    return found

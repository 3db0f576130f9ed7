"""What a customer's page shows of it: masked, cut to what the person may see, formatted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from access.data_keys import Keyring, open_rows, text_of
from access.encryption import HIDDEN
from access.fields import BANK, CONTACT, IDENTITY, FieldClass, may_reveal, may_see
from access.masks import mask_address, mask_bank_account, mask_email, mask_id_number, mask_person_name, mask_phone
from access.models import Request, RequestStatus
from access.permissions import MANAGE, allows, rights_of
from customers import history, lifecycle, tables
from customers.dossier import cards as file_cards
from customers.dossier.countries import HOME, country_name
from customers.dossier.reading import FILE, File, file_of
from customers.history_words import REASONS, field_words, request_words
from customers.models import Address, BankAccount, Contact, Customer
from customers.reveals import REASONS as REVEAL_REASONS
from customers.terms import Terms

LATEST = 6
MORE = {"contacts": CONTACT, "addresses": CONTACT, "bank_accounts": BANK}  # read with the file where they may be seen


@dataclass(frozen=True)
class Card:
    """Values of one class that are revealed together: ``lines`` masked, ``fields`` as reveals name them."""

    name: str
    title: str
    lines: list[dict[str, Any]]
    fields: tuple[str, ...]
    revealable: bool
    masked: bool = True


def page(customer: Customer, request: HttpRequest) -> dict[str, Any]:
    """The page's context. Queries: parts, their key, classifications, requests, latest acts; hidden parts, none."""
    user, requests = request.user, history.requests_about(customer)
    ring = Keyring()
    file = file_of(customer, ring, lists=lists_for(user, customer))
    manages = rights_of(user).reach(customer) == MANAGE
    return {
        "customer": customer,
        "terms": terms_words(customer.terms),
        "example": due_example(customer.terms),
        "cards": list(cards(customer, user, file, ring)),
        "former_names": file_cards.former_lines(file),
        "external_codes": file_cards.code_lines(file),
        "categories": _categories(customer, user),
        "requests": _waiting(requests.values(), user, manages),
        "latest": history.latest(customer, user, requests, LATEST),
        "acts": tables.acts_on(customer, user),
        "more": _more(customer, user),
        "reasons": reveal_reasons(),
        "reason": request.session.get("reveal_reason", ""),
        "manages": manages,
    }


def lists_for(user: Any, customer: Customer) -> list[str]:
    """The lists of the file that the cards of ``user`` are made of."""
    return [*FILE, *(name for name, kind in MORE.items() if may_see(user, kind, customer))]


def reveal_reasons() -> list[tuple[str, str]]:
    """The coded reasons a reveal may have, in words."""
    return [(code, str(REASONS[code])) for code in REVEAL_REASONS]


def terms_words(terms: str) -> str:
    """Stored terms in words; "" for none."""
    try:
        return Terms.parse(terms).describe() if terms else ""
    except ValidationError:
        return terms


def due_example(terms: str) -> dict[str, date] | None:
    """When a document of today falls due by stored ``terms``: they are read sooner from an example."""
    try:
        return {"document": localdate(), "due": Terms.parse(terms).due_date(localdate())} if terms else None
    except ValidationError:
        return None


def cards(customer: Customer, user: Any, file: File, ring: Keyring) -> Iterable[Card]:
    """The cards that exist for ``user``, opened with one query for the key and masked."""
    sees = {kind: may_see(user, kind, customer) for kind in (CONTACT, IDENTITY, BANK)}
    if sees[CONTACT]:
        lines = [line for contact in file["contacts"] for line in contact_lines(contact)]
        yield _card(customer, user, CONTACT, "contacts", _("Contacts"), lines)
        yield _card(
            customer, user, CONTACT, "addresses", _("Addresses"), [address_line(one) for one in file["addresses"]]
        )
    if sees[IDENTITY] and customer.id_number:
        open_rows([customer], ring=ring)
        value = {"label": _("Id number"), "value": mask_id_number(text_of(customer.id_number))}
        yield _card(customer, user, IDENTITY, "tax_id", _("Identity"), [value])
    if lines := file_cards.number_lines(customer, user, file):
        yield _number_card(customer, user, lines)
    if sees[BANK]:
        yield _card(
            customer, user, BANK, "bank_accounts", _("Bank accounts"), [bank_line(one) for one in file["bank_accounts"]]
        )
    if sees[CONTACT] and customer.remarks:
        yield _card(customer, user, CONTACT, "remarks", _("Remarks"), [{"label": _("Text"), "value": HIDDEN}])


def _card(customer: Customer, user: Any, kind: FieldClass, name: str, title: str, lines: list[dict[str, str]]) -> Card:
    return Card(name, title, lines, (name,), bool(lines) and may_reveal(user, kind, customer))


def _number_card(customer: Customer, user: Any, lines: list[dict[str, Any]]) -> Card:
    secret = any(line["secret"] for line in lines)
    return Card(
        "identifiers",
        _("Further numbers"),
        lines,
        ("identifiers",),
        revealable=secret and may_reveal(user, IDENTITY, customer),
        masked=secret,
    )


def contact_lines(contact: Contact) -> list[dict[str, str]]:
    """An opened contact, masked: name, mobile, phone, e-mail, what there is of them."""
    name = mask_person_name(text_of(contact.name)) if contact.name else ""
    title = _("Primary contact") if contact.is_primary else _("Contact")
    title = f"{title} · {contact.get_role_display()}" if contact.role else title
    masks = ((_("Mobile"), contact.mobile, mask_phone), (_("Phone"), contact.phone, mask_phone))
    lines = [{"label": title, "value": name or "—"}]
    lines += [{"label": label, "value": mask(text_of(value))} for label, value, mask in masks if value]
    return lines + ([{"label": _("E-mail"), "value": mask_email(text_of(contact.email))}] if contact.email else [])


def address_line(address: Address) -> dict[str, str]:
    """An opened address: province and city, the rest masked."""
    country = "" if address.country == HOME else country_name(address.country)
    place = f"{address.province}{address.city}"
    line = mask_address(text_of(address.line)) if address.line else ""
    return {"label": address.get_kind_display(), "value": f"{country} {place} {line.removeprefix(place)}".strip()}


def bank_line(account: BankAccount) -> dict[str, str]:
    """An opened bank account: bank, currency and the last four digits."""
    words = filter(None, (account.bank, mask_bank_account(text_of(account.number)), account.currency))
    return {"label": _("Bank account"), "value": " · ".join(words)}


def _categories(customer: Customer, user: Any) -> list[dict[str, Any]]:
    return [
        {"dimension": str(held.category.dimension), "label": str(held.category), "since": held.valid_from,
         "field": f"category_{held.category.dimension.code}",
         "url": f"{reverse('customers:list')}?category={held.category.dimension.code}:{held.category.code}"}
        for held in tables.classifications_today(user).filter(customer=customer)
    ]  # fmt: skip


def _waiting(requests: Iterable[Request], user: Any, manages: bool) -> list[dict[str, Any]]:
    """What waits for a decision, oldest first: to its maker and to those who look after the customer."""
    shown = [one for one in requests if one.status == RequestStatus.PENDING and (manages or one.maker_id == user.pk)]
    return [
        {"label": request_words(one), "maker": one.maker.get_username(), "since": one.created_at,
         "url": one.get_absolute_url(), "fields": field_words(one.fields, user)}
        for one in reversed(shown)
    ]  # fmt: skip


def _more(customer: Customer, user: Any) -> list[dict[str, str]]:
    """The menu of rarer acts: the arrows ``user`` may take (E5), deletion, history."""
    args = [customer.code]
    moves = [
        {"icon": "arrows-exchange", "label": lifecycle_words(arrow),
         "url": f"{reverse('customers:new_transition', args=args)}?to={to}"}
        for to, arrow in lifecycle.offered(user, customer).items()
    ]  # fmt: skip
    if not customer.is_deleted and allows(user, lifecycle.ASK_DELETION, customer):
        label = _("Ask for deletion")
        moves.append({"icon": "trash", "label": label, "url": reverse("customers:new_deletion_request", args=args)})
    return moves


def lifecycle_words(arrow: lifecycle.Arrow) -> str:
    """The verb of an arrow, and that it asks another person where it does."""
    return _("%(verb)s (by approval)") % {"verb": arrow.verb} if arrow.second_person else str(arrow.verb)

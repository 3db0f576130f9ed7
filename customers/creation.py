"""New customers as rows: built from what was typed, written together, one or ten thousand."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from access.data_keys import Keyring, conceal
from access.models import User
from access.settings import setting
from audit.models import Channel
from categories.models import Category, Dimension
from customers import classification, numbering, parts, search
from customers.changes import CREDIT_GRADE, GRADE, LISTS
from customers.dossier import finding
from customers.intake import Intake
from customers.mnemonics import offered
from customers.models import (
    Classification,
    Customer,
    CustomerKind,
    Status,
)
from customers.refusals import taken
from customers.settings import PENDING


@dataclass
class New:
    """A customer about to be written, its ``rows`` by list, and what waits for a second person (E7), as JSON."""

    intake: Intake
    customer: Customer
    rows: dict[str, list[Any]] = field(default_factory=dict)
    classes: dict[Dimension, list[Category]] = field(default_factory=dict)
    asked: dict[str, Any] = field(default_factory=dict)


def begin(intake: Intake, *, actor: User, draft: bool) -> New:
    """A new customer with its key and without its code yet; nothing is asked of the database.

    Bank accounts and credit grade are left out and asked for; terms are as typed (changes.need_approval).
    """
    customer = Customer(
        code=intake.code,
        kind=intake.kind,
        name=intake.name,
        short_name=intake.short_name,
        mnemonic=intake.mnemonic or offered(intake.name),
        tax_id="" if intake.kind == CustomerKind.INDIVIDUAL else intake.tax_id,
        portfolio=intake.portfolio,
        status=_first_status(draft),
        terms=intake.terms,
        external_id=intake.external_id,
        created_by=actor,
    )
    classes = {dimension: found for dimension, found in intake.categories.items() if dimension.code != CREDIT_GRADE}
    return New(intake, customer, classes=classes, asked=_asked(intake))


def _first_status(draft: bool) -> Status:
    """Where a new customer begins (E5): pending only where the setting asks for it."""
    if draft:
        return Status.DRAFT
    return Status.PENDING if setting(PENDING) else Status.ACTIVE


def prepare(news: Sequence[New], ring: Keyring) -> None:
    """Number those that bring no code, and encrypt all under keys made for them."""
    unnumbered = [new for new in news if not new.customer.code]
    for new, code in zip(unnumbered, numbering.next_codes(len(unnumbered)), strict=True):
        new.customer.code = code
    ring.load([new.customer.pk for new in news], make=True)
    for new in news:
        _conceal(new, ring)
        for name in LISTS:
            listing = parts.compare(name, [], getattr(new.intake, name))
            new.rows[name] = parts.built(name, new.customer, listing, ring)


def _conceal(new: New, ring: Keyring) -> None:
    intake = new.intake
    conceal(
        new.customer,
        ring=ring,
        name_encrypted=intake.name,
        short_name_encrypted=intake.short_name,
        remarks=intake.remarks,
        id_number=intake.tax_id if intake.kind == CustomerKind.INDIVIDUAL else "",
    )


def _asked(intake: Intake) -> dict[str, Any]:
    asked: dict[str, Any] = {}
    if intake.bank_accounts:
        asked["bank_accounts"] = parts.compare("bank_accounts", [], intake.bank_accounts).after
    for dimension, found in intake.categories.items():
        if dimension.code == CREDIT_GRADE and found:
            asked[GRADE] = [str(category.pk) for category in found]
    return asked


def write(news: Sequence[New], *, actor: User, channel: Channel) -> None:
    """Insert the rows of ``news`` together, inside the caller's ``acting``. Raises Refused ``duplicate``.

    What the columns may hold was checked by ``intake.read``; the database's own constraints are the second check.
    """
    made = classification.ensure([new.classes for new in news], actor=actor, channel=channel)
    for new in news:
        new.classes = classification.settled(new.classes, made)
    with refusing_duplicates():
        Customer.objects.bulk_create([new.customer for new in news], batch_size=2_000)
        for name in LISTS:
            if rows := [row for new in news for row in new.rows[name]]:
                parts.MODELS[name]._default_manager.bulk_create(rows, batch_size=2_000)
    Classification.objects.bulk_create(
        [row for new in news for row in classification.first(new.customer, new.classes)], batch_size=2_000
    )
    search.save(_search_rows(news))


def _search_rows(news: Sequence[New]) -> Iterator[Any]:
    for new in news:
        keys = [category.pk for found in new.classes.values() for category in found]
        beside = finding.traces(new.customer, new.rows)
        contacts = new.rows["contacts"]
        yield search.row_of(new.customer, contacts=contacts, bank_accounts=[], categories=keys, beside=beside)


@contextmanager
def refusing_duplicates() -> Iterator[None]:
    """Turn the database's own refusal of a second code, USCC or external code into Refused ``duplicate``."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "customer_tax_id_once" in str(error):
            raise taken(_("unified social credit code"), "tax_id") from None
        if "customers_customer_code" in str(error):
            raise taken(_("code"), "code") from None
        if "external_code_once" in str(error):
            raise taken(_("external code"), "external_codes") from None
        raise

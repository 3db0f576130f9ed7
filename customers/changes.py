"""What a save would change of a customer: at once, or by request (E7)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from access.data_keys import Keyring, conceal, open_rows, text_of
from access.models import Portfolio, User
from audit.models import Channel
from categories.models import Category, Dimension
from customers import classification, parts, search
from customers.dossier import former
from customers.intake import Intake
from customers.mnemonics import offered
from customers.models import Customer
from customers.sublists import BankAccountInput
from customers.terms import Terms
from customers.verification.lapsing import lapse

TEXTS = ("short_name", "mnemonic", "external_id", "remarks", "terms")
LISTS = ("contacts", "addresses", "identifiers", "former_names", "external_codes")
IDENTITY = ("name", "kind", "tax_id")
CREDIT_GRADE = "credit_grade"  # the dimension that is changed by approval only
GRADE = f"categories.{CREDIT_GRADE}"
NOT_SEARCHED = frozenset({"external_id", "remarks", "terms", "addresses"})


@dataclass
class Plan:
    """A save taken apart. ``texts``, ``portfolio``, ``lists`` and ``classes`` change at once.

    ``asked`` holds what needs a second person, by field and as JSON takes it, ``before`` what is there now;
    ``corrected`` what of it the maker may put right alone (customers/corrections.py).
    """

    customer: Customer
    ring: Keyring
    texts: dict[str, str] = field(default_factory=dict)
    portfolio: Portfolio | None = None
    lists: list[parts.Listing] = field(default_factory=list)
    classes: dict[Dimension, list[Category]] = field(default_factory=dict)
    asked: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    corrected: dict[str, Any] = field(default_factory=dict)

    @property
    def applied(self) -> tuple[str, ...]:
        """The fields that change at once."""
        lists = [listing.name for listing in self.lists]
        moved = ["portfolio"] if self.portfolio else []
        return (
            *self.corrected,
            *self.texts,
            *moved,
            *lists,
            *(f"categories.{dimension.code}" for dimension in self.classes),
        )


def need_approval(terms: str, *, present: str) -> bool:
    """Whether ``terms`` are longer than ``present`` ones (E7).

    E7 measures against the category's terms. Categories carry none yet, so a new customer's terms are as typed, and
    afterwards the terms in force are the measure.
    """
    return bool(terms) and Terms.parse(terms).longer_than(Terms.parse(present) if present else None)


def plan(customer: Customer, intake: Intake, ring: Keyring) -> Plan:
    """Compare what was typed with a customer that is locked and opened."""
    made = Plan(customer, ring)
    _plan_identity(made, intake)
    _plan_texts(made, intake)
    if "portfolio" in intake.given and intake.portfolio and intake.portfolio.pk != customer.portfolio_id:
        made.portfolio = intake.portfolio
    for name in (*LISTS, "bank_accounts"):
        if name in intake.given:
            _plan_list(made, intake, name)
    _plan_classes(made, intake)
    return made


def number_of(customer: Customer) -> str:
    """The USCC or, opened, the id number."""
    return customer.tax_id or text_of(customer.id_number)


def _plan_identity(made: Plan, intake: Intake) -> None:
    present = {"name": made.customer.name, "kind": made.customer.kind, "tax_id": number_of(made.customer)}
    for name in IDENTITY:
        if name in intake.given and getattr(intake, name) != present[name]:
            made.asked[name], made.before[name] = getattr(intake, name), present[name]
    if "tax_id" in made.asked:  # what kind of number it is depends on the kind
        made.before["kind"] = present["kind"]


def _plan_texts(made: Plan, intake: Intake) -> None:
    for name in TEXTS:
        if name not in intake.given:
            continue
        typed, present = getattr(intake, name), _text(made.customer, name)
        if name == "mnemonic" and not typed:
            typed = offered(made.customer.name)
        if typed == present:
            continue
        if name == "terms" and need_approval(typed, present=present):
            made.asked[name], made.before[name] = typed, present
        else:
            made.texts[name] = typed


def _text(customer: Customer, name: str) -> str:
    return text_of(customer.remarks) if name == "remarks" else getattr(customer, name)


def _plan_list(made: Plan, intake: Intake, name: str) -> None:
    rows = parts.stored(name, made.customer, made.ring)
    listing = parts.compare(name, rows, getattr(intake, name))
    if not listing:
        return
    if name in LISTS:
        made.lists.append(listing)
    else:
        made.asked[name] = listing.after
        made.before[name] = [parts.values_of(name, row) for row in rows]


def _plan_classes(made: Plan, intake: Intake) -> None:
    present = classification.present(made.customer, intake.categories)
    for dimension, wanted in intake.categories.items():
        if {category.pk for category in wanted} == {category.pk for category in present[dimension]}:
            continue
        if dimension.code == CREDIT_GRADE:
            made.asked[GRADE] = [str(category.pk) for category in wanted]
            made.before[GRADE] = [str(category.pk) for category in present[dimension]]
        else:
            made.classes[dimension] = wanted


def apply_asked(customer: Customer, after: Mapping[str, Any], ring: Keyring, *, today: date) -> None:
    """Make the changes a second person agreed to, as one new version, inside the caller's ``acting``."""
    if "name" in after:
        former.remember(customer, customer.name, ring, today=today)
        rename(customer, after["name"], ring)
    customer.terms = after.get("terms", customer.terms)
    identify(customer, after, ring)
    if "bank_accounts" in after:
        items = [BankAccountInput(**values) for values in _without_position(after["bank_accounts"])]
        rows = parts.stored("bank_accounts", customer, ring)
        parts.write(customer, parts.compare("bank_accounts", rows, items), ring)
    if GRADE in after:
        grade = Dimension.objects.get(code=CREDIT_GRADE)
        wanted = list(Category.objects.filter(pk__in=after[GRADE]))
        classification.replace(customer, grade, wanted, today=today)
    lapse(customer, after)
    save(customer, ring, searched=not NOT_SEARCHED.issuperset(after))


def rename(customer: Customer, name: str, ring: Keyring) -> None:
    """Give the customer its name; a mnemonic nobody edited follows it."""
    if customer.mnemonic == offered(customer.name):
        customer.mnemonic = offered(name)
    customer.name = name
    conceal(customer, ring=ring, name_encrypted=name)


def identify(customer: Customer, after: Mapping[str, Any], ring: Keyring) -> None:
    """Set kind and number: a USCC in the open, a person's number encrypted."""
    number = after.get("tax_id", number_of(customer))
    customer.kind = after.get("kind", customer.kind)
    customer.tax_id = "" if customer.is_individual else number
    conceal(customer, ring=ring, id_number=number if customer.is_individual else "")


def correct(made: Plan) -> None:
    """Put right a mistyped name or number, as a version of its own, inside the caller's ``acting``: no former name."""
    if "name" in made.corrected:
        rename(made.customer, made.corrected["name"], made.ring)
    identify(made.customer, made.corrected, made.ring)
    lapse(made.customer, made.corrected)
    save(made.customer, made.ring, searched=True)


def _without_position(items: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for item in items:
        values = {name: value for name, value in item.items() if name not in ("position", "id")}
        yield {**values, "id": UUID(item["id"]) if item["id"] else None}


def apply(made: Plan, *, today: date, actor: User, channel: Channel) -> None:
    """Make the changes that need nobody else, as one new version, inside the caller's ``acting``."""
    customer = made.customer
    for name, text in made.texts.items():
        if name != "remarks":
            setattr(customer, name, text)
    hidden = {"remarks": made.texts["remarks"]} if "remarks" in made.texts else {}
    if "short_name" in made.texts:
        hidden["short_name_encrypted"] = made.texts["short_name"]
    conceal(customer, ring=made.ring, **hidden)
    if made.portfolio:
        customer.portfolio = made.portfolio
    for listing in made.lists:
        parts.write(customer, listing, made.ring)
    created = classification.ensure([made.classes], actor=actor, channel=channel)
    for dimension, wanted in classification.settled(made.classes, created).items():
        classification.replace(customer, dimension, wanted, today=today)
    save(customer, made.ring, searched=not NOT_SEARCHED.issuperset(made.applied))


def save(customer: Customer, ring: Keyring, *, searched: bool) -> None:
    """Store a changed customer as its next version; ``searched`` says whether it is found differently now."""
    customer.version += 1
    customer.save()
    if searched:
        search.index([customer], ring=ring)


def opened(customer: Customer) -> Keyring:
    """Open ``customer`` in place; returns the ring its parts open with."""
    ring = Keyring()
    open_rows([customer], ring=ring)
    return ring

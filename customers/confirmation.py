"""The confirm step in words: what would be saved, what would wait, who changed what meanwhile."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from access.encryption import HIDDEN
from audit.refusals import Refused
from customers import changes, corrections
from customers.detail import terms_words
from customers.dossier import numbers
from customers.dossier.countries import HOME, country_name
from customers.history_words import FIELDS, field_words
from customers.identifiers import bank_account_warnings
from customers.intake import Intake
from customers.models import AddressKind, ContactRole, Customer, CustomerKind, IdentifierType
from customers.part_forms import AddressForm, ContactForm
from customers.sheet import Sheet
from customers.sublists import AddressInput, ContactInput

PLAIN = ("name", "kind", "tax_id", "portfolio", "code", "short_name", "mnemonic", "terms", "external_id", "remarks")
LISTS = (*changes.LISTS, "bank_accounts")
CHOSEN: dict[str, Any] = {"kind": AddressKind, "type": IdentifierType, "role": ContactRole}
MEMBERS = (
    *("kind", "type", "system", "code", "name", "role", "mobile", "phone", "email", "country", "province", "city"),
    *("line", "bank", "holder", "number", "currency", "valid_from", "valid_to", "is_primary"),
)
SECRET = frozenset({"remarks"})  # stored values that the page does not show


@dataclass(frozen=True)
class Preview:
    """``sections`` as components/confirm_list.html takes them; ``waits`` names what a second person decides.

    ``warnings`` says what was taken and looks odd.
    """

    sections: list[dict[str, Any]]
    waits: str
    warnings: tuple[str, ...] = ()


def of_new(sheet: Sheet, intake: Intake) -> Preview:
    """What a new customer would be."""
    rows = [_row(name, words(name, getattr(intake, name))) for name in PLAIN if getattr(intake, name)]
    sections = [{"title": _("Identity and business"), "rows": rows}, *_lists(intake, LISTS)]
    if intake.categories:
        held = [(str(dimension), _named(found)) for dimension, found in intake.categories.items() if found]
        sections.append({"title": _("Categories"), "rows": [_line(label, value) for label, value in held]})
    asked = (*(["bank_accounts"] if intake.bank_accounts else ()), *_graded(intake))
    return _preview(sections, asked, intake, sheet)


def _graded(intake: Intake) -> Iterator[str]:
    yield from (
        changes.GRADE
        for dimension, found in intake.categories.items()
        if dimension.code == changes.CREDIT_GRADE and found
    )


def of_change(sheet: Sheet, intake: Intake) -> Preview:
    """What would change of the customer, with what is there now."""
    customer = _present(sheet)
    plan = corrections.settle(changes.plan(customer, intake, changes.opened(customer)), sheet.actor)
    touched = {*plan.applied, *plan.asked}
    rows = [
        _row(name, words(name, getattr(intake, name)), before=present_words(customer, name))
        for name in PLAIN
        if name in touched
    ]
    sections = [{"title": _("Identity and business"), "rows": rows}]
    sections += _lists(intake, [name for name in LISTS if name in touched])
    sections.append({"title": _("Categories"), "rows": list(_changed_classes(intake, touched))})
    return _preview(sections, plan.asked, intake, sheet)


def _preview(sections: Iterable[dict[str, Any]], asked: Iterable[str], intake: Intake, sheet: Sheet) -> Preview:
    filled = [section for section in sections if section["rows"]]
    return Preview(filled, field_words(asked, sheet.actor), tuple(_warnings(intake)))


def _warnings(intake: Intake) -> Iterator[str]:
    for item in intake.identifiers:
        if "number" not in item.kept:
            yield from numbers.warnings(item.type, item.country, item.number)
    for account in intake.bank_accounts:
        if "number" not in account.kept:
            yield from bank_account_warnings(account.number)


def _present(sheet: Sheet) -> Customer:
    """The edited customer as it is now."""
    edited: Any = sheet.customer
    return Customer.objects.select_related("portfolio").get(pk=edited.pk)


def _changed_classes(intake: Intake, touched: set[str]) -> Iterator[dict[str, Any]]:
    for dimension, found in intake.categories.items():
        if f"categories.{dimension.code}" in touched:
            yield _line(str(dimension), _named(found) or _("none"))


def _row(name: str, value: str, *, before: str | None = None) -> dict[str, Any]:
    return _line(str(FIELDS.get(name, name)), value, before=before)


def _line(label: str, value: str, *, before: str | None = None) -> dict[str, Any]:
    return {"label": label, "value": value, "before": before}


def _named(categories: Iterable[Any]) -> str:
    return "、".join(str(category) for category in categories)


def words(name: str, value: Any) -> str:
    """A typed value as people read it."""
    if name == "kind":
        return str(CustomerKind(value).label)
    if name == "remarks" and not value:
        return _("emptied")
    return terms_words(value) if name == "terms" else str(value or "")


def present_words(customer: Customer, name: str) -> str:
    """A stored value as people read it; encrypted ones as dots."""
    if name in SECRET or (name == "tax_id" and customer.is_individual):
        return HIDDEN
    return words(name, getattr(customer, name))


def _lists(intake: Intake, names: Iterable[str]) -> list[dict[str, Any]]:
    return [{"title": str(FIELDS[name]), "rows": _items(intake, name)} for name in names if name in intake.given]


def _items(intake: Intake, name: str) -> list[dict[str, Any]]:
    items = [_item(number, item) for number, item in enumerate(getattr(intake, name), 1)]
    return items or [_line(str(FIELDS[name]), _("none any more"))]


def _item(number: int, item: Any) -> dict[str, Any]:
    """An item of a list as typed; what was left as it is stays unsaid."""
    typed = [words for name in MEMBERS if name not in item.kept and (words := _member_words(name, item))]
    typed += [_("%(what)s emptied") % {"what": FIELDS[path]} for path in _emptied(item)]
    return _line(str(number), " · ".join(typed) + (_(" · the rest as it is") if item.id else ""))


def _emptied(item: Any) -> list[str]:
    """The encrypted members of a stored contact or address that are emptied: the form sends them only then."""
    if item.id is None:
        return []
    members = {"contacts": ContactForm.optional, "addresses": AddressForm.optional}
    name = {ContactInput: "contacts", AddressInput: "addresses"}.get(type(item), "")
    given = [member for member in sorted(members.get(name, ())) if member not in item.kept]
    return [f"{name}.{member}" for member in given if not getattr(item, member)]


def _member_words(name: str, item: Any) -> str:
    value = getattr(item, name, "")
    if name == "country":
        return country_name(value) if value and value != HOME else ""
    if name == "is_primary":
        return _("primary") if value else ""
    if name in CHOSEN and value:
        return str(CHOSEN[name](value).label)
    return str(value or "")


def conflict(sheet: Sheet, refusal: Refused) -> dict[str, Any]:
    """Who changed what since the form was opened, beside what was typed (components/conflict.html)."""
    customer = _present(sheet)
    made, raw = refusal.figures["changes"], sheet.raw()
    fields = dict.fromkeys(name for change in made for name in change["fields"])
    rows = [
        {"field": str(FIELDS.get(name, name)), "theirs": _theirs(customer, name), "yours": _yours(sheet, raw, name)}
        for name in fields
    ]
    people = "、".join(dict.fromkeys(change["by"] for change in made))
    return {
        "who": people,
        "at": made[-1]["at"] if made else customer.updated_at,
        "rows": rows,
        "version": customer.version,
    }


def _theirs(customer: Customer, name: str) -> str:
    if name in (*LISTS, "categories", "id_number"):
        return _("changed")
    return present_words(customer, name)


def _yours(sheet: Sheet, raw: dict[str, Any], name: str) -> str:
    if not sheet.is_touched(name):
        return _("not changed by you: theirs stays")
    value = raw.get(name)
    if isinstance(value, (list, dict)):
        return _("as typed below")
    return words(name, value) if value else ""

"""What an Action changed of a customer, read from the history tables: field by field, before and after, masked."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from access.data_keys import Keyring, open_rows
from access.encryption import HIDDEN, Encrypted
from access.fields import class_of, may_see
from access.masks import mask_address, mask_bank_account, mask_email, mask_id_number, mask_person_name, mask_phone
from access.models import Portfolio
from categories.models import Category
from customers import history_words
from customers.dossier.countries import country_name
from customers.models import AddressKind, Classification, ContactRole, Customer, CustomerKind, IdentifierType, Status
from customers.parts import MODELS
from customers.terms import Terms

Model = type[models.Model]
PARTS: dict[Model, str] = {model: name for name, model in MODELS.items()}
TECHNICAL = frozenset({"id", "version", "created_at", "updated_at", "created_by", "customer", "position"})


def _hidden(value: str) -> str:
    return HIDDEN


MASKS: dict[str, Callable[[str], str]] = {
    "contacts.name": mask_person_name,
    "contacts.phone": mask_phone,
    "contacts.mobile": mask_phone,
    "contacts.email": mask_email,
    "addresses.line": mask_address,
    "bank_accounts.holder": _hidden,
    "bank_accounts.number": mask_bank_account,
    "identifiers.number": mask_id_number,
    "id_number": mask_id_number,
    "remarks": _hidden,
}
CHOICES = {
    "status": dict(Status.choices),
    "kind": dict(CustomerKind.choices),
    "addresses.kind": dict(AddressKind.choices),
    "contacts.role": dict(ContactRole.choices),
    "identifiers.type": dict(IdentifierType.choices),
}


@dataclass(frozen=True)
class Change:
    """One field: ``field`` as the API names it, ``label`` in words, both values as text, masked."""

    field: str
    label: str
    before: str
    after: str


@cache
def history_models() -> list[tuple[Any, str]]:
    """The history models of a customer and its parts, each with the name of its customer column."""
    models_of_parts: list[Model] = [*MODELS.values(), Classification]
    parts = [(_past(model), "customer_id") for model in models_of_parts]
    return [(_past(Customer), "id"), *parts]


@cache
def _past(model: type[models.Model]) -> Any:
    return model.history.model  # type: ignore[attr-defined]


def changes_of(customer: Customer, actions: Sequence[int], user: Any) -> dict[int, list[Change]]:
    """The changes of ``customer`` and its parts by Action, cut to what ``user`` may see."""
    reading = _Reading(user, customer)
    found: dict[int, list[Change]] = defaultdict(list)
    told: list[Model] = [Customer, *PARTS]
    for model in told:
        for row, before in _pairs(model, customer, actions, reading.ring):
            found[row.action_id] += reading.differences(model, row, before)
    for action, changes in reading.classifications(_rows(Classification, customer, actions)).items():
        found[action] += changes
    return found


def _rows(model: type[models.Model], customer: Customer, actions: Sequence[int]) -> list[Any]:
    past, column = _past(model), "id" if model is Customer else "customer_id"
    earlier = past.objects.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id")).order_by("-history_id")
    rows = past.objects.filter(**{column: customer.pk}, action_id__in=actions).order_by("history_id")
    return list(rows.annotate(before_id=Subquery(earlier.values("history_id")[:1])))


def _pairs(
    model: type[models.Model], customer: Customer, actions: Sequence[int], ring: Keyring
) -> Iterator[tuple[Any, Any]]:
    """Each history row of these Actions with the one before it, None for the first; both opened."""
    rows = _rows(model, customer, actions)
    known = {row.history_id: row for row in rows}
    missing = {row.before_id for row in rows if row.before_id} - known.keys()
    known |= _past(model).objects.in_bulk(missing, field_name="history_id") if missing else {}
    open_rows(known.values(), ring=ring)
    yield from ((row, known.get(row.before_id)) for row in rows)


class _Reading:
    """One page of history for one person: names are fetched once."""

    def __init__(self, user: Any, customer: Customer):
        self.user, self.customer, self.ring = user, customer, Keyring()
        self._portfolios: dict[Any, str] = {}

    def differences(self, model: type[models.Model], row: Any, before: Any) -> Iterator[Change]:
        """The fields in which ``row`` differs from ``before``; of a removed part its last values."""
        prefix = f"{PARTS[model]}." if model in PARTS else ""
        old, new = (row, None) if row.history_type == "-" else (before, row)
        for field in _past(model)._meta.fields:
            path = prefix + field.name.removesuffix("_encrypted")
            if not self._is_shown(model, field):
                continue
            was, now = (self._text(path, getattr(side, field.attname)) if side else "" for side in (old, new))
            if was != now:
                mask = MASKS.get(path, str)
                yield Change(path, str(history_words.FIELDS[path]), was and mask(was), now and mask(now))

    def _is_shown(self, model: type[models.Model], field: Any) -> bool:
        tracked = {known.name for known in model._meta.concrete_fields} - TECHNICAL
        return field.name in tracked and may_see(self.user, class_of(model, field.name), self.customer)

    def _text(self, path: str, value: Any) -> str:
        if isinstance(value, Encrypted):
            return value.text
        if value is None or value == "":
            return ""
        if path == "portfolio":
            return self._portfolio(value)
        if path == "terms":
            return Terms.parse(value).describe()
        if path.endswith(".country"):
            return country_name(value)
        if isinstance(value, bool):
            return _("yes") if value else ""
        return str(CHOICES.get(path, {}).get(value, value))

    def _portfolio(self, key: Any) -> str:
        if not self._portfolios:
            self._portfolios = {one.pk: one.name for one in Portfolio.objects.visible_to(self.user)}
        return self._portfolios.get(key, HIDDEN)

    def classifications(self, rows: Iterable[Any]) -> dict[int, list[Change]]:
        """Per Action and dimension, the categories that ended and those that began."""
        rows = list(rows)
        keys = {row.category_id for row in rows}
        visible = Category.objects.visible_to(self.user).filter(pk__in=keys).select_related("dimension")
        categories = {category.pk: category for category in visible} if keys else {}
        groups: dict[tuple[int, Any], tuple[list[str], list[str]]] = {}
        for row in rows:
            if category := categories.get(row.category_id):
                ended, began = groups.setdefault((row.action_id, category.dimension), ([], []))
                gone = row.history_type == "-" or (row.history_type == "~" and row.valid_to is not None)
                (ended if gone else began).append(str(category))
        changes: dict[int, list[Change]] = defaultdict(list)
        for (action, dimension), (ended, began) in groups.items():
            path, comma = f"categories.{dimension.code}", _(", ")
            changes[action].append(Change(path, str(dimension), comma.join(ended), comma.join(began)))
        return changes
